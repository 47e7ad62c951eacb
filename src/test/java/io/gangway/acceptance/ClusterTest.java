package io.gangway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code etc/examples/cluster.conf}. */
class ClusterTest {
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
        return Example.of("examples/cluster.conf")
                .with("listen       80;", "listen %{port};")
                .with("127.0.0.1:8080", "%{backend:a}")
                .with("127.0.0.1:8081", "%{backend:b}");
    }

    @Test
    void websockets_are_balanced() throws IOException {
        for (int i = 0; i < 4; i++) {
            try (WebSocketPeer client = run.connect("/acts_competition/webSocketServer")) {
                assertThat(client.send("score").read().text()).isEqualTo("score");
            }
        }
        assertThat(a.requests()).hasSize(2);
        assertThat(b.requests()).hasSize(2);
    }

    @Test
    void connection_upgrade_does_not_harm_ordinary_requests() throws IOException {
        String seen = RunningExample.get(run.port(), "ws.example.com", "/a?b").body();

        assertThat(seen)
                .startsWith("GET /a?b HTTP/1.1\r\n")
                .contains("Host: ws.example.com\r\n", "Connection: upgrade\r\n")
                .doesNotContain("Upgrade:");
    }

    @Test
    void a_backend_that_refuses_connections_is_skipped() throws IOException {
        // nginx's default is ten seconds, which may be too short for six requests on a busy machine
        run.reload(example().with("server  %{backend:b};", "server  %{backend:b} fail_timeout=1h;"));
        b.unbind();

        for (int i = 0; i < 6; i++) {
            try (WebSocketPeer client = run.connect("/")) {
                assertThat(client.send("score").read().text()).isEqualTo("score");
            }
        }
        assertThat(a.requests()).hasSize(6);
        assertThat(run.log("error.log")).containsOnlyOnce("connect() failed (111: Connection refused)");
    }

    @Test
    void a_tunnel_survives_a_reload_and_is_drained_when_its_group_changes() throws IOException {
        try (WebSocketPeer client = run.connect("/")) {
            client.send("before").read();
            run.reload(example());
            assertThat(client.send("after").read().text()).isEqualTo("after");

            run.reload(example().with("server  %{backend:b};", ""));
            assertThat(client.read().closeCode()).isEqualTo(1012);
            b.clearRequests();
            for (int i = 0; i < 3; i++) {
                assertThat(run.get("/").status()).isEqualTo(200);
            }
            assertThat(b.requests()).isEmpty();
        }
    }
}
