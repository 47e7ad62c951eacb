package io.gangway.testing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a {@link ScriptedUpstream} does with a request. After it returns the connection waits for the next request,
 * unless the script closed it.
 *
 * <p>Scripts are put together:
 *
 * <pre>{@code
 * Script.refusal(401, "who are you", "WWW-Authenticate: Basic").lowerCaseNames().after(word)
 * Script.upgrade("foo").then(Script.stall(word)).then(Script.echoBytes())
 * Script.upgrade("foo").then(Script.reset())
 * WebSocketPeer.talk(peer -> peer.send(Frame.close(4401, "go"))).inSegments(1)
 * }</pre>
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
    static Script raw(String response) {
        return (request, connection) -> connection.send(response);
    }

    /** These bytes, then FIN. */
    static Script rawThenClose(String response) {
        return (request, connection) -> {
            connection.send(response);
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

    /** This status with a body and fields, each {@code Name: value}; the connection stays open. */
    static Script refusal(int status, String body, String... fields) {
        return (request, connection) -> connection.send("HTTP/1.1 " + status + " Refused\r\n" + lines(fields)
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** 101 to that protocol, with these fields too; what follows is for {@link #then}. */
    static Script upgrade(String protocol, String... fields) {
        return (request, connection) -> connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: " + protocol
                + "\r\nConnection: upgrade\r\n" + lines(fields) + "\r\n");
    }

    /** One script for requests that want an upgrade, another for the rest. */
    static Script onUpgrade(Script upgrade, Script otherwise) {
        return (request, connection) ->
                (request.field("Upgrade") == null ? otherwise : upgrade).run(request, connection);
    }

    /** One script for each request, whatever its connection; the last one for all that follow. */
    static Script inTurn(Script... scripts) {
        AtomicInteger next = new AtomicInteger();
        return (request, connection) ->
                scripts[Math.min(next.getAndIncrement(), scripts.length - 1)].run(request, connection);
    }

    /** Sends back each byte that comes until the peer has said all: for what is behind an {@link #upgrade}. */
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

    /** Reads nothing and says nothing until the word is given: a late answer, or a reader that has stopped. */
    static Script stall(CompletableFuture<?> word) {
        return (request, connection) -> word.get(1, TimeUnit.MINUTES);
    }

    /** FIN; whatever comes is read until the peer leaves too. */
    static Script halfClose() {
        return (request, connection) -> {
            connection.halfClose();
            connection.ending(Duration.ofMinutes(1));
            connection.close();
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

    /** This, and then that, for the same request. */
    default Script then(Script next) {
        return (request, connection) -> {
            run(request, connection);
            next.run(request, connection);
        };
    }

    /** This, once the word is given: a late answer. */
    default Script after(CompletableFuture<?> word) {
        return stall(word).then(this);
    }

    /** This, all that it sends in pieces of so many bytes, each with a system call of its own. */
    default Script inSegments(int bytes) {
        return (request, connection) -> {
            connection.segments(bytes);
            try {
                run(request, connection);
            } finally {
                connection.segments(0);
            }
        };
    }

    /** This, the field names of its heads in lower case. */
    default Script lowerCaseNames() {
        return (request, connection) -> {
            connection.lowerCaseNames(true);
            try {
                run(request, connection);
            } finally {
                connection.lowerCaseNames(false);
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
