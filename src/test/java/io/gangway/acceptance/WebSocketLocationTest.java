package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.conf.ConfException;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code etc/examples/websocket-location.conf}. */
class WebSocketLocationTest {
    private RunningExample run;
    private ScriptedUpstream single;
    private ScriptedUpstream a;
    private ScriptedUpstream b;

    @BeforeEach
    void start() throws IOException {
        run = new RunningExample();
        single = run.backend("single", RunningExample.application());
        a = run.backend("a", RunningExample.application());
        b = run.backend("b", RunningExample.application());
        run.site().file("html/index.html", "<h1>the rest</h1>");
        run.start(example());
    }

    @AfterEach
    void stop() throws IOException {
        run.close();
    }

    /** Keeps the name {@code localhost}, with all its addresses. */
    private Example example() throws IOException {
        return Example.of("examples/websocket-location.conf")
                .with("listen       80;", "listen %{port};")
                .with("localhost:3000", "localhost:" + single.port())
                .with("192.168.3.1:3000;", "%{backend:a};")
                .with("192.168.3.2:3000;", "%{backend:b};");
    }

    @Test
    void a_websocket_works_in_the_location() throws IOException {
        try (WebSocketPeer client = run.connect("/websocket")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
        }
        assertThat(single.lastRequest().target()).isEqualTo("/websocket");
        assertThat(single.lastRequest().field("Host")).isEqualTo("localhost");
        assertThat(single.lastRequest().field("Connection")).isEqualTo("upgrade");
    }

    @Test
    void an_ordinary_request_passes_with_connection_close() throws IOException {
        assertThat(run.get("/websocket/info").body())
                .startsWith("GET /websocket/info HTTP/1.1\r\n")
                .contains("Connection: close\r\n")
                .doesNotContain("Upgrade");
    }

    @Test
    void other_paths_are_served_from_the_default_root() throws IOException {
        assertThat(run.get("/").body()).isEqualTo("<h1>the rest</h1>");
        assertThat(run.get("/nothing").status()).isEqualTo(404);
        assertThat(single.requests()).isEmpty();
    }

    @Test
    void the_cluster_is_balanced_under_its_own_path() throws IOException {
        for (int i = 0; i < 4; i++) {
            try (WebSocketPeer client = run.connect("/cluster/websocket")) {
                assertThat(client.send("hello").read().text()).isEqualTo("hello");
            }
        }
        assertThat(a.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.target()).isEqualTo("/websocket"));
        assertThat(b.requests()).hasSize(2);
        assertThat(single.requests()).isEmpty();
    }

    @Test
    void the_cluster_works_with_one_backend() throws IOException {
        b.unbind();

        for (int i = 0; i < 4; i++) {
            run.connect("/cluster/websocket").close();
        }
        assertThat(a.requests()).hasSize(4);
    }

    @Test
    void a_refused_handshake_passes_unchanged() throws IOException {
        single.respond(Script.raw("HTTP/1.1 403 Forbidden\r\nX-Reason: origin\r\nContent-Length: 9\r\n\r\nnot here\n"));

        RawResponse response = RawHttp.send(run.port(), WebSocketPeer.upgradeRequest("/websocket"));
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.field("X-Reason")).isEqualTo("origin");
        assertThat(response.body()).isEqualTo("not here\n");
    }

    @Test
    void a_reload_with_a_mistake_changes_nothing() throws IOException {
        try (WebSocketPeer client = run.connect("/websocket")) {
            assertThatThrownBy(() -> run.reload(example().with("server  %{backend:a};", "%{backend:a};")))
                    .isInstanceOf(ConfException.class)
                    .hasMessageContaining("unknown directive \"127.0.0.1:" + a.port() + "\"");

            assertThat(client.send("hello").read().text()).isEqualTo("hello");
            run.connect("/cluster/websocket").close();
        }
    }

    @Test
    void a_tunnel_is_drained_when_a_reload_removes_its_location() throws IOException {
        try (WebSocketPeer client = run.connect("/websocket")) {
            client.send("before").read();
            run.reload(example().with("location /websocket {", "location /elsewhere {"));

            assertThat(client.read().closeCode()).isEqualTo(1001);
            assertThat(run.get("/websocket").status()).isEqualTo(404);
        }
        await().atMost(PATIENCE).until(() -> single.openConnections() == 0);
    }
}
