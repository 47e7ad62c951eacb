package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import org.junit.jupiter.api.Test;

/** How connections to upstreams are opened and read. */
class UpstreamSocketTest extends BackendTest {
    @Test
    void connections_come_from_the_address_of_proxy_bind() throws Exception {
        backend.respond(Script.body("fine"));
        int port = start("proxy_pass http://%{backend}; proxy_bind $arg_from; proxy_socket_keepalive on;"
                + " add_header X-Addr $upstream_addr always;");
        assertThat(RawHttp.get(port, "/?from=127.0.0.1").body()).isEqualTo("fine");
        assertThat(RawHttp.get(port, "/").body()).as("none").isEqualTo("fine");
        assertThat(RawHttp.get(port, "/?from=nonsense").body()).isEqualTo("fine");
        assertThat(errorLog()).contains("invalid local address \"nonsense\"");
        RawResponse refused = RawHttp.get(port, "/?from=192.0.2.1");
        assertThat(refused.status()).as("not ours").isGreaterThanOrEqualTo(500);
    }

    @Test
    void proxy_limit_rate_limits_the_reading_of_a_response() throws Exception {
        String text = "x".repeat(60_000);
        backend.respond(Script.body(text));
        int port = start("proxy_pass http://%{backend}; proxy_limit_rate 20k; proxy_read_timeout 60s;");
        long before = System.nanoTime();
        assertThat(RawHttp.get(port, "/").body()).isEqualTo(text);
        assertThat((System.nanoTime() - before) / 1_000_000)
                .as("three portions: two seconds end before the last")
                .isGreaterThan(900);
    }
}
