package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http.BadMessageException;
import io.gangway.http.Fields;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;

/** Heads: the result does not depend on how the input is split, and no byte after the head is consumed. */
abstract class HeadTarget implements Target {
    /** Returns true when the head is complete. */
    interface Parser {
        boolean parse(ByteBuffer piece) throws BadMessageException;
    }

    /** @param result the text of a complete head, from the number of bytes that were not consumed */
    static String parsed(List<ByteBuffer> pieces, Parser parser, IntFunction<String> result) {
        int left = pieces.stream().mapToInt(ByteBuffer::remaining).sum();
        try {
            for (ByteBuffer piece : pieces) {
                int size = piece.remaining();
                boolean done = parser.parse(piece);
                left -= size - piece.remaining();
                if (done) {
                    return result.apply(left);
                }
                assertThat(piece.hasRemaining()).isFalse();
            }
            return "more";
        } catch (BadMessageException e) {
            return e.status() + " " + e.getMessage();
        }
    }

    static String text(Fields fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach(
                field -> text.append('\n').append(field.name()).append(": ").append(field.value()));
        return text.toString();
    }
}
