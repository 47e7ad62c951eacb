package io.gangway.headers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inheritance of {@code add_header}, and the responses to which it applies. */
class HeaderInheritanceTest {
    @ParameterizedTest
    @CsvSource({
        "'', 200, server",
        "'', 404, always",
        "'add_header X-L location;', 200, location",
        "'add_header X-L location;', 404, ''",
        "'add_header X-L location always;', 404, location",
        "'add_header_inherit merge; add_header X-L location;', 200, server location",
        "'add_header_inherit merge; add_header X-L location;', 404, always",
        "'add_header_inherit off;', 200, ''",
        "'add_header_inherit off; add_header X-L location;', 200, location"
    })
    void fields_of_outer_levels_are_inherited_or_replaced(String location, int status, String expected)
            throws Exception {
        try (Site site = Site.of("add_header X-H http; server { listen 127.0.0.1:%{port}; add_header X-S server; "
                + "add_header X-A always always; location / { " + location + " return " + status + "; } }")) {
            try (GangwayServer server = GangwayServer.start(site)) {
                RawResponse response = RawHttp.get(server.port(), "/");
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.field("X-H")).isNull();
                assertThat(response.field("X-S")).isEqualTo(expected.contains("server") ? "server" : null);
                assertThat(response.field("X-L")).isEqualTo(expected.contains("location") ? "location" : null);
                boolean always = expected.contains("server") || expected.contains("always");
                assertThat(response.field("X-A")).isEqualTo(always ? "always" : null);
            }
        }
    }
}
