package io.gangway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.Gangway;
import io.gangway.conf.Environment;
import io.gangway.loop.BoundedBufferPool;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While memory is short, everything is served completely in small pieces, and little is held for slow peers. */
class ShortMemoryTest {
    private static final long HEAP = 64 << 20;

    /** More than half of the maximum. */
    private static final long MUCH = HEAP / 8;

    private static final String LARGE = large();

    private final BoundedBufferPool pool = new BoundedBufferPool(HEAP);
    private ScriptedUpstream backend;
    private Site site;
    private Gangway gangway;
    private int port;

    private static String large() {
        byte[] bytes = new byte[1 << 20];
        new Random(1).nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @BeforeEach
    void serve() throws IOException {
        backend = ScriptedUpstream.start((request, connection) -> {
            String body = request.body().isEmpty() ? LARGE : request.body();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n", body);
        });
        site = Site.create()
                .backend(backend)
                .file("files/large", LARGE)
                .file("files/medium", LARGE.substring(0, 60_000));
        site.config("""
                error_log logs/error.log warn;
                client_max_body_size 0;
                limit_req_zone $binary_remote_addr zone=slow:1m rate=1r/m;
                server {
                    listen 127.0.0.1:%{port};
                    http2 on;
                    root %{dir}/files;
                    location /kept { proxy_pass http://%{backend}; }
                    location /streamed { proxy_pass http://%{backend}; proxy_buffering off; proxy_request_buffering off; }
                    location /waits { limit_req zone=slow burst=100; proxy_pass http://%{backend}; }
                    location /packed/ { alias %{dir}/files/; gzip on; gzip_types *; }
                }
                """);
        Environment environment = new Environment(site.dir(), site.conf(), "logs/error.log", "");
        gangway = Gangway.builder().environment(environment).buffers(pool).start();
        port = site.port();
        pool.hold(MUCH);
        assertThat(pool.isShort()).isTrue();
    }

    @AfterEach
    void nothing_is_held_any_more() throws IOException {
        try {
            await().untilAsserted(() -> assertThat(pool.usedBytes()).isEqualTo(MUCH));
        } finally {
            gangway.close();
            backend.close();
            site.close();
        }
        assertThat(pool.usedBytes()).isEqualTo(MUCH);
    }

    private String errorLog() throws IOException {
        return Files.readString(site.dir().resolve("logs/error.log"));
    }

    @Test
    void files_and_responses_pass_completely() throws Exception {
        assertThat(RawHttp.get(port, "/large").body()).isEqualTo(LARGE);
        assertThat(RawHttp.get(port, "/medium").body()).isEqualTo(LARGE.substring(0, 60_000));
        assertThat(RawHttp.get(port, "/kept").body()).isEqualTo(LARGE);
        assertThat(RawHttp.get(port, "/streamed").body()).isEqualTo(LARGE);
        RawResponse packed = RawHttp.get(port, "/packed/large", "Accept-Encoding: gzip");
        assertThat(unpacked(packed)).isEqualTo(LARGE);
    }

    private static String unpacked(RawResponse packed) throws IOException {
        assertThat(packed.field("Content-Encoding")).isEqualTo("gzip");
        byte[] bytes = packed.body().getBytes(StandardCharsets.ISO_8859_1);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void http2_responses_pass_completely() throws Exception {
        try (Http2Peer peer = Http2Peer.connect(port)) {
            peer.frame(Http2Peer.WINDOW_UPDATE, 0, 0, new byte[] {0x7f, 0, 0, 0});
            peer.frame(Http2Peer.SETTINGS, 0, 0, new byte[] {0, 4, 0x7f, -1, -1, -1});
            for (String path : new String[] {"/large", "/kept", "/streamed"}) {
                int stream =
                        peer.open(true, ":method: GET", ":scheme: http", ":path: " + path, ":authority: localhost");
                assertThat(peer.response(stream).body()).isEqualTo(LARGE);
            }
        }
    }

    @Test
    void a_body_of_more_than_4_KiB_goes_to_a_file() throws Exception {
        String small = LARGE.substring(0, 3000);
        assertThat(post("/kept", small).body()).isEqualTo(small);
        assertThat(errorLog()).doesNotContain("is buffered");

        String medium = LARGE.substring(0, 10_000);
        assertThat(post("/kept", medium).body()).isEqualTo(medium);
        assertThat(errorLog()).contains("a client request body is buffered to a temporary file");

        assertThat(post("/kept", LARGE).body()).isEqualTo(LARGE);
        assertThat(post("/streamed", LARGE).body()).isEqualTo(LARGE);
    }

    private RawResponse post(String path, String body) throws IOException {
        return RawHttp.send(
                port,
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
    }

    @Test
    void a_slow_client_delays_the_upstream_and_gets_the_complete_response() throws Exception {
        try (RawConnection slow = RawHttp.connect(port)) {
            slow.send("GET /kept HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await().until(() -> backend.requests().size() == 1);
            // Little is held in the meantime: a piece and a head.
            assertThat(pool.usedBytes() - MUCH).isLessThanOrEqualTo(4 * 65536);

            pool.hold(-MUCH);
            assertThat(slow.read().body()).isEqualTo(LARGE);
            pool.hold(MUCH);
        }
    }

    @Test
    void an_http2_client_with_many_unread_bytes_must_wait() throws Exception {
        int streams = 20;
        String body = LARGE.substring(0, 60_000);
        try (Http2Peer peer = Http2Peer.connect(port)) {
            peer.frame(Http2Peer.SETTINGS, Http2Peer.ACK, 0, new byte[0]);
            for (int i = 0; i < streams; i++) {
                int stream = peer.post("/waits", "content-length: " + LARGE.length());
                for (int from = 0; from < body.length(); from += 15_000) {
                    peer.data(stream, body.substring(from, from + 15_000), false);
                }
            }
            assertThat(RawHttp.get(port, "/large").body()).isEqualTo(LARGE);
            // all but the first wait for limit_req, and their bodies are not read
            await().during(Duration.ofSeconds(1)).until(() -> pool.usedBytes() - MUCH < streams * 65536 / 2);

            pool.hold(-MUCH);
            await().until(() -> pool.usedBytes() > streams * 65536 / 2);
        }
        await().until(() -> pool.usedBytes() == 0);
        pool.hold(MUCH);
    }

    @Test
    void a_body_in_memory_counts_until_its_exchange_ends() throws Exception {
        pool.hold(-MUCH);
        backend.leaveBodiesUnread();
        String body = LARGE.substring(0, 10_000);
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("POST /kept HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n" + body);
            await().until(() -> pool.usedBytes() >= body.length());
        }
        await().until(() -> pool.usedBytes() == 0);
        pool.hold(MUCH);
    }
}
