package io.gangway.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;

/**
 * One end of an HTTP/2 connection that sends the frames it is given, valid or not: a client, or a server that
 * {@link ScriptedHttp2Upstream} has accepted. Fields are written {@code name: value}. Header blocks that a client
 * receives are decoded by Jetty, which rejects what HTTP/2 forbids; a server gets them as they are. A read waits for ten
 * seconds by default. Any thread may send; one thread reads.
 */
public final class Http2Peer implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int MAX_CONCURRENT_STREAMS = 3;
    public static final int INITIAL_WINDOW_SIZE = 4;
    public static final int ENABLE_CONNECT_PROTOCOL = 8;

    public static final int NO_ERROR = 0;
    public static final int PROTOCOL_ERROR = 1;
    public static final int INTERNAL_ERROR = 2;
    public static final int STREAM_CLOSED = 5;
    public static final int REFUSED_STREAM = 7;
    public static final int CANCEL = 8;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;

    /** Null unless frames are collected. */
    private ByteArrayOutputStream collected;

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int HEAD = 9;

    /**
     * One frame.
     *
     * @param fields the fields of HEADERS, with the pseudo-fields; empty for other types
     */
    public record Frame(int type, int flags, int stream, byte[] payload, List<String> fields) {
        /** The payload, one char per byte. */
        public String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }

        /** A number in the payload: the code of RST_STREAM at 0, of GOAWAY at 4. */
        public int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }

        /** The value of a field; null if there is none. */
        public String field(String name) {
            return fields.stream()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse(null);
        }

        /** The settings of a SETTINGS frame, by their number. */
        public Map<Integer, Integer> settings() {
            Map<Integer, Integer> settings = new TreeMap<>();
            ByteBuffer bytes = ByteBuffer.wrap(payload);
            while (bytes.remaining() >= 6) {
                settings.put((int) bytes.getShort(), bytes.getInt());
            }
            return settings;
        }

        public boolean isAck() {
            return (type == SETTINGS || type == PING) && (flags & ACK) != 0;
        }

        public boolean endsStream() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }
    }

    /**
     * The response on one stream.
     *
     * @param head the header fields, with {@code :status}; empty without a response
     * @param interim the fields of interim responses
     * @param trailers the trailer fields
     * @param reset the code of an RST_STREAM, or -1
     */
    public record Response(
            List<String> head, List<List<String>> interim, String body, List<String> trailers, int reset) {
        public int status() {
            return Integer.parseInt(field(":status"));
        }

        /** The first value of that name; null if there is none. */
        public String field(String name) {
            return head.stream()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse(null);
        }
    }

    private final Wire wire;

    /** Whether this end is the server. */
    private final boolean server;

    private final HpackDecoder blocks = new HpackDecoder(1 << 20, System::nanoTime);
    private final HeaderBlock rawBlocks = new HeaderBlock();

    /** Frames that were skipped while looking for another one. */
    private final Deque<Frame> kept = new ArrayDeque<>();

    private final CountDownLatch closed = new CountDownLatch(1);
    private int lastStream = -1;

    private Http2Peer(Wire wire, boolean server) throws IOException {
        this.wire = wire;
        this.server = server;
        timeout(Duration.ofSeconds(10));
    }

    /** The server's end of an accepted connection; reads the preface of the client. */
    static Http2Peer accepted(Wire wire) throws IOException {
        String preface = wire.readExactly(PREFACE.length());
        if (!preface.equals(PREFACE)) {
            throw new IOException("not a preface: " + preface);
        }
        return new Http2Peer(wire, true);
    }

    /** Connects in clear text and sends the preface and an empty SETTINGS. */
    public static Http2Peer connect(int port) throws IOException {
        return connectWithoutPreface(port).sendPreface();
    }

    /** Connects in clear text and sends nothing yet. */
    public static Http2Peer connectWithoutPreface(int port) throws IOException {
        return new Http2Peer(new Wire(new Socket(InetAddress.getLoopbackAddress(), port)), false);
    }

    /** Collects what is sent until {@link #flush()}, so that it arrives together. */
    public Http2Peer collect() {
        collected = new ByteArrayOutputStream();
        return this;
    }

    /** Sends what was collected. */
    public Http2Peer flush() throws IOException {
        byte[] bytes = collected.toByteArray();
        collected = null;
        return send(bytes);
    }

    /** Connects over TLS; fails if the server does not choose {@code h2}. Any certificate is accepted. */
    public static Http2Peer connectTls(int port, String name) throws IOException {
        return connectTls(TrustAll.context(), port, name);
    }

    public static Http2Peer connectTls(SSLContext tls, int port, String name) throws IOException {
        Socket transport = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(transport, name, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!"h2".equals(socket.getApplicationProtocol())) {
            socket.close();
            throw new IOException("protocol: " + socket.getApplicationProtocol() + " (expected: h2)");
        }
        return new Http2Peer(new Wire(socket, transport), false).sendPreface();
    }

    public Http2Peer sendPreface() throws IOException {
        return send(PREFACE.getBytes(StandardCharsets.ISO_8859_1)).frame(SETTINGS, 0, 0, new byte[0]);
    }

    public void timeout(Duration longest) throws SocketException {
        wire.timeout(longest);
    }

    // ---- sending

    public synchronized Http2Peer send(byte[] bytes) throws IOException {
        if (collected != null) {
            collected.writeBytes(bytes);
            return this;
        }
        wire.write(bytes);
        return this;
    }

    public Http2Peer frame(int type, int flags, int stream, byte[] payload) throws IOException {
        return send(frameBytes(type, flags, stream, payload));
    }

    /** The bytes of a frame on the wire. */
    public static byte[] frameBytes(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(HEAD + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** A header block of literals, with pseudo-fields by their index. */
    public static byte[] headerBlock(String... fields) {
        return HeaderBlock.encode(fields);
    }

    /** The number of the next stream. */
    public int nextStream() {
        lastStream += 2;
        return lastStream;
    }

    /** Opens a stream with exactly these fields. */
    public int open(boolean end, String... fields) throws IOException {
        int stream = nextStream();
        frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, headerBlock(fields));
        return stream;
    }

    /** Opens a stream with a GET of {@code localhost}. */
    public int get(String path, String... more) throws IOException {
        return open(true, request("GET", path, more));
    }

    /** Opens a stream with a POST whose body follows. */
    public int post(String path, String... more) throws IOException {
        return open(false, request("POST", path, more));
    }

    /** The fields of a request to {@code localhost}. */
    public static String[] request(String method, String path, String... more) {
        List<String> all = new ArrayList<>(
                List.of(":method: " + method, ":scheme: http", ":path: " + path, ":authority: localhost"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** Opens a stream for a WebSocket (RFC 8441) to {@code localhost}. */
    public int webSocket(String path, String... more) throws IOException {
        return open(false, webSocketRequest(path, more));
    }

    /** The fields of an extended CONNECT for a WebSocket to {@code localhost}. */
    public static String[] webSocketRequest(String path, String... more) {
        List<String> all = new ArrayList<>(List.of(request("CONNECT", path)));
        all.add(1, ":protocol: websocket");
        all.add("sec-websocket-version: 13");
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** Sends a header block on an open stream: a response, or trailers. */
    public Http2Peer headers(int stream, boolean end, String... fields) throws IOException {
        return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, headerBlock(fields));
    }

    public Http2Peer data(int stream, String text, boolean end) throws IOException {
        return data(stream, text.getBytes(StandardCharsets.ISO_8859_1), end);
    }

    public Http2Peer data(int stream, byte[] bytes, boolean end) throws IOException {
        return frame(DATA, end ? END_STREAM : 0, stream, bytes);
    }

    public Http2Peer reset(int stream, int code) throws IOException {
        return frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
    }

    public Http2Peer setting(int id, int value) throws IOException {
        return settings(id, value);
    }

    /** Sends one SETTINGS frame: a number, its value, the next number, … */
    public Http2Peer settings(int... numbersAndValues) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(numbersAndValues.length * 3);
        for (int i = 0; i < numbersAndValues.length; i += 2) {
            payload.putShort((short) numbersAndValues[i]).putInt(numbersAndValues[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    public Http2Peer acknowledgeSettings() throws IOException {
        return frame(SETTINGS, ACK, 0, new byte[0]);
    }

    public Http2Peer goAway(int lastStream, int code) throws IOException {
        return frame(
                GOAWAY,
                0,
                0,
                ByteBuffer.allocate(8).putInt(lastStream).putInt(code).array());
    }

    public Http2Peer windowUpdate(int stream, int more) throws IOException {
        return frame(
                WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(more).array());
    }

    public Http2Peer ping(long value) throws IOException {
        return frame(PING, 0, 0, ByteBuffer.allocate(8).putLong(value).array());
    }

    // ---- reading

    /** The next frame of any type; null if the peer has closed the connection. */
    public Frame next() throws IOException {
        return kept.isEmpty() ? read() : kept.poll();
    }

    /** The next frame of that type; others can still be read later. Null if the peer closes instead. */
    public Frame next(int type) throws IOException {
        return next(frame -> frame.type() == type);
    }

    /** The next frame of any type on that stream; others can still be read later. Null if the peer closes instead. */
    public Frame nextOf(int stream) throws IOException {
        return next(frame -> frame.stream() == stream);
    }

    /** The next frame of that type on that stream; others can still be read later. Null if the peer closes instead. */
    public Frame nextOf(int stream, int type) throws IOException {
        return next(frame -> frame.stream() == stream && frame.type() == type);
    }

    /** The next frame that passes the test; others can still be read later. Null if the peer closes instead. */
    public Frame next(Predicate<Frame> wanted) throws IOException {
        Deque<Frame> passed = new ArrayDeque<>();
        Frame found = next();
        while (found != null && !wanted.test(found)) {
            passed.add(found);
            found = next();
        }
        passed.addAll(kept);
        kept.clear();
        kept.addAll(passed);
        return found;
    }

    private Frame read() throws IOException {
        try {
            ByteBuffer parts = ByteBuffer.wrap(wire.readBytes(HEAD));
            int word = parts.getInt();
            int flags = parts.get();
            int stream = parts.getInt();
            byte[] payload = wire.readBytes(word >>> 8);
            int type = word & 0xff;
            return new Frame(type, flags, stream, payload, type == HEADERS ? fields(flags, payload) : List.of());
        } catch (EOFException e) {
            return null;
        } catch (SocketException e) {
            // A reset ends the connection as well.
            return null;
        }
    }

    private List<String> fields(int flags, byte[] first) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(first);
        for (int seen = flags; (seen & END_HEADERS) == 0; ) {
            Frame more = read();
            whole.writeBytes(more.payload());
            seen = more.flags();
        }
        if (server) {
            return rawBlocks.decode(whole.toByteArray());
        }
        try {
            MetaData data = blocks.decode(ByteBuffer.wrap(whole.toByteArray()));
            List<String> fields = new ArrayList<>();
            if (data instanceof MetaData.Response response) {
                fields.add(":status: " + response.getStatus());
            }
            data.getHttpFields().forEach(field -> fields.add(field.getLowerCaseName() + ": " + field.getValue()));
            return List.copyOf(fields);
        } catch (HpackException.SessionException | HpackException.StreamException e) {
            throw new IOException("invalid header block", e);
        }
    }

    /**
     * Reads a stream until it ends or is reset, or the server closes; frames of other streams can still be read later.
     */
    public Response response(int stream) throws IOException {
        List<String> head = List.of();
        List<String> trailers = List.of();
        List<List<String>> interim = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        Deque<Frame> others = new ArrayDeque<>();
        int reset = -1;
        for (Frame frame = next(); frame != null; frame = next()) {
            if (frame.stream() != stream || frame.type() == WINDOW_UPDATE) {
                others.add(frame);
                continue;
            }
            if (frame.type() == RST_STREAM) {
                reset = frame.number(0);
                break;
            } else if (frame.type() == DATA) {
                body.append(frame.text());
            } else if (!head.isEmpty()) {
                trailers = frame.fields();
            } else if (frame.fields().get(0).startsWith(":status: 1")) {
                interim.add(frame.fields());
            } else {
                head = frame.fields();
            }
            if (frame.endsStream()) {
                break;
            }
        }
        others.addAll(kept);
        kept.clear();
        kept.addAll(others);
        return new Response(head, interim, body.toString(), trailers, reset);
    }

    /** Waits until this end has closed the connection. */
    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /** Closes the connection with RST. */
    public void reset() throws IOException {
        try {
            wire.reset();
        } finally {
            closed.countDown();
        }
    }

    /** The socket below, for everything else. */
    public Socket socket() {
        return wire.socket();
    }

    @Override
    public void close() throws IOException {
        // who waits may close the socket below, so it is told last
        try {
            wire.close();
        } finally {
            closed.countDown();
        }
    }
}
