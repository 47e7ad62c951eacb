package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http.BadMessageException;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseParser;
import java.nio.ByteBuffer;
import java.util.List;

/** Heads of backends: any cut gives the same head or the same refusal, and nothing behind the head is taken. */
public final class ResponseHeadTarget implements Target {
    private static final int LARGEST = 1024;

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        new ResponseHeadTarget().run(input);
    }

    @Override
    public List<byte[]> seeds() {
        return ResponseSeeds.RESPONSES;
    }

    @Override
    public List<byte[]> words() {
        return ResponseSeeds.WORDS;
    }

    @Override
    public void run(byte[] input) {
        String whole = parsed(Pieces.whole(input));
        assertThat(parsed(Pieces.of(input))).isEqualTo(whole);
    }

    private static String parsed(List<ByteBuffer> pieces) {
        ResponseParser parser = new ResponseParser(LARGEST);
        int left = pieces.stream().mapToInt(ByteBuffer::remaining).sum();
        try {
            for (ByteBuffer piece : pieces) {
                int size = piece.remaining();
                boolean done = parser.parse(piece);
                left -= size - piece.remaining();
                if (done) {
                    // without a status line all is body, what was read as well as what was not
                    return text(parser.head()) + " left "
                            + (left + parser.leftover().remaining());
                }
                assertThat(piece.hasRemaining()).isFalse();
            }
            return "more";
        } catch (BadMessageException e) {
            return e.status() + " " + e.getMessage();
        }
    }

    private static String text(ResponseHead head) {
        StringBuilder text = new StringBuilder(head.status() + " " + head.statusText() + ' ' + head.version());
        text.append(" length ").append(head.contentLength()).append(head.chunked() ? " chunked" : "");
        head.fields()
                .forEach(field ->
                        text.append('\n').append(field.name()).append(": ").append(field.value()));
        return text.toString();
    }
}
