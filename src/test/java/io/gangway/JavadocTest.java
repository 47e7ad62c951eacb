package io.gangway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Javadoc of the module, as {@code -Prelease} generates it. */
class JavadocTest {
    @TempDir
    private Path pages;

    @Test
    void it_is_generated_without_errors() {
        String libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> path.matches(
                        ".*/(jetty|slf4j-api|commons-codec|bcrypt|bytes|tomcat|opentelemetry|prometheus|brotli4j|jgroups|service)"
                                + "-[^/]*\\.jar"))
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int status = ToolProvider.findFirst("javadoc")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "-quiet",
                        "-Xdoclint:all,-missing",
                        "-d",
                        pages.toString(),
                        "--module-path",
                        libraries,
                        "--source-path",
                        "src/main/java",
                        "--module",
                        "io.gangway");

        assertThat(status).describedAs(said.toString()).isZero();
        assertThat(pages.resolve("io.gangway/io/gangway/Gangway.html")).exists();
    }
}
