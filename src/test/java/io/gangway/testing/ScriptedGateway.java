package io.gangway.testing;

import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A uwsgi or SCGI server. A connection is closed when the script returns. */
public final class ScriptedGateway extends ScriptedServer<ScriptedGateway.Request> {
    /**
     * A request as received.
     *
     * @param kind the modifiers of a uwsgi packet: {@code 0 0}; empty for SCGI
     */
    public record Request(String kind, Map<String, String> params, String body) {}

    /** Responds to a request. */
    @FunctionalInterface
    public interface Responder {
        void run(Request request, Response response) throws IOException;
    }

    /** Writes a response. */
    public static final class Response {
        private final Wire wire;

        private Response(Wire wire) {
            this.wire = wire;
        }

        /** Any bytes. */
        public Response send(String bytes) throws IOException {
            wire.write(bytes);
            return this;
        }

        /** Sends each write in pieces of that size from now on. */
        public Response inSegmentsOf(int bytes) {
            wire.segmentSize(bytes);
            return this;
        }

        /** Reads bytes that the client sends after the request. */
        public String read(int count) throws IOException {
            return new String(wire.readBytes(count), StandardCharsets.ISO_8859_1);
        }

        /** Waits until the proxy closes the connection. */
        public void awaitClose() throws IOException {
            while (wire.read() >= 0) {
                // what comes is not looked at
            }
        }
    }

    private final boolean scgi;
    private volatile Responder responder;

    private ScriptedGateway(boolean scgi, ServerSocket listener, Responder responder) {
        super(listener);
        this.scgi = scgi;
        this.responder = responder;
        start();
    }

    /** A uwsgi server on a free port. */
    public static ScriptedGateway uwsgi(Responder responder) throws IOException {
        return new ScriptedGateway(false, plain(), responder);
    }

    /** An SCGI server on a free port. */
    public static ScriptedGateway scgi(Responder responder) throws IOException {
        return new ScriptedGateway(true, plain(), responder);
    }

    /** A uwsgi server behind a listener, such as one with TLS. */
    public static ScriptedGateway uwsgi(ServerSocket listener, Responder responder) {
        return new ScriptedGateway(false, listener, responder);
    }

    /** Sets the responder for requests received from now on. */
    public ScriptedGateway respond(Responder next) {
        responder = next;
        return this;
    }

    @Override
    void serve(Wire wire, int number) throws IOException {
        Request request = scgi ? readScgi(wire) : readUwsgi(wire);
        received(request);
        responder.run(request, new Response(wire));
    }

    private static Request readUwsgi(Wire wire) throws IOException {
        byte[] head = wire.readBytes(4);
        String packet = text(wire, length(head[1], head[2]));
        Map<String, String> params = new LinkedHashMap<>();
        int at = 0;
        while (at + 2 <= packet.length()) {
            int name = length((byte) packet.charAt(at), (byte) packet.charAt(at + 1));
            String key = packet.substring(at + 2, at += 2 + name);
            int value = length((byte) packet.charAt(at), (byte) packet.charAt(at + 1));
            params.put(key, packet.substring(at + 2, at += 2 + value));
        }
        return new Request((head[0] & 0xff) + " " + (head[3] & 0xff), params, body(wire, params));
    }

    private static int length(byte low, byte high) {
        return low & 0xff | (high & 0xff) << 8;
    }

    private static Request readScgi(Wire wire) throws IOException {
        StringBuilder length = new StringBuilder();
        for (int c = wire.read(); c != ':'; c = wire.read()) {
            if (c < '0' || c > '9') {
                throw new EOFException("no netstring: " + length + c);
            }
            length.append((char) c);
        }
        String packet = text(wire, Integer.parseInt(length.toString()));
        if (wire.read() != ',') {
            throw new IOException("no end of the netstring");
        }
        String[] words = packet.split("\0", -1);
        Map<String, String> params = new LinkedHashMap<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            params.put(words[i], words[i + 1]);
        }
        return new Request("", params, body(wire, params));
    }

    private static String body(Wire wire, Map<String, String> params) throws IOException {
        String length = params.getOrDefault("CONTENT_LENGTH", "");
        return length.isEmpty() || params.containsKey("NO_BODY") ? "" : text(wire, Integer.parseInt(length));
    }

    private static String text(Wire wire, int count) throws IOException {
        return new String(wire.readBytes(count), StandardCharsets.ISO_8859_1);
    }
}
