package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code etc/examples/websocket-upstream.conf}. */
class WebSocketUpstreamTest {
    private RunningExample run;
    private ScriptedUpstream a;
    private ScriptedUpstream b;

    @BeforeEach
    void start() throws IOException {
        run = new RunningExample();
        a = run.backend("a", RunningExample.application());
        b = run.backend("b", RunningExample.application());
        run.start(example());
    }

    @AfterEach
    void stop() throws IOException {
        run.close();
    }

    private static Example example() throws IOException {
        return Example.of("examples/websocket-upstream.conf")
                .with("listen  20038;", "listen %{port};")
                .with("listen       80;", "listen %{port:public};")
                .with("127.0.0.1:8094", "%{backend:a}")
                .with("127.0.0.1:8095", "%{backend:b}");
    }

    @Test
    void requests_are_balanced() throws IOException {
        for (int i = 0; i < 4; i++) {
            assertThat(run.get("/api").status()).isEqualTo(200);
        }

        assertThat(a.requests()).hasSize(2);
        assertThat(b.requests()).hasSize(2);
    }

    @Test
    void websockets_are_balanced() throws IOException {
        for (int i = 0; i < 4; i++) {
            try (WebSocketPeer client = run.connect("/ws?judge=Anna")) {
                assertThat(client.send("hello").read().text()).isEqualTo("hello");
            }
        }

        assertThat(a.requests()).hasSize(2);
        assertThat(b.requests()).hasSize(2);
        assertThat(a.lastRequest().target()).isEqualTo("/ws?judge=Anna");
    }

    @Test
    void the_backend_gets_the_client_address() throws IOException {
        String seen = run.get("/api", "X-Forwarded-For: 10.1.1.1", "X-Real-IP: 10.2.2.2")
                .body();

        assertThat(seen)
                .startsWith("GET /api HTTP/1.1\r\n")
                .contains("Host: localhost\r\n", "X-Real-IP: 127.0.0.1\r\n", "X-Forwarded-For: 10.1.1.1, 127.0.0.1\r\n")
                .contains("Connection: close\r\n")
                .doesNotContain("Upgrade", "10.2.2.2");
    }

    @Test
    void an_upgrade_keeps_its_connection_header() throws IOException {
        run.connect("/").close();

        ScriptedUpstream asked = a.requests().isEmpty() ? b : a;
        assertThat(asked.lastRequest().field("Upgrade")).isEqualTo("websocket");
        assertThat(asked.lastRequest().field("Connection")).isEqualTo("upgrade");
    }

    @Test
    void redirects_are_unchanged() throws IOException {
        String location = "http://wsbackend/elsewhere";
        Script redirect = Script.raw("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
        a.respond(redirect);
        b.respond(redirect);

        assertThat(run.get("/").field("Location")).isEqualTo(location);
    }

    @Test
    void one_backend_dies_and_the_other_serves_on() throws IOException {
        run.reload(example().with("server  %{backend:a};", "server  %{backend:a} fail_timeout=1s;"));
        try (WebSocketPeer first = run.connect("/");
                WebSocketPeer second = run.connect("/")) {
            first.send("one").read();
            second.send("two").read();
            a.unbind();

            WebSocketPeer survivor = lost(first) ? second : first;
            assertThat(survivor.send("still here").read().text()).isEqualTo("still here");
        }
        for (int i = 0; i < 4; i++) {
            assertThat(run.get("/api").status()).isEqualTo(200);
            try (WebSocketPeer client = run.connect("/")) {
                assertThat(client.send("hello").read().text()).isEqualTo("hello");
            }
        }
        assertThat(run.log("error.log"))
                .contains("connect() failed (111: Connection refused) while connecting to upstream");

        a.clearRequests();
        a.bind();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(run.get("/api").status()).isEqualTo(200);
            assertThat(a.requests()).isNotEmpty();
        });
    }

    /** Whether this was the tunnel to the dead backend: exactly one of the two is. */
    private static boolean lost(WebSocketPeer peer) throws IOException {
        try {
            Frame frame = peer.send("are you there").read();
            return frame == null || frame.opcode() == Frame.CLOSE;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void the_client_gets_an_error_when_both_backends_are_down() throws IOException {
        a.unbind();
        b.unbind();

        assertThat(run.get("/").status()).isEqualTo(502);
    }

    @Test
    void silence_longer_than_the_read_timeout_ends_a_tunnel() throws IOException {
        try (WebSocketPeer client = run.connect("/")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
            run.advance(Duration.ofSeconds(3601));
            assertThat(client.awaitClose(PATIENCE)).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @Test
    void a_public_address_without_a_path_reaches_the_backend_s_path() throws IOException {
        RawResponse response = RunningExample.get(run.site().port("public"), "www.example.com", "/");
        assertThat(response.body()).startsWith("GET /ws HTTP/1.1\r\n").contains("Host: www.example.com\r\n");

        try (WebSocketPeer client = RunningExample.connect(run.site().port("public"), "/")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
        }
        assertThat(a.lastRequest().target()).isEqualTo("/ws");
        assertThat(RunningExample.get(run.site().port("public"), "www.example.com", "/other")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_tunnel_without_drain_survives_a_change_of_the_backends() throws IOException {
        ScriptedUpstream next = run.backend("next", RunningExample.application());
        Example undrained = example().with("location / {", "location / {\n#gangway websocket_drain off;\n");
        run.reload(undrained);
        try (WebSocketPeer old = run.connect("/")) {
            old.send("before").read();

            run.reload(undrained.with("%{backend:a}", "%{backend:next}").with("%{backend:b}", "%{backend:next}"));

            assertThat(old.send("after").read().text()).isEqualTo("after");
            try (WebSocketPeer fresh = run.connect("/")) {
                assertThat(fresh.send("new").read().text()).isEqualTo("new");
            }
            assertThat(next.requests()).hasSize(1);
            assertThat(old.send(Frame.close(1000, "bye")).read()).isEqualTo(Frame.close(1000, "bye"));
        }
    }
}
