package io.gangway.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.RunningSite;
import io.gangway.testing.Script;
import io.gangway.testing.Site;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Copies of requests never change what the client gets, nor when. */
class MirrorTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                error_log %{dir}/error.log info;
                root %{dir}/html;
                proxy_http_version 1.1;
                client_body_buffer_size 1k;
                client_max_body_size 10m;
                location / { mirror /copy; return 404; }
                location /page { mirror /copy; }
                location /both { mirror /copy; mirror /copy2; }
                location /tunnel { mirror /copy; proxy_pass http://%{backend}; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }
                location /upload { mirror /copy; proxy_pass http://%{backend}; }
                location /copy { internal; proxy_pass http://%{backend}; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }
                location /copy2 { internal; proxy_pass http://127.0.0.1:1; }
            }
            """;

    private final CompletableFuture<Void> release = new CompletableFuture<>();

    @RegisterExtension
    final RunningSite site = RunningSite.of(CONFIG)
            .backend(Script.body("of the backend"))
            .file("html/page", "page")
            .file("html/both", "both");

    @AfterEach
    void release() {
        release.complete(null);
    }

    private void answerCopies(Script script) {
        site.backend().respond((request, connection) -> {
            Script chosen = request.target().startsWith("/copy") ? script : Script.body("of the backend");
            chosen.run(request, connection);
        });
    }

    private List<RecordedRequest> copies() {
        return site.backend().requests().stream()
                .filter(request -> request.target().startsWith("/copy"))
                .toList();
    }

    @Test
    void copies_that_hang_leave_connections_for_requests() throws Exception {
        String http = CONFIG.replace("%{backend}", site.backend().address());
        answerCopies(Script.stall(release));
        List<RawConnection> others = new ArrayList<>();
        try (Site small = Site.create()
                        .config("worker_processes 1;\nevents { worker_connections 24; }\nhttp {\n" + http + "\n}\n");
                GangwayServer server = GangwayServer.start(small);
                RawConnection client = RawHttp.connect(server.port())) {
            for (int i = 1; i <= 30; i++) {
                client.send("GET /upload?" + i + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(client.read().body()).isEqualTo("of the backend");
            }
            for (int i = 1; i <= 3; i++) {
                others.add(RawHttp.connect(server.port()));
                others.get(i - 1).send("GET /upload HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(others.get(i - 1).read().body()).isEqualTo("of the backend");
            }
            assertThat(Files.readString(small.dir().resolve("error.log")))
                    .containsOnlyOnce("[warn]")
                    .contains("12 copies of requests are running: the request is not mirrored");
        } finally {
            for (RawConnection other : others) {
                other.close();
            }
        }
    }

    @Test
    void a_copy_that_hangs_delays_neither_this_request_nor_the_next() throws Exception {
        answerCopies(Script.stall(release));
        try (RawConnection client = site.connect()) {
            for (int i = 1; i <= 3; i++) {
                client.send("GET /page?" + i + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(client.read().body()).isEqualTo("page");
            }
            await().until(() -> copies().size() == 3);
        }
    }

    @Test
    void a_copy_outlives_the_connection_of_the_client() throws Exception {
        answerCopies((request, connection) -> {
            release.get();
            Script.body("late").run(request, connection);
        });
        try (RawConnection client = site.connect()) {
            client.send("GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("page");
            await().until(() -> copies().size() == 1);
        }
        assertThat(site.backend().openConnections()).isEqualTo(1);
        release.complete(null);
        await().until(() -> site.backend().openConnections() == 0);
    }

    @Test
    void a_copy_that_fails_changes_nothing() throws Exception {
        answerCopies(Script.reset());
        assertThat(site.get("/both").body()).isEqualTo("both");
        await().until(() -> Files.readString(site.dir().resolve("error.log")).contains("Connection refused"));
    }

    @Test
    void a_copy_has_a_large_body_even_after_the_client_has_its_response() throws Exception {
        String body = "0123456789abcdef".repeat(1 << 16);
        site.backend().leaveBodiesUnread();
        site.backend().respond((request, connection) -> {
            if (request.target().startsWith("/copy")) {
                release.get();
                assertThat(connection.readExactly(body.length())).isEqualTo(body);
            } else {
                connection.readExactly(body.length());
            }
            Script.body("done").run(request, connection);
        });
        try (RawConnection client = site.connect()) {
            client.send(RawHttp.request("POST", "/upload", "Content-Length: " + body.length()) + body);
            assertThat(client.read().body()).isEqualTo("done");
        }
        release.complete(null);
        await().until(() -> site.backend().openConnections() == 0);
        assertThat(copies()).hasSize(1);
        assertThat(site.backend().failures()).isEmpty();
    }

    @Test
    void a_handshake_is_copied_and_its_tunnel_stays() throws Exception {
        site.backend().respond((request, connection) -> {
            Script.upgrade("websocket").run(request, connection);
            if (request.target().startsWith("/copy")) {
                release.complete(null);
            } else {
                release.get();
                Script.echoBytes().run(request, connection);
            }
        });
        try (RawConnection client = site.connect()) {
            client.send("GET /tunnel HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            await().until(() ->
                    Files.readString(site.dir().resolve("error.log")).contains("connection upgrade in subrequest"));
            client.send("hello");
            assertThat(client.readExactly(5)).isEqualTo("hello");
        }
        assertThat(copies()).hasSize(1);
        assertThat(copies().get(0).field("Upgrade")).isEqualTo("websocket");
    }

    @Test
    void a_reload_waits_for_a_copy() throws Exception {
        answerCopies((request, connection) -> {
            release.get();
            Script.body("late").run(request, connection);
        });
        assertThat(site.get("/page").body()).isEqualTo("page");
        await().until(() -> copies().size() == 1);
        site.server().reload();
        assertThat(site.server().gangway().generations()).hasSize(2);
        release.complete(null);
        await().until(() -> site.server().gangway().generations().size() == 1);
    }

    @Test
    void a_copy_that_hangs_is_cut_when_the_server_closes() throws Exception {
        answerCopies(Script.stall(release));
        assertThat(site.get("/page").body()).isEqualTo("page");
        await().until(() -> copies().size() == 1);
        site.server().close();
        assertThat(site.server().gangway().generations()).isEmpty();
    }

    @Test
    void a_graceful_stop_waits_for_a_copy() throws Exception {
        answerCopies((request, connection) -> {
            release.get();
            Script.body("late").run(request, connection);
        });
        assertThat(site.get("/page").body()).isEqualTo("page");
        await().until(() -> copies().size() == 1);
        CompletableFuture<Void> stopped = site.server().quit().toCompletableFuture();
        assertThat(stopped).isNotDone();
        release.complete(null);
        await().until(stopped::isDone);
    }
}
