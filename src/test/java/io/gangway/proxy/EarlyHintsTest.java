package io.gangway.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.UpstreamConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Early hints (103) of a backend on their way to clients; the pairs {@code early-hints} compare them with nginx. */
class EarlyHintsTest extends BackendTest {
    private static final String HINT = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";
    private static final String FINAL = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfinal";
    private static final String GET = "GET / HTTP/1.1\r\nHost: s\r\n\r\n";
    private static final String PASS = "early_hints 1; proxy_pass http://%{backend};";

    /** More than the buffers of the sockets between client and server hold. */
    private static final int MANY = 4000;

    private static final String LONG_HINT = "HTTP/1.1 103 Early Hints\r\nX: " + "x".repeat(4000) + "\r\n\r\n";

    private final CountDownLatch seen = new CountDownLatch(1);

    private void hintsThenWaits(RecordedRequest request, UpstreamConnection connection) throws Exception {
        connection.send(HINT);
        assertThat(seen.await(1, TimeUnit.MINUTES)).isTrue();
        connection.send(FINAL);
    }

    private int startHttp2(String location) throws Exception {
        return startHttp("server { listen 127.0.0.1:%{port}; http2 on; location / { " + location + " } }");
    }

    @Test
    void a_hint_arrives_before_the_backend_responds() throws Exception {
        backend.respond(this::hintsThenWaits);
        try (RawConnection client = RawHttp.connect(start(PASS))) {
            assertThat(client.send(GET).readHead()).isEqualTo(HINT);
            seen.countDown();
            assertThat(client.read().body()).isEqualTo("final");
        }
    }

    @Test
    void a_hint_arrives_over_http2_before_the_backend_responds() throws Exception {
        backend.respond(this::hintsThenWaits);
        try (Http2Peer client = Http2Peer.connect(startHttp2(PASS))) {
            int stream = client.get("/");
            Http2Peer.Frame hint = client.next(Http2Peer.HEADERS);
            assertThat(hint.fields()).containsExactly(":status: 103", "link: </a.css>; rel=preload");
            assertThat(hint.endsStream()).isFalse();
            seen.countDown();
            assertThat(client.response(stream).body()).isEqualTo("final");
        }
    }

    @Test
    void a_hint_arrives_while_the_client_still_sends_its_body() throws Exception {
        backend.leaveBodiesUnread().respond((request, connection) -> {
            connection.send(HINT);
            assertThat(connection.readExactly(3)).isEqualTo("abc");
            connection.send(FINAL);
        });
        try (RawConnection client = RawHttp.connect(start(PASS + "proxy_request_buffering off;"))) {
            client.send("POST / HTTP/1.1\r\nHost: s\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.readHead()).isEqualTo(HINT);
            assertThat(client.send("abc").read().body()).isEqualTo("final");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: close",
                "connection: X-Own",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "TE: trailers",
                "Trailer: X-T",
                "Transfer-Encoding: chunked",
                "Upgrade: h2c",
                "Content-Length: 7"
            })
    void fields_of_the_backends_connection_are_not_passed_on(String field) throws Exception {
        backend.respond(Script.raw("HTTP/1.1 103 Early Hints\r\n" + field
                + "\r\nX-A: b\r\n\r\nHTTP/1.1 103 Early Hints\r\n" + field + "\r\n\r\n" + FINAL));
        int port = startHttp2(PASS);
        try (RawConnection client = RawHttp.connect(port)) {
            assertThat(client.send(GET).readHead()).isEqualTo("HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("final");
            assertThat(client.send(GET).read().status()).isEqualTo(103);
        }
        try (Http2Peer client = Http2Peer.connect(port)) {
            Http2Peer.Response response = client.response(client.get("/"));
            assertThat(response.interim()).containsExactly(List.of(":status: 103", "x-a: b"));
            assertThat(response.body()).isEqualTo("final");
        }
    }

    @Test
    void other_interim_responses_are_skipped() throws Exception {
        String other = "HTTP/1.1 100 Continue\r\nX: a\r\n\r\nHTTP/1.1 102 Processing\r\nX: a\r\n\r\n"
                + "HTTP/1.1 199 Unknown\r\n\r\n";
        backend.respond(Script.raw(other + HINT + other + FINAL));
        try (RawConnection client = RawHttp.connect(start(PASS))) {
            assertThat(client.send(GET).readHead()).isEqualTo(HINT);
            assertThat(client.read().body()).isEqualTo("final");
        }
    }

    @Test
    void control_characters_of_a_hint_do_not_end_its_lines() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 103 Early Hints\r\nX: a\rb: c\r\n\r\n" + FINAL));
        try (RawConnection client = RawHttp.connect(start(PASS))) {
            String head = client.send(GET).readHead();
            assertThat(head.startsWith("HTTP/1.1 502 ") || head.equals("HTTP/1.1 103 Early Hints\r\nX: a b: c\r\n\r\n"))
                    .as(head)
                    .isTrue();
        }
    }

    @Test
    void the_connection_to_the_backend_is_used_again() throws Exception {
        backend.respond(Script.raw(HINT + FINAL));
        int port = startHttp("upstream b { server %{backend}; keepalive 1; } server { listen 127.0.0.1:%{port};"
                + " location / { early_hints 1; proxy_pass http://b; } }");
        for (int i = 0; i < 3; i++) {
            try (RawConnection client = RawHttp.connect(port)) {
                assertThat(client.send(GET).readHead()).isEqualTo(HINT);
                assertThat(client.read().body()).isEqualTo("final");
            }
        }
        assertThat(backend.acceptedConnections()).isOne();
    }

    @Test
    void variables_describe_the_final_response() throws Exception {
        backend.respond(Script.raw(HINT + FINAL));
        int port = startHttp("log_format seen '$status $upstream_status $bytes_sent $body_bytes_sent"
                + " $upstream_bytes_received $sent_http_link';"
                + " server { listen 127.0.0.1:%{port}; access_log %{dir}/access.log seen; location / { " + PASS
                + " } }");
        String received;
        try (RawConnection client = RawHttp.connect(port)) {
            received = client.send("GET / HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n")
                    .readUntilEnd();
        }
        assertThat(Files.readString(site.dir().resolve("access.log")))
                .isEqualTo("200 200 " + received.length() + " 5 " + (HINT + FINAL).length() + " -\n");
    }

    // ---- clients that do not read

    private static Socket slowClient(int port) throws Exception {
        Socket client = new Socket();
        client.setReceiveBufferSize(4096);
        client.setSoTimeout(10_000);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return client;
    }

    private static String sends(Socket client, String request) throws Exception {
        client.getOutputStream().write(request.getBytes(ISO_8859_1));
        return request;
    }

    /** As many long hints as the buffers of the sockets cannot hold, then the response. */
    private CountDownLatch floods(String last) {
        CountDownLatch sent = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            for (int i = 0; i < MANY; i++) {
                connection.send(LONG_HINT);
            }
            connection.send(last);
            sent.countDown();
        });
        return sent;
    }

    private static final String WIDE =
            PASS + "proxy_buffer_size 32m; proxy_buffers 2 32m; proxy_busy_buffers_size 32m;";

    private static void readHints(Socket client) throws Exception {
        byte[] hint = LONG_HINT.getBytes(ISO_8859_1);
        for (int i = 0; i < MANY; i++) {
            assertThat(Arrays.equals(client.getInputStream().readNBytes(hint.length), hint))
                    .as("hint %s", i)
                    .isTrue();
        }
    }

    private void assertNothingHeld() {
        await().untilAsserted(() -> assertThat(server.buffersInUse()).isZero());
    }

    @Test
    void a_client_that_reads_late_gets_all_hints_and_then_the_response() throws Exception {
        CountDownLatch sent = floods(FINAL);
        int port = start(WIDE);
        try (Socket client = slowClient(port)) {
            sends(client, "GET / HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n");
            assertThat(sent.await(1, TimeUnit.MINUTES)).isTrue();
            readHints(client);
            String rest = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(rest).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nfinal");
        }
        assertNothingHeld();
    }

    @Test
    void a_file_follows_the_hints_of_a_client_that_reads_late() throws Exception {
        CountDownLatch sent = floods("HTTP/1.1 200 OK\r\nX-Accel-Redirect: /file\r\nContent-Length: 0\r\n\r\n");
        site.file("html/file", "x".repeat(300_000));
        int port = startHttp("server { listen 127.0.0.1:%{port}; location / { " + WIDE
                + " } location = /file { root html; sendfile on; } }");
        try (Socket client = slowClient(port)) {
            sends(client, "GET / HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n");
            assertThat(sent.await(1, TimeUnit.MINUTES)).isTrue();
            readHints(client);
            String rest = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(rest).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n" + "x".repeat(300_000));
        }
        assertNothingHeld();
    }

    @Test
    void a_tunnel_follows_the_hints_of_a_client_that_reads_late() throws Exception {
        CountDownLatch sent =
                floods("HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\nfirst");
        int port = start(WIDE + "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;");
        try (Socket client = slowClient(port)) {
            sends(client, "GET / HTTP/1.1\r\nHost: s\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n");
            assertThat(sent.await(1, TimeUnit.MINUTES)).isTrue();
            readHints(client);
            StringBuilder rest = new StringBuilder();
            while (!rest.toString().endsWith("\r\n\r\nfirst")) {
                int b = client.getInputStream().read();
                assertThat(b).isNotNegative();
                rest.append((char) b);
            }
            assertThat(rest).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
        }
        assertNothingHeld();
    }

    @ParameterizedTest
    @CsvSource({"off", "on"})
    void a_client_that_leaves_without_reading_its_hints_leaves_nothing_behind(String ignoreAbort) throws Exception {
        CountDownLatch sent = floods(FINAL);
        int port = start(WIDE + "proxy_ignore_client_abort " + ignoreAbort + ";");
        try (Socket client = slowClient(port)) {
            sends(client, GET);
            client.getInputStream().readNBytes(100_000);
            client.setSoLinger(true, 0);
        }
        await().untilAsserted(() -> assertThat(backend.openConnections()).isZero());
        assertNothingHeld();
        assertThat(sent.getCount()).isLessThanOrEqualTo(1);
        assertThat(errorLog()).doesNotContain("[alert]").doesNotContain("unexpected");
    }

    @Test
    void a_client_that_takes_nothing_for_send_timeout_is_closed() throws Exception {
        floods(FINAL);
        int port = start(WIDE + "send_timeout 1s; proxy_read_timeout 1h;");
        try (Socket client = slowClient(port)) {
            sends(client, GET);
            await().untilAsserted(() -> assertThat(errorLog())
                    .contains("client timed out (110: Connection timed out) while sending response to client"));
        }
        assertNothingHeld();
    }

    @Test
    void an_http2_client_that_reads_late_gets_its_response() throws Exception {
        CountDownLatch sent = floods(FINAL);
        int port = startHttp2(WIDE);
        try (Http2Peer client = Http2Peer.connect(port)) {
            int stream = client.get("/");
            assertThat(sent.await(1, TimeUnit.MINUTES)).isTrue();
            Http2Peer.Response response = client.response(stream);
            assertThat(response.interim())
                    .isNotEmpty()
                    .allMatch(hint -> hint.get(0).equals(":status: 103"));
            assertThat(response.body()).isEqualTo("final");
        }
        assertNothingHeld();
    }

    @Test
    void a_stream_that_is_reset_after_a_hint_leaves_nothing_behind() throws Exception {
        backend.respond((request, connection) -> {
            connection.send(HINT);
            if (request.target().equals("/left")) {
                assertThat(seen.await(1, TimeUnit.MINUTES)).isTrue();
            }
            connection.send(HINT + FINAL);
        });
        int port = startHttp2(PASS + "proxy_ignore_client_abort on;");
        try (Http2Peer client = Http2Peer.connect(port)) {
            int left = client.get("/left");
            client.next(Http2Peer.HEADERS);
            client.reset(left, 8);
            assertThat(client.response(client.get("/")).body()).isEqualTo("final");
            seen.countDown();
            await().untilAsserted(() -> assertThat(backend.openConnections()).isZero());
            assertThat(client.response(client.get("/")).body()).isEqualTo("final");
        }
        assertNothingHeld();
        assertThat(errorLog()).doesNotContain("[alert]");
    }

    // ---- hostile backends

    @Test
    void a_flood_of_hints_harms_only_its_request() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        CompletableFuture<Boolean> broken = new CompletableFuture<>();
        backend.respond((request, connection) -> {
            if (request.target().equals("/calm")) {
                connection.send(FINAL);
                return;
            }
            String many = HINT.repeat(200);
            try {
                while (true) {
                    connection.send(many);
                    sent.incrementAndGet();
                }
            } catch (SocketException e) {
                broken.complete(true);
                throw e;
            }
        });
        int port = start(PASS + "proxy_read_timeout 3s;");
        try (RawConnection flooded = RawHttp.connect(port)) {
            flooded.send(GET);
            assertThat(flooded.readHead()).isEqualTo(HINT);
            await().untilAsserted(() -> assertThat(sent.get()).isGreaterThan(100));
            assertThat(RawHttp.get(port, "/calm").body()).isEqualTo("final");
            RawResponse response = flooded.read();
            while (response.status() == 103) {
                response = flooded.read();
            }
            assertThat(response.status()).isEqualTo(504);
        }
        assertThat(broken.get(10, TimeUnit.SECONDS)).isTrue();
        assertNothingHeld();
        assertThat(errorLog().split("upstream sent too big early hints", -1)).hasSize(2);
        assertThat(errorLog().split("upstream timed out", -1)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 103 Early Hints\r\nLink: </a",
                "HTTP/1.1 103 Early Hints\r\n",
                "HTTP/1.1 1",
                "HTTP/1.1 103 "
            })
    void a_backend_that_breaks_off_within_a_hint_gives_502(String begun) throws Exception {
        backend.respond(Script.rawThenClose(HINT + begun));
        try (RawConnection client = RawHttp.connect(start(PASS))) {
            assertThat(client.send(GET).readHead()).isEqualTo(HINT);
            assertThat(client.read().status()).isEqualTo(502);
        }
        assertNothingHeld();
    }

    @Test
    void a_hint_in_pieces_of_one_byte_is_passed_on_whole() throws Exception {
        backend.respond(Script.raw(HINT + FINAL).inSegmentsOf(1));
        try (RawConnection client = RawHttp.connect(start(PASS))) {
            assertThat(client.send(GET).readHead()).isEqualTo(HINT);
            assertThat(client.read().body()).isEqualTo("final");
        }
    }

    @Test
    void a_request_that_hints_survives_a_reload() throws Exception {
        backend.respond(this::hintsThenWaits);
        int port = start(PASS);
        try (RawConnection client = RawHttp.connect(port)) {
            assertThat(client.send(GET).readHead()).isEqualTo(HINT);
            server.reload();
            seen.countDown();
            assertThat(client.read().body()).isEqualTo("final");
        }
        assertNothingHeld();
    }

    @Test
    void a_client_may_leave_between_a_hint_and_the_response() throws Exception {
        backend.respond(this::hintsThenWaits);
        try (RawConnection client = RawHttp.connect(start(PASS)).timeout(Duration.ofSeconds(10))) {
            assertThat(client.send(GET).readHead()).isEqualTo(HINT);
        }
        await().untilAsserted(() -> assertThat(errorLog()).contains("client prematurely closed connection"));
        seen.countDown();
        assertNothingHeld();
    }
}
