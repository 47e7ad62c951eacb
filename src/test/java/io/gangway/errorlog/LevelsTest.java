package io.gangway.errorlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The levels of the error log. */
class LevelsTest {
    /** A request that logs once at each of three levels, the most severe one last. */
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir};
                error_log %{dir}/levels.log LEVEL;
                location /a { rewrite_log on; rewrite ^/a$ /b; set $x $y; break; set $y 1; }
            }
            """;

    @ParameterizedTest
    @CsvSource({
        "debug, notice warn error",
        "info, notice warn error",
        "notice, notice warn error",
        "warn, warn error",
        "error, error",
        "'', error",
        "crit, ''",
        "alert, ''",
        "emerg, ''"
    })
    void a_level_includes_all_more_severe_levels(String level, String expected) throws Exception {
        try (Site site = Site.of(CONFIG.replace("LEVEL", level));
                GangwayServer gangway = GangwayServer.start(site)) {
            assertThat(RawHttp.get(gangway.port(), "/a").status()).isEqualTo(404);
            String log = Files.readString(site.dir().resolve("levels.log"));

            assertThat(log.contains("[notice]") && log.contains("rewritten data: \"/b\""))
                    .isEqualTo(expected.contains("notice"));
            assertThat(log.contains("[warn]") && log.contains("using uninitialized \"y\" variable"))
                    .isEqualTo(expected.contains("warn"));
            assertThat(log.contains("[error]") && log.contains("/b\" failed (2: No such file or directory)"))
                    .isEqualTo(expected.contains("error"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "error_log stderr loud;        | [emerg] invalid log level \"loud\" in nginx.conf:3",
                "error_log stderr ERROR;       | [emerg] invalid log level \"ERROR\" in nginx.conf:3",
                "error_log stderr warn error;  | [emerg] duplicate log level \"error\" in nginx.conf:3",
                "error_log;                    | [emerg] invalid number of arguments in \"error_log\" directive in nginx.conf:3",
            })
    void an_error_names_the_wrong_level(String directive, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directive)).containsExactly(message);
    }
}
