package io.gangway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import io.gangway.testing.TrustAll;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code worker_connections}: new connections when the limit is reached. */
class WorkerConnectionsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String SLOW = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";

    private final CountDownLatch over = new CountDownLatch(1);
    private final List<RawConnection> clients = new ArrayList<>();
    private ScriptedUpstream backend;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void startBackend() throws IOException {
        backend = ScriptedUpstream.start((request, connection) -> {
            over.await();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
        });
        site = Site.create().backend(backend);
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        for (RawConnection client : clients) {
            client.close();
        }
        server.close();
        site.close();
        backend.close();
    }

    private void start(int connections) throws IOException {
        server = GangwayServer.start(configure(connections, ""));
    }

    private Site configure(int connections, String more) throws IOException {
        return site.config("error_log error.log warn; events { worker_connections " + connections + "; }"
                + "\nhttp { server { listen 127.0.0.1:%{port}; http2 on; location / { return 200 ok; }"
                + " location /slow { proxy_pass http://%{backend}; } } " + more + " }");
    }

    private RawConnection client() throws IOException {
        RawConnection client = RawHttp.connect(site.port());
        clients.add(client);
        return client;
    }

    private String log() throws IOException {
        return Files.readString(site.dir().resolve("error.log"));
    }

    @Test
    void a_connection_over_the_limit_is_closed_and_upstreams_count() throws Exception {
        start(4);
        RawConnection first = client().send(SLOW);
        RawConnection second = client().send(SLOW);
        await().until(() -> backend.requests().size() == 2);

        assertThat(client().readUntilEnd()).isEmpty();
        assertThat(log()).contains("[alert]").contains(" 4 worker_connections are not enough\n");

        over.countDown();
        assertThat(first.read().body()).isEqualTo("slow");
        assertThat(second.read().body()).isEqualTo("slow");
        assertThat(client().send(GET).read().body()).isEqualTo("ok");
    }

    @Test
    void an_upstream_connection_over_the_limit_gives_500_without_blaming_the_peer() throws Exception {
        start(3);
        RawConnection first = client().send(SLOW);
        await().until(() -> backend.requests().size() == 1);

        assertThat(client().send(SLOW).read().status()).isEqualTo(500);
        assertThat(log())
                .containsPattern(
                        "\\[alert] .* 3 worker_connections are not enough while connecting to upstream, client");

        over.countDown();
        assertThat(first.read().body()).isEqualTo("slow");
        assertThat(client().send(SLOW).read().body()).isEqualTo("slow");
    }

    @Test
    void the_longest_idle_connection_is_closed_first() throws Exception {
        start(4);
        for (int i = 0; i < 4; i++) {
            assertThat(client().send(GET).read().body()).isEqualTo("ok");
        }

        assertThat(client().send(GET).read().body()).isEqualTo("ok");

        assertThat(clients.get(0).readUntilEnd()).isEmpty();
        assertThat(clients.get(1).send(GET).read().body()).isEqualTo("ok");
        assertThat(client().send(GET).read().body()).isEqualTo("ok");
        assertThat(clients.get(2).readUntilEnd()).isEmpty();
        assertThat(clients.get(1).send(GET).read().body()).isEqualTo("ok");
        assertThat(log()).contains(" 4 worker_connections are not enough, reusing connections\n");
    }

    @Test
    void a_connection_without_a_complete_head_is_closed_for_a_new_one() throws Exception {
        start(4);
        client();
        client().send("GET / HT");
        client().send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(3000));
        try (Http2Peer half = Http2Peer.connectWithoutPreface(site.port())) {
            half.send("PRI * HT".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 20; i++) {
                assertThat(client().send(GET).read().body()).isEqualTo("ok");
            }
            for (RawConnection early : clients.subList(0, 3)) {
                assertThat(early.readUntilEnd()).isEmpty();
            }
        }
    }

    @Test
    void an_idle_http2_connection_is_closed_with_a_goaway() throws Exception {
        start(4);
        try (Http2Peer peer = Http2Peer.connect(site.port())) {
            int stream = peer.get("/");
            assertThat(peer.response(stream).status()).isEqualTo(200);
            for (int i = 0; i < 4; i++) {
                assertThat(client().send(GET).read().body()).isEqualTo("ok");
            }
            assertThat(peer.next(Http2Peer.GOAWAY)).isNotNull();
        }
    }

    @Test
    void a_connection_is_closed_for_a_new_one_once_its_exchange_has_ended() throws Exception {
        over.countDown();
        start(4);
        try (Http2Peer peer = Http2Peer.connect(site.port())) {
            int stream = peer.get("/slow");
            assertThat(peer.response(stream).body()).isEqualTo("slow");
            for (int i = 0; i < 4; i++) {
                assertThat(client().send(GET).read().body()).isEqualTo("ok");
            }
            assertThat(peer.next(Http2Peer.GOAWAY)).isNotNull();
        }
    }

    @Test
    void an_unfinished_handshake_is_closed_for_a_new_connection() throws Exception {
        SelfSigned certificate = SelfSigned.of("a");
        site.file("a.crt", certificate.certificatePem()).file("a.key", certificate.keyPem());
        server = GangwayServer.start(configure(
                4,
                "server { listen 127.0.0.1:%{port:tls} ssl; ssl_certificate a.crt; ssl_certificate_key a.key;"
                        + " return 200 secret; }"));
        for (int i = 0; i < 8; i++) {
            RawConnection half = RawHttp.connect(site.port("tls"));
            clients.add(half);
            half.send("\u0016\u0003\u0001");
        }
        try (RawConnection client = RawHttp.connect(site.port("tls"), TrustAll.context(), "a")) {
            assertThat(client.send(GET).read().body()).isEqualTo("secret");
        }
        assertThat(client().send(GET).read().body()).isEqualTo("ok");
    }

    @Test
    void a_reload_changes_the_limit() throws Exception {
        start(2);
        RawConnection first = client().send(SLOW);
        await().until(() -> backend.requests().size() == 1);
        assertThat(client().readUntilEnd()).isEmpty();

        configure(8, "");
        server.reload();
        assertThat(client().send(GET).read().body()).isEqualTo("ok");

        over.countDown();
        assertThat(first.read().body()).isEqualTo("slow");
    }

    @Test
    void every_closed_connection_frees_its_place() throws Exception {
        start(8);
        over.countDown();
        for (int i = 0; i < 100; i++) {
            RawConnection client = RawHttp.connect(site.port());
            client.send(
                    switch (i % 5) {
                        case 0 -> "";
                        case 1 -> "GET /slow";
                        case 2 -> SLOW;
                        case 3 -> "bad\r\n\r\n";
                        default -> GET;
                    });
            client.close();
        }
        // The last connections may still be closing.
        await().untilAsserted(this::assertEightFit);
    }

    private void assertEightFit() throws IOException {
        List<RawConnection> held = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                held.add(RawHttp.connect(site.port()).send(GET));
            }
            for (RawConnection each : held) {
                assertThat(each.read().body()).isEqualTo("ok");
            }
            for (RawConnection each : held) {
                assertThat(each.send(GET).read()).isNotNull();
            }
        } finally {
            for (RawConnection each : held) {
                each.close();
            }
        }
    }
}
