package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http.BadMessageException;
import io.gangway.http.ChunkedDecoder;
import java.nio.ByteBuffer;
import java.util.List;

/** Chunked bodies of clients and backends: payload, trailers and end do not depend on how the input is split. */
public final class ChunkedBodyTarget implements Target {
    private static final int TRAILERS = 256;

    /** The entry point for Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        new ChunkedBodyTarget().run(input);
    }

    @Override
    public List<byte[]> seeds() {
        return Bytes.of(
                "5\r\nhello\r\n0\r\n\r\n",
                "A;name=value\r\n0123456789\r\n00003 \r\nabc\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\nGET / HTTP/1.1\r\n",
                "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0;x\r\n\r\n",
                "0\r\n\r\n");
    }

    @Override
    public List<byte[]> words() {
        return Bytes.of(
                "\r\n",
                "\n",
                "\r",
                "0\r\n",
                "0\r\n\r\n",
                "ffffffffffffffff",
                "7fffffffffffffff",
                "80000000",
                ";",
                "\t",
                " ",
                "-",
                "+",
                "0x",
                "T: v\r\n",
                ":");
    }

    @Override
    public void run(byte[] input) {
        String ofRequest = decoded(ChunkedDecoder.ofRequest(), Pieces.whole(input));
        assertThat(decoded(ChunkedDecoder.ofRequest(), Pieces.of(input))).isEqualTo(ofRequest);
        String ofResponse = decoded(ChunkedDecoder.ofResponse(TRAILERS), Pieces.whole(input));
        assertThat(decoded(ChunkedDecoder.ofResponse(TRAILERS), Pieces.of(input)))
                .isEqualTo(ofResponse);
    }

    private static String decoded(ChunkedDecoder decoder, List<ByteBuffer> pieces) {
        StringBuilder payload = new StringBuilder();
        ChunkedDecoder.State state = ChunkedDecoder.State.MORE;
        int left = pieces.stream().mapToInt(ByteBuffer::remaining).sum();
        try {
            for (ByteBuffer piece : pieces) {
                int size = piece.remaining();
                state = decoder.next(piece);
                while (state == ChunkedDecoder.State.DATA) {
                    take(decoder, piece, payload);
                    state = decoder.next(piece);
                }
                left -= size - piece.remaining();
                if (state == ChunkedDecoder.State.END) {
                    break;
                }
                assertThat(piece.hasRemaining()).isFalse();
            }
        } catch (BadMessageException e) {
            return payload + " " + e.status() + " " + e.getMessage();
        }
        StringBuilder trailers = new StringBuilder();
        decoder.trailers().forEach(field -> trailers.append(field.name() + '=' + field.value() + '\n'));
        return payload + " " + state + " left " + left + " " + trailers;
    }

    private static void take(ChunkedDecoder decoder, ByteBuffer piece, StringBuilder payload) {
        byte[] bytes = new byte[decoder.available(piece)];
        assertThat(bytes.length).isPositive();
        piece.get(piece.position(), bytes);
        decoder.consume(piece, bytes.length);
        payload.append(Bytes.text(bytes));
    }
}
