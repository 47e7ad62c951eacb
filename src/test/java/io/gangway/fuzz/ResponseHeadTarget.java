package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseParser;
import java.nio.ByteBuffer;
import java.util.List;

/** Heads of backends: any cut gives the same head or the same refusal, and nothing behind the head is taken. */
public final class ResponseHeadTarget extends HeadTarget {
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
        // without a status line all is body, what was read as well as what was not
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
