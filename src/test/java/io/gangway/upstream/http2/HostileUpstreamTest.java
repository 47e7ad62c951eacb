package io.gangway.upstream.http2;

import static io.gangway.upstream.http2.Http2Backend.head;
import static io.gangway.upstream.http2.Http2Backend.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an HTTP/2 upstream may not do harms one exchange or one connection, with a line in the log. */
class HostileUpstreamTest {
    private interface Attack {
        void run(Http2Peer peer, int stream) throws Exception;
    }

    private static void refused(String text, Attack attack) throws Exception {
        try (Http2Backend site = Http2Backend.start()) {
            try (RawConnection client = site.request("/")) {
                Http2Peer peer = site.accept();
                int stream = head(peer).stream();
                attack.run(peer, stream);
                assertThat(client.read().status()).as(text).isEqualTo(502);
            }
            assertThat(site.log()).contains(text + " while reading response header from upstream");
            answers(site);
        }
    }

    /** Other requests of the same loop are served. */
    private static void answers(Http2Backend site) throws Exception {
        assertThat(site.get("/other").body()).isEqualTo("other");
    }

    private static Attack frame(int type, int flags, int stream, int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return (peer, own) -> peer.frame(type, flags, stream < 0 ? own : stream, bytes);
    }

    @Test
    void frames_with_wrong_lengths_are_refused_in_nginxs_words() throws Exception {
        refused("upstream sent rst stream frame with invalid length: 3", frame(3, 0, -1, 0, 0, 0));
        refused("upstream sent ping frame with invalid length: 1", frame(6, 0, 0, 0));
        refused("upstream sent window update frame with invalid length: 2", frame(8, 0, 0, 0, 1));
        refused("upstream sent goaway frame with invalid length: 4", frame(7, 0, 0, 0, 0, 0, 1));
        refused("upstream sent settings frame with invalid length: 5", frame(4, 0, 0, 0, 1, 0, 0, 0));
        refused("upstream sent settings frame with ack flag and non-zero length: 6", frame(4, 1, 0, 0, 1, 0, 0, 0, 0));
        refused("upstream sent headers frame with invalid length: 3", frame(1, 0x20, -1, 0, 0, 0));
        refused("upstream sent http2 frame with too long padding: 9 in frame 2", frame(1, 0x8, -1, 9, 0, 0));
    }

    @Test
    void frames_of_the_wrong_stream_are_refused_in_nginxs_words() throws Exception {
        refused("upstream sent settings frame with non-zero stream id: 1", frame(4, 0, 1));
        refused("upstream sent ping frame with non-zero stream id: 1", frame(6, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0));
        refused("upstream sent goaway frame with non-zero stream id: 1", frame(7, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0));
        refused("upstream sent frame for unknown stream 7", frame(1, 4, 7, 0x88));
        refused("upstream sent frame for unknown stream 2", frame(0, 0, 2, 1));
    }

    @Test
    void frames_that_may_not_come_are_refused_in_nginxs_words() throws Exception {
        refused("upstream sent unexpected push promise frame", frame(5, 4, -1, 0, 0, 0, 2, 0x82));
        refused("upstream sent unexpected http2 frame: 9", frame(9, 4, -1, 0x88));
        refused("upstream sent unexpected http2 frame: 0", frame(0, 0, -1, 1));
        refused("upstream sent ping frame with ack flag", frame(6, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        refused("upstream sent zero window update", frame(8, 0, 0, 0, 0, 0, 0));
        refused("upstream sent unexpected http2 frame: 6", (peer, stream) -> {
            peer.frame(1, 0, stream, new byte[] {(byte) 0x88});
            peer.ping(1);
        });
    }

    @Test
    void settings_out_of_range_are_refused_in_nginxs_words() throws Exception {
        refused(
                "upstream sent settings frame with too large initial window size: 2147483648",
                (peer, stream) -> peer.settings(4, Integer.MIN_VALUE));
        refused("upstream sent settings frame with invalid max frame size: 1", (peer, stream) -> peer.settings(5, 1));
    }

    @Test
    void header_blocks_that_are_not_hpack_are_refused_in_nginxs_words() throws Exception {
        refused("upstream sent invalid http2 table index: 0", frame(1, 4, -1, 0x80));
        refused("upstream sent invalid http2 table index: 62", frame(1, 4, -1, 0xbe));
        refused("upstream sent invalid http2 dynamic table size update: 1", frame(1, 4, -1, 0x21, 0x88));
        refused("upstream sent zero http2 header name length", frame(1, 4, -1, 0x88, 0, 0, 1, 'a'));
        refused("upstream sent invalid encoded header", frame(1, 4, -1, 0x88, 0, 0x81, 0, 1, 'a'));
        refused("upstream sent truncated http2 header", frame(1, 4, -1, 0x88, 0, 5, 'a'));
    }

    @Test
    void an_answer_in_http_1_says_so() throws Exception {
        refused(
                "upstream sent too large http2 frame: 4740180, it speaks HTTP/1",
                (peer, stream) -> peer.send(
                        "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server: x                              | upstream sent no :status header",
                ":status: 200 ; :status: 200            | upstream sent duplicate :status header",
                ":status: 20                            | upstream sent invalid :status \"20\"",
                ":status: abc                           | upstream sent invalid :status \"abc\"",
                ":status: 099                           | upstream sent unexpected :status \"099\"",
                ":status: 101                           | upstream sent unexpected :status \"101\"",
                ":status: 200 ; :path: /                | upstream sent invalid header \":path: /\"",
                ":status: 200 ; a: b ; :status: 201     | upstream sent invalid header \":status: 201\"",
                ":status: 200 ; X-A: b                  | upstream sent invalid header: \"X-A: b\"",
                ":status: 200 ; a b: c                  | upstream sent invalid header: \"a b: c\"",
                ":status: 200 ; a:b: c                  | upstream sent invalid header: \"a:b: c\"",
                ":status: 200 ; transfer-encoding: chunked | upstream sent invalid header: \"transfer-encoding: chunked\"",
                ":status: 200 ; content-length: x       | upstream sent invalid \"Content-Length\" header",
                ":status: 200 ; content-length: 1 ; content-length: 2 | upstream sent duplicate header line",
            })
    void malformed_heads_are_refused(String fields, String text) throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            peer.headers(stream, false, fields.split(" ; "));
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(site.log()).contains(text);
            assertThat(peer.next(Http2Peer.RST_STREAM).stream()).isEqualTo(stream);
            try (RawConnection second = site.request("/")) {
                respond(peer, head(peer).stream(), "b");
                assertThat(second.read().body()).isEqualTo("b");
            }
        }
    }

    @Test
    void line_ends_in_values_are_refused() throws Exception {
        for (int bad : new int[] {'\r', '\n', 0}) {
            refused(
                    "upstream sent invalid header: \"a: b" + (char) bad + "c\"",
                    (peer, stream) ->
                            peer.frame(1, 4, stream, new byte[] {(byte) 0x88, 0, 1, 'a', 3, 'b', (byte) bad, 'c'}));
        }
    }

    @Test
    void a_head_larger_than_its_buffer_is_refused() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_buffer_size 4k;");
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            peer.headers(stream, false, ":status: 200", "a: " + "x".repeat(5000));
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(site.log()).contains("upstream sent too big header while reading response header from upstream");
            try (RawConnection second = site.request("/")) {
                respond(peer, head(peer).stream(), "b");
                assertThat(second.read().body()).isEqualTo("b");
            }
        }
    }

    @Test
    void a_head_with_one_byte_fields_cannot_become_large() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_buffer_size 4k;");
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            byte[] block = new byte[4000];
            java.util.Arrays.fill(block, (byte) 0x91);
            block[0] = (byte) 0x88;
            peer.frame(1, 4, stream, block);
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(site.log()).contains("upstream sent too big header");
        }
    }

    @Test
    void a_body_larger_than_its_length_is_cut_off() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            peer.headers(stream, false, ":status: 200", "content-length: 3");
            peer.data(stream, "toolong", true);
            assertThat(client.readUntilEnd()).doesNotContain("toolong");
            await().untilAsserted(() -> assertThat(site.log())
                    .contains("upstream sent response body larger than indicated content length"));
        }
    }

    @Test
    void a_body_shorter_than_its_length_is_cut_off() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            peer.headers(stream, false, ":status: 200", "content-length: 9");
            peer.data(stream, "short", true);
            assertThat(client.readUntilEnd()).doesNotContain("HTTP/1.1 502");
            await().untilAsserted(() ->
                    assertThat(site.log()).contains("upstream prematurely closed stream while reading upstream"));
        }
    }

    @Test
    void a_head_that_ends_its_stream_but_promises_a_body_is_refused() throws Exception {
        refused(
                "upstream prematurely closed stream",
                (peer, stream) -> peer.headers(stream, true, ":status: 200", "content-length: 9"));
    }

    @Test
    void floods_end_the_connection() throws Exception {
        refused("upstream sent too many ping frames", (peer, stream) -> flood(() -> peer.ping(1)));
        refused("upstream sent too many settings frames", (peer, stream) -> flood(peer::settings));
        refused("http2 flood detected", (peer, stream) -> {
            byte[] unknown = new byte[16384];
            flood(() -> peer.frame(0x55, 0, 0, unknown));
        });
    }

    private interface Frame {
        Object send() throws IOException;
    }

    private static void flood(Frame frame) {
        try {
            for (int i = 0; i < 20_000; i++) {
                frame.send();
            }
        } catch (IOException e) {
            // The server has closed the connection.
            return;
        }
    }

    @Test
    void a_broken_connection_harms_all_of_its_requests_but_no_others() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection first = site.request("/1")) {
            Http2Peer peer = site.accept();
            head(peer);
            try (RawConnection second = site.request("/2")) {
                head(peer);
                peer.frame(5, 4, 1, new byte[] {0, 0, 0, 2, (byte) 0x82});
                assertThat(first.read().status()).isEqualTo(502);
                assertThat(second.read().status()).isEqualTo(502);
            }
            try (RawConnection third = site.request("/3")) {
                Http2Peer another = site.accept();
                respond(another, head(another).stream(), "c");
                assertThat(third.read().body()).isEqualTo("c");
            }
        }
    }
}
