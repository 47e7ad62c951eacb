package io.gangway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The position of the field {@code Location} in a head. */
class LocationFieldTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                location /path { return 301 /to; }
                location /url { return 301 http://example.org/; }
                location /relative { return 301 to; }
                location /not-absolute { absolute_redirect off; return 301 /to; }
                location /rewrite { rewrite ^ http://example.org/ permanent; }
                location /page { error_page 404 http://example.org/; return 404; }
                location /added { expires epoch; return 301 http://example.org/; }
            }
            """;

    @ParameterizedTest
    @CsvSource({
        "/path, Location Connection",
        "/url, Connection Location",
        "/relative, Connection Location",
        "/not-absolute, Connection Location",
        "/rewrite, Connection Location",
        "/page, Connection Location",
        "/added, Connection Location Expires Cache-Control"
    })
    void only_a_completed_location_precedes_the_connection_field(String target, String names) throws Exception {
        try (Site site = Site.of(CONFIG);
                GangwayServer gangway = GangwayServer.start(site)) {
            List<String> all = RawHttp.get(gangway.port(), target).fields().names();

            assertThat(String.join(" ", all)).isEqualTo("Server Date Content-Type Content-Length " + names);
        }
    }
}
