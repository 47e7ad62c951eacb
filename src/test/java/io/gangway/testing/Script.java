package io.gangway.testing;

import java.time.Duration;

/**
 * What a {@link ScriptedUpstream} does with a request. After it returns the connection waits for the next request,
 * unless the script closed it.
 */
@FunctionalInterface
public interface Script {

    /** Answers, or does not. An exception closes the connection. */
    void run(RecordedRequest request, UpstreamConnection connection) throws Exception;

    /** 200 with the received head as {@code text/plain} body: shows what the proxy sent. */
    static Script echoRequest() {
        return (request, connection) ->
                connection.send(ok(request.head() + request.body(), "Content-Type: text/plain\r\n"));
    }

    /** 200 with Content-Length and this body. */
    static Script body(String body) {
        return (request, connection) -> connection.send(ok(body, ""));
    }

    /** These bytes, whatever was asked; the connection stays open. */
    static Script raw(String answer) {
        return (request, connection) -> connection.send(answer);
    }

    /** These bytes, then FIN. */
    static Script rawThenClose(String answer) {
        return (request, connection) -> {
            connection.send(answer);
            connection.close();
        };
    }

    /** 200, chunked, one chunk and one system call each. */
    static Script chunked(String... chunks) {
        return (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (String chunk : chunks) {
                connection.send(Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");
            }
            connection.send("0\r\n\r\n");
        };
    }

    /** No answer at all; the connection stays until the peer leaves (a minute at most). */
    static Script silence() {
        return (request, connection) -> {
            connection.ending(Duration.ofMinutes(1));
            connection.close();
        };
    }

    /** FIN instead of an answer. */
    static Script close() {
        return (request, connection) -> connection.close();
    }

    /** RST instead of an answer. */
    static Script reset() {
        return (request, connection) -> connection.reset();
    }

    private static String ok(String body, String fields) {
        return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
