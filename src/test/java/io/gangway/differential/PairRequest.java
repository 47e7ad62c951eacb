package io.gangway.differential;

import io.gangway.testing.Version;
import java.util.List;

/**
 * One thing that a client does on one connection.
 *
 * @param name what it shows
 * @param since release from which nginx does this, or null for every one
 * @param steps what is sent, one after the other, each after the response to the one before
 * @param toTheEnd after the last response send FIN and read on until the server closes: shows a response too many
 * @param line where it is written
 */
record PairRequest(String name, Version since, List<Step> steps, boolean toTheEnd, int line) {

    /**
     * Bytes to send and the number of responses to wait for.
     *
     * @param raw read all until the server closes, since the response has no head (HTTP/0.9)
     */
    record Step(String text, int responses, boolean raw) {
        String method() {
            return text.split(" ", 2)[0];
        }
    }

    /** The first line of what is said by HTTP/2; behind it stand the fields, pseudo-headers too. */
    static final String HTTP2 = "HTTP/2";

    /** Whether the connection speaks HTTP/2, with a stream for each step. */
    boolean isHttp2() {
        return steps.get(0).text().startsWith(HTTP2 + "\r\n");
    }

    boolean isKnownTo(Version version) {
        return since == null || version.isAtLeast(since);
    }
}
