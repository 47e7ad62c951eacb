package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What somebody gets who names {@code io.gangway:gangway} in a build. */
class LibraryTest {
    @Test
    void these_libraries_come_with_it_and_no_others() {
        assertThat(Published.dependencies().stream()
                        .map(jar -> jar.getParent().getParent().getFileName().toString()))
                .containsExactlyInAnyOrder(
                        "jetty-server",
                        "jetty-http",
                        "jetty-io",
                        "jetty-util",
                        "jetty-http2-hpack",
                        "jetty-websocket-core-common",
                        "slf4j-api",
                        "commons-codec",
                        "bcrypt",
                        "bytes");
    }

    @Test
    void no_file_of_it_sets_up_somebody_s_logging() {
        for (String name : new String[] {
            "jetty-logging.properties",
            "logback.xml",
            "log4j2.xml",
            "simplelogger.properties",
            "META-INF/services/org.slf4j.spi.SLF4JServiceProvider"
        }) {
            assertThat(Published.classes("/io/gangway/Gangway.class").resolve(name))
                    .doesNotExist();
        }
    }

    @Test
    void no_jar_of_it_brings_a_logging() throws Exception {
        for (Path jar : Published.dependencies()) {
            URI archive = URI.create("jar:" + jar.toUri());
            try (java.nio.file.FileSystem files =
                    java.nio.file.FileSystems.newFileSystem(archive, java.util.Map.of())) {
                assertThat(files.getPath("META-INF/services/org.slf4j.spi.SLF4JServiceProvider"))
                        .doesNotExist();
            }
        }
    }
}
