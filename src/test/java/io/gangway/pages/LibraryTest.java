package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The dependencies of {@code io.gangway:gangway} in a build. */
class LibraryTest {
    @Test
    void it_has_only_these_dependencies() {
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
                        "prometheus-metrics-exposition-textformats",
                        "prometheus-metrics-model",
                        "prometheus-metrics-config",
                        "jetty-util-ajax",
                        "bytes");
    }

    @Test
    void no_file_configures_the_logging_of_the_application() {
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
    void no_dependency_is_a_logging_implementation() throws Exception {
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
