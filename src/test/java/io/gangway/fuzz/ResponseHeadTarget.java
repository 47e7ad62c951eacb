package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseParser;
import java.nio.ByteBuffer;
import java.util.List;

/** Response heads: the result does not depend on how the input is split, and no byte after the head is consumed. */
public final class ResponseHeadTarget extends HeadTarget {
    private static final int LARGEST = 1024;

    /** The entry point for Jazzer. */
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
        // without a status line everything is body, both the consumed bytes and the rest
        return parsed(
                pieces,
                parser::parse,
                left -> text(parser.head()) + " left "
                        + (left + parser.leftover().remaining()));
    }

    private static String text(ResponseHead head) {
        return head.status() + " " + head.statusText() + ' ' + head.version() + " length " + head.contentLength()
                + (head.chunked() ? " chunked" : "") + text(head.fields());
    }
}
