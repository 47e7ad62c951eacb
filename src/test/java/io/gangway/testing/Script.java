package io.gangway.testing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The behaviour of a {@link ScriptedUpstream} for a request. When it returns, the connection waits for the next
 * request, unless the script closed it.
 *
 * <p>Scripts can be combined:
 *
 * <pre>{@code
 * Script.response(401, "who are you", "WWW-Authenticate: Basic").lowerCaseFieldNames().after(signal)
 * Script.upgrade("foo").then(Script.stall(signal)).then(Script.echoBytes())
 * Script.upgrade("foo").then(Script.reset())
 * WebSocketPeer.upgrade(peer -> peer.send(Frame.close(4401, "go"))).inSegmentsOf(1)
 * }</pre>
 */
@FunctionalInterface
public interface Script {

    /** Responds, or does not. An exception closes the connection. */
    void run(RecordedRequest request, UpstreamConnection connection) throws Exception;

    /** Responds 200 with the received request as a {@code text/plain} body: shows what the proxy sent. */
    static Script echoRequest() {
        return (request, connection) ->
                connection.send(ok(request.head() + request.body(), "Content-Type: text/plain\r\n"));
    }

    /** Responds 200 with Content-Length and this body. */
    static Script body(String body) {
        return (request, connection) -> connection.send(ok(body, ""));
    }

    /** Sends these bytes; the connection stays open. */
    static Script raw(String response) {
        return (request, connection) -> connection.send(response);
    }

    /** Sends these bytes, then FIN. */
    static Script rawThenClose(String response) {
        return (request, connection) -> {
            connection.send(response);
            connection.close();
        };
    }

    /** Responds 200, chunked: one chunk and one system call each. */
    static Script chunked(String... chunks) {
        return (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (String chunk : chunks) {
                connection.send(Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");
            }
            connection.send("0\r\n\r\n");
        };
    }

    /** Responds with this status, body and fields, each {@code Name: value}; the connection stays open. */
    static Script response(int status, String body, String... fields) {
        return (request, connection) -> connection.send("HTTP/1.1 " + status + " Refused\r\n" + lines(fields)
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /**
     * Responds 101 for this protocol, with these fields, and with {@code Sec-WebSocket-Accept} for a request with a key;
     * {@link #then} says what follows.
     */
    static Script upgrade(String protocol, String... fields) {
        return (request, connection) -> {
            String key = request.field("Sec-WebSocket-Key");
            String accept = key == null ? "" : "Sec-WebSocket-Accept: " + WebSocketPeer.accept(key) + "\r\n";
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: " + protocol + "\r\nConnection: upgrade\r\n"
                    + accept + lines(fields) + "\r\n");
        };
    }

    /** Runs one script for requests with {@code Upgrade}, another for the others. */
    static Script onUpgrade(Script upgrade, Script otherwise) {
        return (request, connection) ->
                (request.field("Upgrade") == null ? otherwise : upgrade).run(request, connection);
    }

    /** Runs one script for each request, on any connection, in this order; the last one also for all later requests. */
    static Script sequence(Script... scripts) {
        AtomicInteger next = new AtomicInteger();
        return (request, connection) ->
                scripts[Math.min(next.getAndIncrement(), scripts.length - 1)].run(request, connection);
    }

    /** Sends each received byte back until the end of input: for use after an {@link #upgrade}. */
    static Script echoBytes() {
        return (request, connection) -> {
            connection.socket().setSoTimeout(60_000);
            byte[] bytes = connection.wire().readSome();
            while (bytes.length > 0) {
                connection.send(bytes);
                bytes = connection.wire().readSome();
            }
        };
    }

    /** Neither reads nor sends until the signal completes, a minute at most: a late response, or a stalled reader. */
    static Script stall(CompletableFuture<?> signal) {
        return (request, connection) -> signal.get(1, TimeUnit.MINUTES);
    }

    /** Sends FIN and reads until the peer closes too. */
    static Script halfClose() {
        return (request, connection) -> {
            connection.halfClose();
            connection.awaitClose(Duration.ofMinutes(1));
            connection.close();
        };
    }

    /** Never responds; the connection stays open until the peer closes it, a minute at most. */
    static Script noResponse() {
        return (request, connection) -> {
            connection.awaitClose(Duration.ofMinutes(1));
            connection.close();
        };
    }

    /** Sends FIN instead of a response. */
    static Script close() {
        return (request, connection) -> connection.close();
    }

    /** Sends RST instead of a response. */
    static Script reset() {
        return (request, connection) -> connection.reset();
    }

    /** Runs this script, then the next one, for the same request. */
    default Script then(Script next) {
        return (request, connection) -> {
            run(request, connection);
            next.run(request, connection);
        };
    }

    /** Runs this script once the signal completes: a late response. */
    default Script after(CompletableFuture<?> signal) {
        return stall(signal).then(this);
    }

    /** Runs this script with all output in pieces of this many bytes, each in its own system call. */
    default Script inSegmentsOf(int bytes) {
        return (request, connection) -> {
            connection.segmentSize(bytes);
            try {
                run(request, connection);
            } finally {
                connection.segmentSize(0);
            }
        };
    }

    /** Runs this script with the field names of its heads in lower case. */
    default Script lowerCaseFieldNames() {
        return (request, connection) -> {
            connection.lowerCaseFieldNames(true);
            try {
                run(request, connection);
            } finally {
                connection.lowerCaseFieldNames(false);
            }
        };
    }

    private static String lines(String... fields) {
        return fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
    }

    private static String ok(String body, String fields) {
        return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
