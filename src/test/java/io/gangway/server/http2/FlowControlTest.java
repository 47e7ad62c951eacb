package io.gangway.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.frame.Frames;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.UpstreamConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flow-control windows delay both sides (RFC 9113, 5.2), and nothing is buffered for a client that reads nothing. */
class FlowControlTest {
    private static final int WINDOW = 65535;

    private final CountDownLatch over = new CountDownLatch(1);
    private ScriptedUpstream backend;
    private Http2Site site;

    @BeforeEach
    void start() throws IOException {
        backend = ScriptedUpstream.start(Script.echoRequest());
        site = Http2Site.of(backend, """
                send_timeout 30s;
                client_body_timeout 30s;
                client_max_body_size 0;
                location /status { stub_status; access_log off; }
                location /small-frames { http2_chunk_size 1k; return 200 "0123456789%s"; }
                location /proxied/ {
                    proxy_pass http://%%{backend}/;
                    proxy_buffers 4 4k;
                    proxy_buffer_size 4k;
                    proxy_max_temp_file_size 0;
                }
                location /streamed/ { proxy_pass http://%%{backend}/; proxy_request_buffering off; }
                """.formatted("x".repeat(2000)));
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        site.close();
        backend.close();
    }

    private void readNothing(RecordedRequest request, UpstreamConnection connection) throws IOException {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int read(Http2Peer peer, int stream, int max) throws IOException {
        int size = 0;
        while (size < max) {
            Http2Peer.Frame frame = peer.next(Http2Peer.DATA);
            assertThat(frame.stream()).isEqualTo(stream);
            size += frame.payload().length;
        }
        return size;
    }

    private static void assertSilent(Http2Peer peer) throws IOException {
        peer.timeout(Duration.ofMillis(200));
        try {
            Http2Peer.Frame frame = peer.next(Http2Peer.DATA);
            throw new AssertionError("came: " + frame);
        } catch (SocketTimeoutException e) {
            peer.timeout(Duration.ofSeconds(10));
        }
    }

    @Test
    void a_response_waits_for_the_windows_of_stream_and_connection() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int stream = peer.get("/large");
            assertThat(read(peer, stream, WINDOW)).isEqualTo(WINDOW);
            assertSilent(peer);
            peer.windowUpdate(stream, 100);
            assertSilent(peer);
            peer.windowUpdate(0, 30);
            assertThat(read(peer, stream, 30)).isEqualTo(30);
            peer.windowUpdate(0, 100);
            assertThat(read(peer, stream, 70)).isEqualTo(70);
            assertSilent(peer);
            int other = peer.get("/small");
            assertThat(peer.response(other).body()).isEqualTo("small");
            peer.windowUpdate(0, 1 << 21).windowUpdate(stream, 1 << 21);
            assertThat(read(peer, stream, 1_000_000 - WINDOW - 100)).isEqualTo(1_000_000 - WINDOW - 100);
        }
    }

    @Test
    void a_window_may_become_negative() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int stream = peer.get("/large");
            read(peer, stream, WINDOW);
            peer.setting(Frames.INITIAL_WINDOW_SIZE, 100)
                    .windowUpdate(0, 1 << 21)
                    .windowUpdate(stream, WINDOW - 100);
            assertSilent(peer);
            peer.windowUpdate(stream, 7);
            assertThat(read(peer, stream, 7)).isEqualTo(7);
        }
    }

    @Test
    void location_and_client_limit_the_frame_size() throws IOException {
        try (Http2Peer peer = site.connect()) {
            peer.get("/small-frames");
            assertThat(peer.next(Http2Peer.DATA).payload()).hasSize(1024);
            assertThat(peer.next(Http2Peer.DATA).payload()).hasSize(986);
            peer.get("/large");
            assertThat(peer.next(Http2Peer.DATA).payload()).hasSize(8192);
        }
    }

    @Test
    void a_file_is_sent_in_whole_frames_until_the_window_is_used_up() throws IOException {
        try (Http2Peer peer = site.connect()) {
            peer.get("/large");
            for (int i = 0; i < 7; i++) {
                assertThat(peer.next(Http2Peer.DATA).payload()).hasSize(8192);
            }
            assertThat(peer.next(Http2Peer.DATA).payload()).hasSize(WINDOW - 7 * 8192);
        }
    }

    @Test
    void a_backend_is_not_read_while_the_client_reads_nothing() throws IOException {
        AtomicLong taken = new AtomicLong();
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            String piece = "x".repeat(65536);
            for (int i = 0; i < 1000; i++) {
                connection.send(piece);
                taken.addAndGet(piece.length());
            }
            connection.close();
        });
        try (Http2Peer peer = site.connect()) {
            int stream = peer.get("/proxied/");
            read(peer, stream, WINDOW);
            long[] before = {-1};
            await().pollInterval(Duration.ofMillis(300)).until(() -> taken.get() == before[0] || isNew(before, taken));
            assertThat(taken.get()).as("what sockets hold, and no more").isLessThan(16 << 20);
            assertThat(site.server().buffersInUse()).isLessThan(16);
            peer.reset(stream, ErrorCode.CANCEL);
            await().until(() -> backend.openConnections() == 0);
        }
    }

    private static boolean isNew(long[] before, AtomicLong now) {
        before[0] = now.get();
        return false;
    }

    @Test
    void a_body_is_not_read_while_the_backend_reads_nothing() throws IOException {
        try (ScriptedUpstream stalled =
                        ScriptedUpstream.start(this::readNothing).leaveBodiesUnread();
                Http2Site streaming = Http2Site.of(
                        stalled,
                        "client_max_body_size 0; location / { proxy_pass http://%{backend}; proxy_request_buffering off; }");
                Http2Peer peer = streaming.connect()) {
            int stream = peer.post("/");
            peer.timeout(Duration.ofMillis(500));
            long window = 65536;
            long sent = 0;
            String piece = "x".repeat(16384);
            try {
                while (sent < 64 << 20) {
                    if (window >= piece.length()) {
                        peer.data(stream, piece, false);
                        window -= piece.length();
                        sent += piece.length();
                    } else {
                        Http2Peer.Frame more = peer.next(Http2Peer.WINDOW_UPDATE);
                        window += more.stream() == stream ? more.number(0) : 0;
                    }
                }
            } catch (SocketTimeoutException e) {
                assertThat(sent).as("the window is not opened any more").isLessThan(16 << 20);
            }
            assertThat(sent).isLessThan(64 << 20);
            assertThat(streaming.server().buffersInUse()).isLessThan(16);
        }
    }

    @Test
    void sending_beyond_the_window_resets_the_stream() throws IOException {
        try (ScriptedUpstream stalled =
                        ScriptedUpstream.start(this::readNothing).leaveBodiesUnread();
                Http2Site streaming = Http2Site.of(
                        stalled,
                        "client_max_body_size 0; location / { proxy_pass http://%{backend}; proxy_request_buffering off; }");
                Http2Peer greedy = streaming.connect()) {
            int stream = greedy.post("/");
            String piece = "x".repeat(16384);
            for (int i = 0; i < 100; i++) {
                greedy.data(stream, piece, false);
            }
            assertThat(greedy.response(stream).reset()).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
            greedy.ping(7);
            assertThat(greedy.next(Http2Peer.PING).payload()[7]).isEqualTo((byte) 7);
        }
    }

    @Test
    void a_client_that_opens_no_window_times_out() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int stream = peer.get("/large");
            read(peer, stream, WINDOW);
            site.leap(Duration.ofSeconds(31));
            assertThat(peer.response(stream).reset()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(peer.response(peer.open(true, Http2Peer.request("HEAD", "/small")))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(site.errors())
                .contains("client timed out (110: Connection timed out) while sending response to client");
    }

    @Test
    void a_client_whose_socket_accepts_nothing_times_out() throws IOException {
        try (Http2Peer peer = site.connect()) {
            peer.setting(Frames.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE).windowUpdate(0, Integer.MAX_VALUE - WINDOW);
            int many = 40;
            for (int i = 0; i < many; i++) {
                peer.get("/large");
            }
            awaitRequests(many);
            // the time-out begins when the socket accepts nothing more, which cannot be seen from here
            await().until(() -> {
                site.leap(Duration.ofSeconds(31));
                return site.accesses().lines().count() == many;
            });
            await().until(() -> site.server().buffersInUse() == 0);
        }
    }

    /** Waits for so many requests at the backend, without those for the status. */
    private void awaitRequests(int many) {
        AtomicLong asked = new AtomicLong();
        await().until(() -> {
            String counts = RawHttp.get(site.server().port(), "/status")
                    .body()
                    .lines()
                    .toList()
                    .get(2);
            return Long.parseLong(counts.strip().split(" ")[2]) - asked.incrementAndGet() == many;
        });
    }

    @Test
    void a_client_that_sends_no_body_times_out() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int stream = peer.post("/proxied/", "content-length: 4");
            peer.data(stream, "bo", false);
            // the response shows that everything before it has been read
            peer.ping(1).next(Http2Peer.PING);
            site.leap(Duration.ofSeconds(31));
            assertThat(peer.response(stream).reset()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        }
        await().untilAsserted(() -> assertThat(site.accesses()).contains("|408|0|"));
    }
}
