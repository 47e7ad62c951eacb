package io.gangway.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A FastCGI server on a loopback port. */
public final class ScriptedFastcgi extends ScriptedServer<ScriptedFastcgi.Request> {
    private static final int BEGIN = 1;
    private static final int END = 3;
    private static final int PARAMS = 4;
    private static final int STDIN = 5;
    private static final int STDOUT = 6;
    private static final int STDERR = 7;

    /**
     * A request as received.
     *
     * @param connection number of its connection, from 1
     * @param keep whether the connection is to be kept
     * @param body all of stdin
     * @param records types and lengths of the records: {@code 1:8 4:20 4:0 5:0}
     */
    public record Request(int connection, boolean keep, Map<String, String> params, String body, String records) {}

    /** Responds to a request. When it returns, the next request on the connection is read. */
    @FunctionalInterface
    public interface Responder {
        void run(Request request, Response response) throws IOException;
    }

    /** Writes records. */
    public static final class Response {
        private final Wire wire;

        private Response(Wire wire) {
            this.wire = wire;
        }

        /** A record of the type 6 for each text. */
        public Response out(String... texts) throws IOException {
            for (String text : texts) {
                record(STDOUT, text, 0);
            }
            return this;
        }

        /** A record of the type 7. */
        public Response error(String text) throws IOException {
            return record(STDERR, text, 0);
        }

        /** An empty record of the type 6 and the end of the request. */
        public Response end() throws IOException {
            return record(STDOUT, "", 0).record(END, "\0\0\0\0\0\0\0\0", 0);
        }

        /** Any record of the request 1. */
        public Response record(int type, String text, int padding) throws IOException {
            return raw(header(type, text.length(), padding) + text + "x".repeat(padding));
        }

        /** Any bytes. */
        public Response raw(String bytes) throws IOException {
            wire.write(bytes);
            return this;
        }

        /** Sends each write in pieces of that size from now on. */
        public Response inSegmentsOf(int bytes) {
            wire.segmentSize(bytes);
            return this;
        }

        /** Closes the connection. */
        public void close() throws IOException {
            wire.close();
        }
    }

    private volatile Responder responder;

    private ScriptedFastcgi(Responder responder) throws IOException {
        super(plain());
        this.responder = responder;
        start();
    }

    /** Listens on a free port. */
    public static ScriptedFastcgi start(Responder responder) throws IOException {
        return new ScriptedFastcgi(responder);
    }

    /** Responds with 200 and this body; closes the connection unless it is to be kept. */
    public static Responder ok(String body) {
        return (request, response) -> {
            response.out("Content-Type: text/plain\r\n\r\n" + body).end();
            if (!request.keep()) {
                response.close();
            }
        };
    }

    /** Sets the responder for requests received from now on. */
    public ScriptedFastcgi respond(Responder next) {
        responder = next;
        return this;
    }

    @Override
    void serve(Wire wire, int number) throws IOException {
        while (!wire.socket().isClosed()) {
            Request request = read(wire, number);
            if (request == null) {
                return;
            }
            received(request);
            responder.run(request, new Response(wire));
        }
    }

    private static Request read(Wire wire, int number) throws IOException {
        StringBuilder records = new StringBuilder();
        StringBuilder params = new StringBuilder();
        StringBuilder body = new StringBuilder();
        boolean keep = false;
        while (true) {
            int version = wire.read();
            if (version < 0 && records.isEmpty()) {
                return null;
            }
            byte[] head = wire.readBytes(7);
            if (version != 1 || head[1] != 0 || head[2] != 1) {
                throw new IOException("bad record after " + records);
            }
            int length = (head[3] & 0xff) << 8 | head[4] & 0xff;
            String content = new String(wire.readBytes(length), StandardCharsets.ISO_8859_1);
            wire.readBytes(head[5] & 0xff);
            records.append(records.isEmpty() ? "" : " ")
                    .append(head[0])
                    .append(':')
                    .append(length);
            switch (head[0]) {
                case BEGIN -> keep = (content.charAt(2) & 1) != 0;
                case PARAMS -> params.append(content);
                case STDIN -> body.append(content);
                default -> throw new IOException("unexpected record type " + head[0]);
            }
            if (head[0] == STDIN && length == 0) {
                return new Request(number, keep, decode(params.toString()), body.toString(), records.toString());
            }
        }
    }

    private static Map<String, String> decode(String params) {
        Map<String, String> all = new LinkedHashMap<>();
        int[] at = {0};
        while (at[0] < params.length()) {
            int name = length(params, at);
            int value = length(params, at);
            String key = params.substring(at[0], at[0] += name);
            all.put(key, params.substring(at[0], at[0] += value));
        }
        return all;
    }

    private static int length(String params, int[] at) {
        int first = params.charAt(at[0]++);
        if (first < 128) {
            return first;
        }
        int length = first & 0x7f;
        for (int i = 0; i < 3; i++) {
            length = length << 8 | params.charAt(at[0]++);
        }
        return length;
    }

    private static String header(int type, int length, int padding) {
        return new String(
                new char[] {1, (char) type, 0, 1, (char) (length >> 8), (char) (length & 0xff), (char) padding, 0});
    }
}
