package io.gangway.differential;

import io.gangway.testing.Version;
import java.util.List;

/**
 * A request, or several, of a client on one connection.
 *
 * @param name what it tests
 * @param since the first nginx version with this behaviour, or null for all
 * @param steps the messages to send, each after the response to the previous one
 * @param toTheEnd whether to send FIN after the last response and read until the server closes, to detect an extra
 * response
 * @param line its line in the pair file
 */
record PairRequest(String name, Version since, List<Step> steps, boolean toTheEnd, int line) {

    /**
     * Bytes to send and the number of responses to wait for.
     *
     * @param raw whether to read until the server closes, since the response has no head (HTTP/0.9)
     * @param toTheClose whether to wait until the server closes: for a backend that sends more than the client gets
     * @param until the text in the response until which the request is repeated; null to send it once
     * @param received the number of requests of backends to wait for, counted from the first step
     */
    record Step(String text, int responses, boolean raw, boolean toTheClose, String until, int received) {
        String method() {
            return text.split(" ", 2)[0];
        }

        /** Whether the server closes the connection after the response. */
        boolean closes() {
            return text.contains("\r\nConnection: close\r\n");
        }
    }

    /** The first line of an HTTP/2 request; the fields follow, including pseudo-headers. */
    static final String HTTP2 = "HTTP/2";

    /** Whether the connection uses HTTP/2, with a stream for each step. */
    boolean isHttp2() {
        return steps.get(0).text().startsWith(HTTP2 + "\r\n");
    }

    /** The number of requests of backends to wait for. */
    int received() {
        return steps.get(steps.size() - 1).received();
    }

    boolean isKnownTo(Version version) {
        return since == null || version.isAtLeast(since);
    }
}
