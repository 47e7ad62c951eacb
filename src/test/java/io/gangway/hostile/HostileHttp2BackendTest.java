package io.gangway.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * An HTTP/2 backend that does what it may not harms its own requests only: the loop serves others in the meantime, memory
 * is bounded, all buffers come back, and the log has one line.
 */
class HostileHttp2BackendTest {
    /** What a backend does once it has received the head of a request. */
    private interface Attack {
        void run(Http2Peer peer, int stream) throws Exception;
    }

    /**
     * @param request what the client sends
     * @param status what the client gets; 0 for a response that breaks off
     * @param lines the number of lines about the upstream in the error log
     */
    private record Case(String request, int status, int lines, Attack attack) {
        /** Whether only a time-out ends the request. */
        boolean waits() {
            return status == LATE || status == SILENT;
        }
    }

    private static final String GET = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String POST =
            "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n" + "b".repeat(300_000);

    /** Far more than any loop iteration takes, even on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Growth of the heap during an attack, in bytes. */
    private static final long MEMORY = 48L << 20;

    private static final int LATE = 504;
    /** The response breaks off after a time-out. */
    private static final int SILENT = -1;

    private static final int PRIORITY = 2;
    private static final int PUSH_PROMISE = 5;

    private static volatile Attack attack;
    private static volatile CountDownLatch attacked;

    private static ScriptedHttp2Upstream hostile;
    private static ScriptedUpstream calm;
    private static Site site;
    private static GangwayServer server;

    @BeforeAll
    static void start() throws IOException {
        hostile = ScriptedHttp2Upstream.start(HostileHttp2BackendTest::attack);
        calm = ScriptedUpstream.start(Script.body("calm"));
        site = Site.create().backend(calm).backend("hostile", hostile.address()).config("""
                worker_processes 1;
                error_log %{dir}/error.log info;
                events {}
                http {
                    upstream calm { server %{backend}; }
                    server {
                        listen 127.0.0.1:%{port};
                        location /calm { proxy_pass http://calm; proxy_http_version 1.1; }
                        proxy_http_version 2;
                        early_hints 1;
                        proxy_buffering off;
                        proxy_request_buffering off;
                        client_max_body_size 0;
                        location /attacked {
                            proxy_pass http://%{backend:hostile};
                        }
                        location /waiting {
                            proxy_pass http://%{backend:hostile};
                            proxy_send_timeout 1s;
                            proxy_read_timeout 1s;
                        }
                    }
                }
                """);
        server = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        hostile.close();
        calm.close();
        site.close();
    }

    private static void attack(Http2Peer peer) throws Exception {
        try {
            peer.settings();
            Http2Peer.Frame head = peer.next(Http2Peer.HEADERS);
            if (head != null) {
                attack.run(peer, head.stream());
            }
        } catch (SocketException | EOFException closed) {
            // Gangway has closed the connection.
            return;
        } finally {
            attacked.countDown();
        }
        while (peer.next() != null) {
            // Until Gangway closes.
        }
    }

    // ---- frames

    private static byte[] frame(int type, int flags, int stream, int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return Http2Peer.frameBytes(type, flags, stream, bytes);
    }

    private static byte[] head(int stream, boolean end, String... fields) {
        int flags = Http2Peer.END_HEADERS | (end ? Http2Peer.END_STREAM : 0);
        return Http2Peer.frameBytes(Http2Peer.HEADERS, flags, stream, Http2Peer.headerBlock(fields));
    }

    private static byte[] data(int stream, String text) {
        return Http2Peer.frameBytes(Http2Peer.DATA, 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends frames again and again: 64 MiB of them, or until Gangway closes. */
    private static Attack flood(FrameOf frame) {
        return (peer, stream) -> {
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            while (many.size() < 1 << 16) {
                many.writeBytes(frame.of(stream));
            }
            for (int i = 0; i < 1 << 10; i++) {
                peer.send(many.toByteArray());
            }
        };
    }

    private static Attack then(Attack first, Attack second) {
        return (peer, stream) -> {
            first.run(peer, stream);
            second.run(peer, stream);
        };
    }

    private static Attack send(FrameOf... frames) {
        return (peer, stream) -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (FrameOf each : frames) {
                all.writeBytes(each.of(stream));
            }
            peer.send(all.toByteArray());
        };
    }

    private interface FrameOf {
        byte[] of(int stream);
    }

    private static final FrameOf OK = stream -> head(stream, false, ":status: 200");

    private static Map<String, Case> cases() {
        int refused = 502;
        int cut = 0;
        Map<String, Case> all = new LinkedHashMap<>();
        all.put(
                "a flood of PING",
                new Case(GET, refused, 1, flood(stream -> frame(Http2Peer.PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8))));
        all.put("a flood of SETTINGS", new Case(GET, refused, 1, flood(stream -> frame(Http2Peer.SETTINGS, 0, 0))));
        all.put(
                "a flood of SETTINGS with windows",
                new Case(
                        GET,
                        refused,
                        1,
                        flood(stream -> frame(Http2Peer.SETTINGS, 0, 0, 0, 4, 0, 0, 0, 9, 0, 4, 0, 1, 0, 0))));
        all.put(
                "a flood of acknowledged SETTINGS",
                new Case(GET, refused, 1, flood(stream -> frame(Http2Peer.SETTINGS, Http2Peer.ACK, 0))));
        all.put(
                "a flood of RST_STREAM",
                new Case(GET, refused, 1, flood(stream -> frame(Http2Peer.RST_STREAM, 0, stream, 0, 0, 0, 2))));
        all.put(
                "RST_STREAM of a stream that is idle",
                new Case(GET, refused, 1, send(stream -> frame(Http2Peer.RST_STREAM, 0, 99, 0, 0, 0, 2))));
        all.put(
                "a WINDOW_UPDATE of 0 for the stream",
                new Case(GET, refused, 1, send(stream -> frame(Http2Peer.WINDOW_UPDATE, 0, stream, 0, 0, 0, 0))));
        all.put(
                "a WINDOW_UPDATE of 0 for the connection",
                new Case(GET, refused, 1, send(stream -> frame(Http2Peer.WINDOW_UPDATE, 0, 0, 0, 0, 0, 0))));
        all.put(
                "a window of the stream that overflows",
                new Case(
                        GET,
                        refused,
                        1,
                        send(stream -> frame(Http2Peer.WINDOW_UPDATE, 0, stream, 0x7f, 255, 255, 255))));
        all.put(
                "a window of the connection that overflows",
                new Case(GET, refused, 1, send(stream -> frame(Http2Peer.WINDOW_UPDATE, 0, 0, 0x7f, 255, 255, 255))));
        all.put(
                "SETTINGS with which a window overflows",
                new Case(
                        GET,
                        refused,
                        1,
                        send(
                                stream -> frame(Http2Peer.WINDOW_UPDATE, 0, stream, 0x7f, 255, 0, 0),
                                stream -> frame(Http2Peer.SETTINGS, 0, 0, 0, 4, 0x7f, 255, 255, 255))));
        all.put(
                "a flood of small WINDOW_UPDATE",
                new Case(GET, refused, 1, flood(stream -> frame(Http2Peer.WINDOW_UPDATE, 0, stream, 0, 0, 0, 1))));
        all.put(
                "a flood of empty DATA",
                new Case(GET, cut, 1, then(send(OK), flood(stream -> frame(Http2Peer.DATA, 0, stream)))));
        all.put(
                "a flood of padding",
                new Case(GET, cut, 1, then(send(OK), flood(stream -> frame(Http2Peer.DATA, 8, stream, 3, 0, 0, 0)))));
        all.put(
                "a flood of PRIORITY",
                new Case(GET, refused, 1, flood(stream -> frame(PRIORITY, 0, stream, 0, 0, 0, 0, 9))));
        all.put("a flood of unknown frames", new Case(GET, refused, 1, flood(stream -> frame(0x77, 0, 0, 1))));
        all.put(
                "a flood of CONTINUATION",
                new Case(
                        GET,
                        refused,
                        1,
                        then(
                                send(stream -> frame(Http2Peer.HEADERS, 0, stream, 0x88)),
                                flood(stream -> Http2Peer.frameBytes(
                                        Http2Peer.CONTINUATION, 0, stream, Http2Peer.headerBlock("x: y"))))));
        all.put(
                "a flood of empty CONTINUATION",
                new Case(
                        GET,
                        refused,
                        1,
                        then(
                                send(stream -> frame(Http2Peer.HEADERS, 0, stream, 0x88)),
                                flood(stream -> frame(Http2Peer.CONTINUATION, 0, stream)))));
        all.put(
                "a flood of updates of the table's size",
                new Case(
                        GET,
                        refused,
                        1,
                        then(
                                send(stream -> frame(Http2Peer.HEADERS, 0, stream, 0x20)),
                                flood(stream -> frame(Http2Peer.CONTINUATION, 0, stream, 0x20, 0x20, 0x20, 0x20)))));
        all.put(
                "a flood of interim heads",
                new Case(GET, LATE, 2, flood(stream -> head(stream, false, ":status: 103", "link: </a>"))));
        all.put(
                "a flood of interim heads of another status",
                new Case(GET, LATE, 1, flood(stream -> head(stream, false, ":status: 100"))));
        all.put(
                "a flood of trailers",
                new Case(GET, cut, 1, then(send(OK), flood(stream -> head(stream, false, "x: y")))));
        all.put(
                "a flood of DATA on a closed stream",
                new Case(
                        GET,
                        200,
                        0,
                        then(
                                send(stream -> head(stream, true, ":status: 200", "content-length: 0")),
                                flood(stream -> data(stream, "x".repeat(1000))))));
        all.put("a head of 64 MiB", new Case(GET, refused, 1, (peer, stream) -> {
            peer.send(frame(Http2Peer.HEADERS, 0, stream, 0x88));
            byte[] piece = Http2Peer.frameBytes(
                    Http2Peer.CONTINUATION, 0, stream, Http2Peer.headerBlock("x: " + "y".repeat(16_000)));
            for (int i = 0; i < 4096; i++) {
                peer.send(piece);
            }
        }));
        all.put(
                "a string that is longer than it can be",
                new Case(
                        GET,
                        refused,
                        1,
                        send(stream -> frame(Http2Peer.HEADERS, 4, stream, 0x88, 0, 0x7f, 255, 255, 255, 255, 7))));
        all.put(
                "a Huffman code that is none",
                new Case(
                        GET,
                        refused,
                        1,
                        send(stream ->
                                frame(Http2Peer.HEADERS, 4, stream, 0x88, 0, 0x84, 255, 255, 255, 255, 1, 'a'))));
        all.put(
                "an index beyond the table",
                new Case(GET, refused, 1, send(stream -> frame(Http2Peer.HEADERS, 4, stream, 255, 255, 255, 3))));
        all.put("a frame that is too large", new Case(GET, refused, 1, (peer, stream) -> {
            peer.send(ByteBuffer.allocate(9)
                    .putInt(0xffffff00)
                    .put((byte) 0)
                    .putInt(stream)
                    .array());
            byte[] rest = new byte[1 << 16];
            for (int i = 0; i < 256; i++) {
                peer.send(rest);
            }
        }));
        all.put(
                "a head that ends the stream too early",
                new Case(GET, refused, 1, send(stream -> head(stream, true, ":status: 200", "content-length: 5"))));
        all.put(
                "a body that ends too early",
                new Case(
                        GET,
                        cut,
                        1,
                        send(
                                stream -> head(stream, false, ":status: 200", "content-length: 5"),
                                stream -> frame(Http2Peer.DATA, 1, stream, 'a'))));
        all.put(
                "a head after DATA",
                new Case(GET, cut, 1, send(OK, stream -> data(stream, "a"), OK, stream -> data(stream, "b"))));
        all.put("DATA on a stream that is idle", new Case(GET, refused, 1, send(stream -> data(99, "a"))));
        all.put("DATA on stream 0", new Case(GET, refused, 1, send(stream -> data(0, "a"))));
        all.put(
                "PUSH_PROMISE",
                new Case(
                        GET, refused, 1, send(stream -> frame(PUSH_PROMISE, 4, stream, 0, 0, 0, 2, 0x82, 0x84, 0x86))));
        all.put("more DATA than the window of the stream", new Case(GET, cut, 1, (peer, stream) -> {
            peer.send(OK.of(stream));
            byte[] piece = data(stream, "x".repeat(16_000));
            for (int i = 0; i < 4096; i++) {
                peer.send(piece);
            }
        }));
        all.put(
                "a storm of GOAWAY",
                new Case(GET, refused, 1, flood(stream -> frame(Http2Peer.GOAWAY, 0, 0, 0, 0, 0, stream, 0, 0, 0, 0))));
        all.put(
                "GOAWAY with a last stream that grows",
                new Case(
                        GET,
                        200,
                        0,
                        send(
                                stream -> frame(Http2Peer.GOAWAY, 0, 0, 0, 0, 0, stream, 0, 0, 0, 0),
                                stream -> frame(Http2Peer.GOAWAY, 0, 0, 0x7f, 255, 255, 255, 0, 0, 0, 0),
                                stream -> head(stream, true, ":status: 200", "content-length: 0"))));
        all.put(
                "a window that is never opened",
                new Case(POST, LATE, 1, (peer, stream) -> peer.settings(Http2Peer.INITIAL_WINDOW_SIZE, 0)));
        all.put(
                "a backend that never reads",
                new Case(POST, LATE, 1, (peer, stream) -> attacked.await(10, TimeUnit.SECONDS)));
        all.put(
                "half a frame, and silence",
                new Case(GET, LATE, 1, (peer, stream) -> peer.send(new byte[] {0, 0, 4, 1})));
        all.put("half a body, and silence", new Case(GET, SILENT, 1, send(OK, stream -> data(stream, "a"))));
        all.put("a head that drips", new Case(GET, LATE, 1, (peer, stream) -> {
            byte[] bytes = head(stream, false, ":status: 200", "x: " + "y".repeat(5000));
            for (byte each : bytes) {
                peer.send(new byte[] {each});
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }));
        all.put("no more than the preface", new Case(GET, LATE, 1, (peer, stream) -> {}));
        all.put(
                "bytes of HTTP/1.1",
                new Case(
                        GET,
                        refused,
                        1,
                        (peer, stream) -> peer.send(
                                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1))));
        return all;
    }

    // ---- the test

    @TestFactory
    Stream<DynamicTest> an_attack_harms_its_request_only() {
        List<DynamicTest> tests = new ArrayList<>();
        cases().forEach((name, each) -> tests.add(DynamicTest.dynamicTest(name, () -> check(each))));
        return tests.stream();
    }

    private static void check(Case each) throws Exception {
        attack = each.attack();
        attacked = new CountDownLatch(1);
        int before = errorLog().size();
        long memory = used();
        try (RawConnection client = RawHttp.connect(server.port()).timeout(Duration.ofSeconds(40))) {
            client.send(each.request().formatted(each.waits() ? "/waiting" : "/attacked"));
            long growth = othersAreServed(memory);
            assertThat(growth).as("growth of the heap").isLessThan(MEMORY);
            assertThat(status(client)).isEqualTo(Math.max(0, each.status()));
        }
        assertThat(attacked.await(40, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(server.buffersInUse()).isZero());
        List<String> lines = errorLog().stream()
                .skip(before)
                .filter(line ->
                        line.contains("upstream: ") && !line.contains("[info]") || line.contains("too big early hints"))
                .toList();
        assertThat(lines).hasSize(each.lines()).noneMatch(line -> line.contains("[alert]") || line.contains("[crit]"));
        await().atMost(Duration.ofSeconds(40)).until(() -> hostile.openConnections() == 0);
    }

    /** Requests of others, in the meantime; returns how much the heap has grown. */
    private static long othersAreServed(long memory) throws IOException {
        try (RawConnection other = RawHttp.connect(server.port())) {
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                other.send("GET /calm HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(other.read().body()).isEqualTo("calm");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
            }
        }
        return used() - memory;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static int status(RawConnection client) throws IOException {
        try {
            RawResponse response = client.read();
            while (response != null && response.status() == 103) {
                response = client.read();
            }
            return response == null ? 0 : response.status();
        } catch (EOFException | SocketException e) {
            return 0;
        }
    }

    private static List<String> errorLog() throws IOException {
        return Files.readAllLines(site.dir().resolve("error.log"), StandardCharsets.ISO_8859_1);
    }
}
