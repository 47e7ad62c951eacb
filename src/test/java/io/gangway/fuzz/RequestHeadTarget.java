package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http.Limits;
import io.gangway.http.RequestHead;
import io.gangway.http.RequestParser;
import java.nio.ByteBuffer;
import java.util.List;

/** Request heads: the result does not depend on how the input is split, and no byte after the head is consumed. */
public final class RequestHeadTarget extends HeadTarget {
    private static final Limits SMALL = new Limits(128, 2, 1024, 20, false, true, false, true);

    /** The entry point for Jazzer. */
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
            String whole = parsed(limits, Pieces.whole(input));
            assertThat(parsed(limits, Pieces.of(input))).isEqualTo(whole);
        }
    }

    private static String parsed(Limits limits, List<ByteBuffer> pieces) {
        RequestParser parser = new RequestParser(limits);
        return parsed(
                pieces, parser::parse, left -> text(parser.head()) + " notes " + parser.notes() + " left " + left);
    }

    private static String text(RequestHead head) {
        return head.method() + ' ' + head.target() + ' ' + head.version() + text(head.fields());
    }
}
