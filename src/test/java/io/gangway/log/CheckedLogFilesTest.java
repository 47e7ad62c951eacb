package io.gangway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.Gangway;
import io.gangway.conf.ConfException;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code gangway -t} does with log files. */
class CheckedLogFilesTest {
    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = Site.of("");
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private Gangway checked(String accessLog) throws IOException {
        site.config("events {}\nerror_log " + site.dir() + "/own-error.log;\nhttp { access_log " + accessLog
                + "; server { listen 127.0.0.1:0; } }");
        return Gangway.builder().file(site.conf()).checkOnly().read();
    }

    @Test
    void a_check_creates_no_log_file() throws Exception {
        Path log = site.dir().resolve("own-access.log");
        try (Gangway gangway = checked(log.toString())) {
            assertThat(log).doesNotExist();
            assertThat(site.dir().resolve("own-error.log")).doesNotExist();
            assertThatThrownBy(gangway::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("checkOnly()");
        }
    }

    @Test
    void a_check_leaves_a_log_file_as_it_is() throws Exception {
        Path log = Files.writeString(site.dir().resolve("own-access.log"), "line\n");
        try (Gangway gangway = checked(log.toString())) {
            assertThat(gangway.warnings()).isEmpty();
        }
        assertThat(log).hasContent("line\n");
    }

    @Test
    void a_check_fails_where_a_log_file_could_not_be_opened() throws Exception {
        Path missing = site.dir().resolve("missing/access.log");

        assertThatThrownBy(() -> checked(missing.toString()))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("open() \"" + missing + "\" failed (2: No such file or directory)");
        assertThatThrownBy(() -> checked(site.dir().toString()))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("open() \"" + site.dir() + "\" failed (21: Is a directory)");
    }
}
