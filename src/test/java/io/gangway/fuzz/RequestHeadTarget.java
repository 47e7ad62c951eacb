package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http.BadMessageException;
import io.gangway.http.Limits;
import io.gangway.http.RequestHead;
import io.gangway.http.RequestParser;
import java.nio.ByteBuffer;
import java.util.List;

/** Heads of requests: any cut gives the same head or the same refusal, and nothing behind the head is taken. */
public final class RequestHeadTarget implements Target {
    private static final Limits SMALL = new Limits(128, 2, 1024, 20, false, true, false, true);

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        new RequestHeadTarget().run(input);
    }

    @Override
    public List<byte[]> seeds() {
        return RequestSeeds.HEADS;
    }

    @Override
    public List<byte[]> words() {
        return RequestSeeds.WORDS;
    }

    @Override
    public void run(byte[] input) {
        for (Limits limits : List.of(Limits.DEFAULT, SMALL)) {
            String whole = parsed(limits, Pieces.whole(input), input.length);
            assertThat(parsed(limits, Pieces.of(input), input.length)).isEqualTo(whole);
        }
    }

    private static String parsed(Limits limits, List<ByteBuffer> pieces, int length) {
        RequestParser parser = new RequestParser(limits);
        int left = length;
        try {
            for (ByteBuffer piece : pieces) {
                int size = piece.remaining();
                boolean done = parser.parse(piece);
                left -= size - piece.remaining();
                if (done) {
                    return text(parser.head()) + " notes " + parser.notes() + " left " + left;
                }
                assertThat(piece.hasRemaining()).isFalse();
            }
            return "more";
        } catch (BadMessageException e) {
            return e.status() + " " + e.getMessage();
        }
    }

    private static String text(RequestHead head) {
        StringBuilder text = new StringBuilder(head.method() + ' ' + head.target() + ' ' + head.version());
        head.fields()
                .forEach(field ->
                        text.append('\n').append(field.name()).append(": ").append(field.value()));
        return text.toString();
    }
}
