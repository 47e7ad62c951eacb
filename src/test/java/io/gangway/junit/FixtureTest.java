package io.gangway.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What a test sees of a request when it has its answer. */
@GangwayTest("src/test/resources/junit/observed.conf")
class FixtureTest {
    @Upstream("127.0.0.1:8094")
    private ScriptedUpstream backend;

    @RepeatedTest(5)
    void a_request_is_in_the_log_when_its_answer_is_there(Proxy proxy) throws Exception {
        backend.response(Script.body("[]"));

        for (int i = 1; i <= 10; i++) {
            proxy.get("/api/" + i);
            assertThat(proxy.log("observed.log")).hasSize(i).last().isEqualTo("/api/" + i + " 200");
        }
    }

    @Test
    void a_request_that_is_on_its_way_to_the_backend_is_waited_for(Proxy proxy) throws Exception {
        backend.response(Script.silence());
        try (RawConnection client = proxy.connect(80)) {
            client.send("GET /api/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(backend.lastRequest().target()).isEqualTo("/api/slow");
        }
    }

    @Test
    void lines_that_wait_in_a_buffer_are_there_too(Proxy proxy) throws Exception {
        proxy.get("/buffered");

        assertThat(proxy.log("buffered.log")).containsExactly("/buffered");
    }

    @Test
    void a_request_on_a_connection_that_stays_open_is_in_the_log(Proxy proxy) throws Exception {
        try (RawConnection client = proxy.connect(80)) {
            for (int i = 1; i <= 10; i++) {
                client.send("GET /api/kept HTTP/1.1\r\nHost: localhost\r\n\r\n").read();
                assertThat(proxy.log("observed.log")).hasSize(i);
            }
        }
    }

    @Test
    void an_open_tunnel_is_not_waited_for_and_a_closed_one_is(Proxy proxy) throws Exception {
        backend.response(WebSocketPeer.echo());
        try (WebSocketPeer client = proxy.webSocket("/chat")) {
            client.send("hello").read();
            assertThat(proxy.gangway().tunnels()).isEqualTo(1);
            assertThat(proxy.log("observed.log")).isEmpty();
        }

        assertThat(proxy.log("observed.log")).containsExactly("/chat 101");
        assertThat(proxy.gangway().tunnels()).isZero();
    }
}
