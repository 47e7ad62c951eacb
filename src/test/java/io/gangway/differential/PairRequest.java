package io.gangway.differential;

import io.gangway.testing.Version;
import java.util.List;

/**
 * One thing that a client does on one connection.
 *
 * @param name what it shows
 * @param since release from which nginx does this, or null for every one
 * @param steps what is sent, one after the other, each after the answer to the one before
 * @param toTheEnd after the last answer send FIN and read on until the server closes: shows an answer too many
 * @param line where it is written
 */
record PairRequest(String name, Version since, List<Step> steps, boolean toTheEnd, int line) {

    /**
     * Bytes to send and the number of answers to wait for.
     *
     * @param raw read all until the server closes, since the answer has no head (HTTP/0.9)
     */
    record Step(String text, int answers, boolean raw) {
        String method() {
            return text.split(" ", 2)[0];
        }
    }

    boolean isKnownTo(Version version) {
        return since == null || version.has(since);
    }
}
