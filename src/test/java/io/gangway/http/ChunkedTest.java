package io.gangway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedTest {
    private static final String BODY = "5\r\nhello\r\n00A;x=\"y\"\r\n0123456789\r\n0 \r\nFoo: bar\r\nBaz: q\r\n\r\n";

    /** Feeds pieces; answers the payload, then a bar, then what was left behind the body. */
    private static String decode(ChunkedDecoder decoder, String text, int size) throws BadMessageException {
        StringBuilder payload = new StringBuilder();
        boolean ended = false;
        for (ByteBuffer in : Bytes.pieces(text, size)) {
            ChunkedDecoder.State state;
            while (!ended && (state = decoder.next(in)) != ChunkedDecoder.State.MORE) {
                ended = state == ChunkedDecoder.State.END;
                payload.append(taken(decoder, in));
            }
            payload.append(ended ? "|" + Bytes.text(in) : "");
        }
        assertThat(ended).isTrue();
        return payload.toString();
    }

    /** All payload that is there. */
    private static String taken(ChunkedDecoder decoder, ByteBuffer in) {
        int n = decoder.available(in);
        String text = Bytes.text(in.slice(in.position(), n));
        if (n > 0) {
            decoder.consume(in, n);
        }
        return text;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 11, 1000})
    void payload_is_found_however_the_bytes_are_cut(int size) throws BadMessageException {
        ChunkedDecoder request = ChunkedDecoder.ofRequest();
        assertThat(decode(request, BODY, size)).isEqualTo("hello0123456789|");
        assertThat(request.trailers()).isEmpty();
        ChunkedDecoder response = ChunkedDecoder.ofResponse(100);
        assertThat(decode(response, BODY, size)).isEqualTo("hello0123456789|");
        assertThat(response.trailers()).hasToString("Foo: bar\nBaz: q\n");
    }

    @Test
    void bytes_after_the_body_stay_in_the_buffer() throws BadMessageException {
        assertThat(decode(ChunkedDecoder.ofRequest(), BODY + "GET", 1000)).isEqualTo("hello0123456789|GET");
        assertThat(decode(ChunkedDecoder.ofResponse(99), BODY + "GET", 1000)).isEqualTo("hello0123456789|GET");
    }

    @Test
    void payload_can_be_read_in_parts() throws BadMessageException {
        ChunkedDecoder decoder = ChunkedDecoder.ofRequest();
        ByteBuffer in = Bytes.direct("7fffffff\r\nabc");
        assertThat(decoder.next(in)).isEqualTo(ChunkedDecoder.State.DATA);
        assertThat(decoder.available(in)).isEqualTo(3);
        decoder.consume(in, 2);
        assertThat(decoder.next(in)).isEqualTo(ChunkedDecoder.State.DATA);
        assertThat(decoder.remaining()).isEqualTo(0x7fffffffL - 2);
        assertThat(taken(decoder, in)).isEqualTo("c");
        assertThat(decoder.next(in)).isEqualTo(ChunkedDecoder.State.MORE);
        assertThatThrownBy(() -> decoder.consumed(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                " 5\r\n",
                "-1\r\n",
                "0x5\r\n",
                "g\r\n",
                "5\n",
                "5;x\n",
                "5\rx",
                "5\r\nhello\n",
                "5\r\nhello5",
                "5\r\nhello\rx",
                "0\n",
                "0;x\n",
                "0\r\n\n",
                "0\r\nFoo: bar\n",
                "0\r\n\rx",
                "0\r\nFoo: bar\rx",
                "8000000000000000\r\n",
                "7fffffffffffffff\r\n",
                "10000000000000000\r\n"
            })
    void junk_is_refused(String text) {
        for (int size : new int[] {1, 1000}) {
            BadMessageException client = catchThrowableOfType(
                    BadMessageException.class, () -> decode(ChunkedDecoder.ofRequest(), text, size));
            assertThat(client).hasMessage("client sent invalid chunked body");
            assertThat(client.status()).isEqualTo(400);
            BadMessageException upstream = catchThrowableOfType(
                    BadMessageException.class, () -> decode(ChunkedDecoder.ofResponse(0), text, size));
            assertThat(upstream).hasMessage("upstream sent invalid chunked response while reading upstream");
            assertThat(upstream.status()).isEqualTo(502);
        }
    }

    @Test
    void wrong_and_large_trailers_are_refused() {
        assertThatThrownBy(() -> decode(ChunkedDecoder.ofResponse(50), "0\r\nFoo : x\r\n", 1))
                .hasMessage("upstream sent invalid trailer: \"Foo\\x20...\" while reading upstream");
        assertThatThrownBy(() -> decode(ChunkedDecoder.ofResponse(50), "0\r\nFoo: " + "x".repeat(60), 7))
                .hasMessage("upstream sent too big trailers while reading upstream");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 255, 256, 4096, 1048575, Integer.MAX_VALUE})
    void the_encoder_writes_the_size_in_hex(int size) {
        ByteBuffer out = ByteBuffer.allocate(ChunkedEncoder.HEADER_SIZE);
        ChunkedEncoder.header(out, size);
        assertThat(Bytes.text(out.flip())).isEqualTo(Integer.toHexString(size) + "\r\n");
    }

    @Test
    void the_encoder_ends_a_body() {
        ByteBuffer out = ByteBuffer.allocate(5);
        ChunkedEncoder.last(out);
        assertThat(Bytes.text(out.flip())).isEqualTo("0\r\n\r\n");
        HeadWriter writer = new HeadWriter();
        ChunkedEncoder.last(writer, Fields.builder().add("A", "b").build());
        assertThat(new String(writer.array(), 0, writer.length(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo("0\r\nA: b\r\n\r\n");
    }
}
