package io.gangway.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that violate the protocol, or abuse it: one log line, and the connection or stream is closed. */
class FloodTest {
    private static final int PRIORITY = 2;

    private ScriptedUpstream backend;
    private Http2Site site;

    @BeforeEach
    void start() throws IOException {
        backend = ScriptedUpstream.start(Script.noResponse());
        site = Http2Site.of(backend, """
                keepalive_requests 1000000;
                lingering_close off;
                location /slow { proxy_pass http://%{backend}; }
                """);
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(errors()).noneMatch(line -> line.contains("[alert]") || line.contains("\tat "));
        site.close();
        backend.close();
    }

    private List<String> errors() throws IOException {
        return site.errors().lines().filter(line -> line.contains("client:")).toList();
    }

    private void assertOneLine(String message) {
        await().untilAsserted(() -> assertThat(errors()).hasSize(1));
        await().untilAsserted(() -> assertThat(errors().get(0))
                .contains("[info]")
                .contains(message + " while processing HTTP/2 connection, client: 127.0.0.1, server: 127.0.0.1:"));
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Sends until the server closes the connection. */
    private static void sendUntilClosed(Http2Peer peer, byte[] bytes, long max) throws IOException {
        for (long sent = 0; sent < max; sent += bytes.length) {
            try {
                peer.send(bytes);
            } catch (IOException e) {
                return;
            }
        }
        throw new AssertionError("the server takes all");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 | 0 | 61 | 1 | client sent DATA frame with incorrect identifier",
                "0 | 8 | 1 | '' | 6 | client sent padded DATA frame with incorrect length: 0",
                "0 | 8 | 1 | 01 | 1 | client sent padded DATA frame with incorrect length: 1, padding: 1",
                "1 | 4 | 2 | 82 | 1 | client sent HEADERS frame with incorrect identifier 2, the last was 0",
                "1 | 4 | 1 | '' | 6 | client sent HEADERS frame with empty header block",
                "1 | 12 | 1 | '' | 6 | client sent HEADERS frame with incorrect length 0",
                "1 | 36 | 1 | 000000010082" + " | 1 | client sent HEADERS frame for stream 1 with incorrect dependency",
                "1 | 4 | 1 | ff | 6 | client sent header block with incorrect length",
                "2 | 0 | 0 | 0000000000 | 1 | client sent PRIORITY frame with incorrect identifier",
                "2 | 0 | 3 | 0000000300" + " | 1 | client sent PRIORITY frame for stream 3 with incorrect dependency",
                "2 | 0 | 3 | 00 | 6 | client sent PRIORITY frame with incorrect length 1",
                "3 | 0 | 0 | 00000000 | 1 | client sent RST_STREAM frame with incorrect identifier",
                "3 | 0 | 1 | 00 | 6 | client sent RST_STREAM frame with incorrect length 1",
                "4 | 0 | 1 | '' | 1 | client sent SETTINGS frame with incorrect identifier",
                "4 | 1 | 0 | 000000000000 | 6 | client sent SETTINGS frame with the ACK flag and nonzero length",
                "4 | 0 | 0 | 0000 | 6 | client sent SETTINGS frame with incorrect length 2",
                "4 | 0 | 0 | 000200000002 | 1 | client sent SETTINGS frame with incorrect ENABLE_PUSH value 2",
                "4 | 0 | 0 | 000480000000"
                        + " | 3 | client sent SETTINGS frame with incorrect INITIAL_WINDOW_SIZE value 2147483648",
                "4 | 0 | 0 | 000500000001 | 1 | client sent SETTINGS frame with incorrect MAX_FRAME_SIZE value 1",
                "5 | 4 | 1 | 00000002 | 1 | client sent PUSH_PROMISE frame",
                "6 | 0 | 1 | 0000000000000000 | 1 | client sent PING frame with incorrect identifier",
                "6 | 0 | 0 | 00 | 6 | client sent PING frame with incorrect length 1",
                "7 | 0 | 1 | 0000000000000000 | 1 | client sent GOAWAY frame with incorrect identifier",
                "7 | 0 | 0 | 00 | 6 | client sent GOAWAY frame with incorrect length 1",
                "8 | 0 | 0 | 00000000 | 1 | client sent WINDOW_UPDATE frame with incorrect window increment 0",
                "8 | 0 | 0 | 00 | 6 | client sent WINDOW_UPDATE frame with incorrect length 1",
                "8 | 0 | 0 | 7fffffff | 3 | client violated connection flow control: received WINDOW_UPDATE frame"
                        + " with window increment 2147483647 not allowed for window 65535",
                "9 | 4 | 1 | 82 | 1 | client sent unexpected CONTINUATION frame"
            })
    void a_wrong_frame_ends_the_connection(int type, int flags, int stream, String payload, int code, String message)
            throws IOException {
        try (Http2Peer peer = site.connect()) {
            peer.frame(type, flags, stream, HexFormat.of().parseHex(payload));
            Http2Peer.Frame goAway = peer.next(Http2Peer.GOAWAY);
            assertThat(goAway.number(4)).isEqualTo(code);
            assertThat(peer.next(Http2Peer.GOAWAY)).isNull();
        }
        assertOneLine(message);
    }

    @Test
    void a_missing_continuation_ends_the_connection() throws IOException {
        try (Http2Peer peer = site.connect()) {
            peer.frame(Http2Peer.HEADERS, 0, 1, Http2Peer.headerBlock(":method: GET"))
                    .ping(1);
            assertThat(peer.next(Http2Peer.GOAWAY).number(4)).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        }
        assertOneLine("client sent inappropriate frame while CONTINUATION was expected");
    }

    @Test
    void a_wrong_preface_ends_the_connection() throws IOException {
        try (Http2Peer peer = Http2Peer.connectWithoutPreface(site.server().port())) {
            peer.send("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(peer.socket().getInputStream().readNBytes(8))
                    .asString(StandardCharsets.ISO_8859_1)
                    .isEqualTo("HTTP/1.1");
        }
        await().untilAsserted(() -> assertThat(errors().get(0)).contains("client sent invalid request"));
    }

    @Test
    void an_endless_header_block_ends_the_connection() throws IOException {
        try (Http2Peer peer = site.connect()) {
            peer.frame(Http2Peer.HEADERS, 0, 1, Http2Peer.headerBlock(Http2Peer.request("GET", "/small")));
            sendUntilClosed(
                    peer,
                    Http2Peer.frameBytes(
                            Http2Peer.CONTINUATION,
                            0,
                            1,
                            Http2Peer.headerBlock("x-some-name: " + "some value".repeat(20))),
                    8 << 20);
        }
        assertOneLine("client sent too large header");
    }

    @Test
    void empty_continuations_are_a_flood() throws IOException {
        try (Http2Peer peer = site.connect()) {
            peer.frame(Http2Peer.HEADERS, 0, 1, Http2Peer.headerBlock(Http2Peer.request("GET", "/small")));
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            IntStream.range(0, 4000)
                    .forEach(i -> many.writeBytes(Http2Peer.frameBytes(Http2Peer.CONTINUATION, 0, 1, new byte[0])));
            sendUntilClosed(peer, many.toByteArray(), 32 << 20);
        }
        assertOneLine("http2 flood detected");
    }

    @Test
    void too_long_a_field_ends_the_connection() throws IOException {
        try (Http2Peer peer = site.connect()) {
            peer.get("/small", "x: " + "y".repeat(8193));
            assertThat(peer.next(Http2Peer.GOAWAY).number(4)).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        }
        assertOneLine("client sent too large header field");
    }

    @Test
    void too_many_refused_streams_end_the_connection() throws IOException {
        try (Http2Peer peer = site.connect()) {
            for (int i = 0; i < 128; i++) {
                peer.get("/slow");
            }
            Http2Peer.Response refused = peer.response(peer.get("/small"));
            assertThat(refused.reset()).isEqualTo(ErrorCode.REFUSED_STREAM);
            sendStreams(peer, 200);
            assertThat(peer.next(Http2Peer.GOAWAY).number(4)).isEqualTo(ErrorCode.NO_ERROR);
            await().until(() -> backend.openConnections() == 0);
        }
        await().untilAsserted(() -> assertThat(errors())
                .anyMatch(line -> line.contains("concurrent streams exceeded 128"))
                .anyMatch(line -> line.contains("client sent too many refused streams")));
    }

    private static void sendStreams(Http2Peer peer, int count) {
        try {
            for (int i = 0; i < count; i++) {
                peer.get("/small");
            }
        } catch (IOException e) {
            assertThat(e).as("the server has closed meanwhile").isNotNull();
        }
    }

    @Test
    void rapid_resets_end_the_connection() throws IOException {
        try (Http2Peer peer = site.connect()) {
            ByteArrayOutputStream burst = new ByteArrayOutputStream();
            byte[] block = Http2Peer.headerBlock(Http2Peer.request("GET", "/slow"));
            for (int stream = 1; stream < 20_001; stream += 2) {
                burst.writeBytes(Http2Peer.frameBytes(
                        Http2Peer.HEADERS, Http2Peer.END_HEADERS | Http2Peer.END_STREAM, stream, block));
                burst.writeBytes(Http2Peer.frameBytes(Http2Peer.RST_STREAM, 0, stream, number(ErrorCode.CANCEL)));
            }
            try {
                peer.send(burst.toByteArray());
            } catch (IOException e) {
                assertThat(e).as("the server has closed meanwhile").isNotNull();
            }
            await().untilAsserted(() ->
                    assertThat(errors()).anyMatch(line -> line.contains("client sent too many refused streams")));
            await().until(() -> backend.openConnections() == 0);
        }
    }

    @Test
    void endless_priorities_end_the_connection() throws IOException {
        try (Http2Peer peer = site.connect()) {
            for (int i = 0; i < 128; i++) {
                peer.frame(PRIORITY, 0, 3 + 2 * i, new byte[5]);
            }
            assertThat(peer.next(Http2Peer.GOAWAY).number(4)).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        }
        assertOneLine("client sent too many PRIORITY frames");
    }

    @ParameterizedTest
    @CsvSource({"6, 8", "4, 0", "4, 6", "8, 4", "11, 20"})
    void endless_control_frames_are_a_flood(int type, int size) throws Exception {
        byte[] payload = new byte[size];
        if (size > 0) {
            payload[size - 1] = 1;
        }
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        IntStream.range(0, 1000)
                .forEach(i -> many.writeBytes(Http2Peer.frameBytes(type, 0, type == 8 ? 99 : 0, payload)));
        try (Http2Peer peer = site.connect()) {
            Thread reader = new Thread(() -> drain(peer));
            reader.start();
            sendUntilClosed(peer, many.toByteArray(), 64 << 20);
            reader.join();
        }
        await().untilAsserted(() -> assertThat(errors()).anyMatch(line -> line.contains("http2 flood detected")));
    }

    private static void drain(Http2Peer peer) {
        try {
            while (peer.next() != null) {
                continue;
            }
        } catch (IOException e) {
            assertThat(e).as("closed").isNotNull();
        }
    }

    @Test
    void a_client_that_reads_nothing_is_limited() throws IOException {
        try (Http2Peer peer = site.connect()) {
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            IntStream.range(0, 1000)
                    .forEach(i -> many.writeBytes(Http2Peer.frameBytes(Http2Peer.PING, 0, 0, new byte[8])));
            sendUntilClosed(peer, many.toByteArray(), 256 << 20);
        }
        assertOneLine("http2 flood detected");
    }

    @Test
    void empty_data_frames_are_a_flood() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int stream = peer.post("/slow");
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            IntStream.range(0, 2000)
                    .forEach(i -> many.writeBytes(Http2Peer.frameBytes(Http2Peer.DATA, 0, stream, new byte[0])));
            sendUntilClosed(peer, many.toByteArray(), 64 << 20);
        }
        assertOneLine("http2 flood detected");
    }

    @Test
    void a_bad_request_affects_no_other_stream() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int slow = peer.get("/slow");
            assertThat(peer.response(peer.get("/small", "X-Upper: a")).status()).isEqualTo(400);
            assertThat(peer.response(peer.open(true, ":method: GET")).status()).isEqualTo(400);
            assertThat(peer.response(peer.get("/small")).body()).isEqualTo("small");
            peer.reset(slow, ErrorCode.CANCEL);
        }
    }
}
