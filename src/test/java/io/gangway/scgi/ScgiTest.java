package io.gangway.scgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedGateway;
import io.gangway.testing.Site;
import org.junit.jupiter.api.Test;

/** {@code scgi_pass} against a scripted server. */
class ScgiTest {
    @Test
    void content_length_is_the_first_parameter() throws Exception {
        try (ScriptedGateway backend = ScriptedGateway.scgi((request, response) -> response.send("\r\nhello"));
                Site site = Site.of("server { listen 127.0.0.1:%{port}; location / { scgi_param A b; scgi_pass "
                        + backend.address() + "; } }");
                GangwayServer server = GangwayServer.start(site)) {
            RawHttp.get(server.port(), "/");

            assertThat(backend.request().params().keySet()).startsWith("CONTENT_LENGTH", "A", "HTTP_HOST");
            assertThat(backend.request().params()).containsEntry("CONTENT_LENGTH", "0");
        }
    }
}
