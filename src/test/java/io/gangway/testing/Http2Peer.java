package io.gangway.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;

/**
 * An HTTP/2 client that sends the frames it is given, valid or not. Fields are written {@code name: value}; received
 * header blocks are decoded by Jetty, which rejects what HTTP/2 forbids. A read waits for ten seconds by default.
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

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int HEAD = 9;

    /**
     * One frame.
     *
     * @param fields the fields of HEADERS, with {@code :status}; empty for other types
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

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final HpackDecoder blocks = new HpackDecoder(1 << 20, System::nanoTime);

    /** Frames that were skipped while looking for another one. */
    private final Deque<Frame> kept = new ArrayDeque<>();

    private int lastStream = -1;

    private Http2Peer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        timeout(Duration.ofSeconds(10));
    }

    /** Connects in clear text and sends the preface and an empty SETTINGS. */
    public static Http2Peer connect(int port) throws IOException {
        return connectWithoutPreface(port).sendPreface();
    }

    /** Connects in clear text and sends nothing yet. */
    public static Http2Peer connectWithoutPreface(int port) throws IOException {
        return new Http2Peer(new Socket(InetAddress.getLoopbackAddress(), port));
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
        return new Http2Peer(socket).sendPreface();
    }

    public Http2Peer sendPreface() throws IOException {
        return send(PREFACE.getBytes(StandardCharsets.ISO_8859_1)).frame(SETTINGS, 0, 0, new byte[0]);
    }

    public void timeout(Duration longest) throws SocketException {
        socket.setSoTimeout((int) longest.toMillis());
    }

    // ---- sending

    public Http2Peer send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
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

    /** A header block of literals: no tables, no Huffman codes. */
    public static byte[] headerBlock(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (String field : fields) {
            int colon = field.indexOf(": ", 1);
            block.write(0);
            string(block, field.substring(0, colon));
            string(block, field.substring(colon + 2));
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        int rest = text.length() - 0x7f;
        block.write(Math.min(text.length(), 0x7f));
        if (rest >= 0) {
            for (; rest >= 0x80; rest >>>= 7) {
                block.write(rest & 0x7f | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
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

    public Http2Peer data(int stream, String text, boolean end) throws IOException {
        return frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Http2Peer reset(int stream, int code) throws IOException {
        return frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
    }

    public Http2Peer setting(int id, int value) throws IOException {
        return frame(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6).putShort((short) id).putInt(value).array());
    }

    public Http2Peer windowUpdate(int stream, int more) throws IOException {
        return frame(
                WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(more).array());
    }

    public Http2Peer ping(long value) throws IOException {
        return frame(PING, 0, 0, ByteBuffer.allocate(8).putLong(value).array());
    }

    // ---- reading

    /** The next frame of any type; null if the server has closed the connection. */
    public Frame next() throws IOException {
        return kept.isEmpty() ? read() : kept.poll();
    }

    /** The next frame of that type; others can still be read later. Null if the server closes instead. */
    public Frame next(int type) throws IOException {
        Deque<Frame> passed = new ArrayDeque<>();
        Frame found = next();
        while (found != null && found.type() != type) {
            passed.add(found);
            found = next();
        }
        passed.addAll(kept);
        kept.clear();
        kept.addAll(passed);
        return found;
    }

    private Frame read() throws IOException {
        byte[] head = new byte[HEAD];
        try {
            in.readFully(head);
            ByteBuffer parts = ByteBuffer.wrap(head);
            int word = parts.getInt();
            int flags = parts.get();
            int stream = parts.getInt();
            byte[] payload = in.readNBytes(word >>> 8);
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

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
