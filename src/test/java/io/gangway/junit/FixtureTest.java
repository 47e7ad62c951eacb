package io.gangway.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A test that has a response also sees the log line of its request. */
@GangwayTest("src/test/resources/junit/observed.conf")
class FixtureTest {
    @Upstream("127.0.0.1:8094")
    private ScriptedUpstream backend;

    @RepeatedTest(5)
    void a_request_is_logged_once_its_response_has_arrived(Proxy proxy) throws Exception {
        backend.respond(Script.body("[]"));

        for (int i = 1; i <= 10; i++) {
            proxy.get("/api/" + i);
            assertThat(proxy.log("observed.log")).hasSize(i).last().isEqualTo("/api/" + i + " 200");
        }
    }

    @Test
    void the_last_request_is_awaited_while_it_travels_to_the_backend(Proxy proxy) throws Exception {
        backend.respond(Script.noResponse());
        try (RawConnection client = proxy.connect(80)) {
            client.send("GET /api/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(backend.lastRequest().target()).isEqualTo("/api/slow");
        }
    }

    @Test
    void buffered_log_lines_are_flushed(Proxy proxy) throws Exception {
        proxy.get("/buffered");

        assertThat(proxy.log("buffered.log")).containsExactly("/buffered");
    }

    @Test
    void a_request_on_a_kept_connection_is_logged(Proxy proxy) throws Exception {
        try (RawConnection client = proxy.connect(80)) {
            for (int i = 1; i <= 10; i++) {
                client.send("GET /api/kept HTTP/1.1\r\nHost: localhost\r\n\r\n").read();
                assertThat(proxy.log("observed.log")).hasSize(i);
            }
        }
    }

    @Test
    void a_log_waits_for_closed_tunnels_but_not_for_open_ones(Proxy proxy) throws Exception {
        backend.respond(WebSocketPeer.echo());
        try (WebSocketPeer client = proxy.webSocket("/chat")) {
            client.send("hello").read();
            assertThat(proxy.gangway().tunnels()).isEqualTo(1);
            assertThat(proxy.log("observed.log")).isEmpty();
        }

        assertThat(proxy.log("observed.log")).containsExactly("/chat 101");
        assertThat(proxy.gangway().tunnels()).isZero();
    }
}
