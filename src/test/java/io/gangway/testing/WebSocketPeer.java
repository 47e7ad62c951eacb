package io.gangway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * One end of a WebSocket connection, frame by frame. Nothing is automatic: no pong, no closing handshake, no close
 * frame. Not thread-safe, but one thread may send while another reads.
 */
public final class WebSocketPeer extends Endpoint {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final boolean client;
    private final RawResponse handshake;

    private WebSocketPeer(Wire wire, boolean client, RawResponse handshake) {
        super(wire);
        this.client = client;
        this.handshake = handshake;
    }

    /** The text of an upgrade request with the usual fields and the given ones, each {@code Name: value}. */
    public static String upgradeRequest(String target, String... fields) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + KEY
                + "\r\nSec-WebSocket-Version: 13\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** Connects as a client. Throws an {@link AssertionError} with the response if it is not a valid 101. */
    public static WebSocketPeer connect(int port, String target, String... fields) throws IOException {
        return connect(RawHttp.connect(port), target, fields);
    }

    /** The same over an open connection, for example with TLS. */
    public static WebSocketPeer connect(RawConnection connection, String target, String... fields) throws IOException {
        return connect(connection, target, List.of(), fields);
    }

    /** The same with frames sent in one piece with the request, before the 101. */
    public static WebSocketPeer connect(RawConnection connection, String target, List<Frame> early, String... fields)
            throws IOException {
        byte[] request = withFrames(upgradeRequest(target, fields), early, true);
        RawResponse response = connection.send(request).read();
        if (response == null || response.status() != 101) {
            connection.close();
            throw new AssertionError("expected 101, got: " + response);
        }
        if (!Objects.equals(response.field("Sec-WebSocket-Accept"), accept(KEY))) {
            connection.close();
            throw new AssertionError("wrong Sec-WebSocket-Accept: " + response);
        }
        return new WebSocketPeer(connection.wire(), true, response);
    }

    /** Accepts as a server, inside a {@link Script}: sends 101 with the given fields. */
    public static WebSocketPeer accept(RecordedRequest request, UpstreamConnection connection, String... fields)
            throws IOException {
        return accept(request, connection, List.of(), fields);
    }

    /** The same with frames sent in one piece with the 101. */
    public static WebSocketPeer accept(
            RecordedRequest request, UpstreamConnection connection, List<Frame> early, String... fields)
            throws IOException {
        String head = connection.outgoing(switching(request, fields));
        connection.send(withFrames(head, early, false));
        return new WebSocketPeer(connection.wire(), false, null);
    }

    /** The text of the 101 for a request, with these fields. */
    public static String switching(RecordedRequest request, String... fields) {
        StringBuilder response = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                + "Connection: upgrade\r\nSec-WebSocket-Accept: " + accept(request.field("Sec-WebSocket-Key"))
                + "\r\n");
        for (String field : fields) {
            response.append(field).append("\r\n");
        }
        return response.append("\r\n").toString();
    }

    private static byte[] withFrames(String head, List<Frame> frames, boolean masked) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        for (Frame frame : frames) {
            bytes.writeBytes(frame.masked(masked).encode());
        }
        return bytes.toByteArray();
    }

    /** The behaviour of a backend on an accepted connection. */
    @FunctionalInterface
    public interface Handler {
        /** Sends and reads frames. When it returns, the connection is closed with FIN. */
        void handle(WebSocketPeer peer) throws Exception;
    }

    /** A script that accepts the upgrade with these fields, runs the handler and closes the connection. */
    public static Script upgrade(Handler handler, String... fields) {
        return (request, connection) -> {
            try (WebSocketPeer peer = accept(request, connection, fields)) {
                handler.handle(peer);
            }
        };
    }

    /**
     * A script that accepts the upgrade with these fields and echoes each frame; after a close frame it closes the
     * connection.
     */
    public static Script echo(String... fields) {
        return upgrade(WebSocketPeer::echoFrames, fields);
    }

    /** The same, after sending these frames in one piece with the 101. */
    public static Script echoAfter(Frame... early) {
        return (request, connection) -> {
            try (WebSocketPeer peer = accept(request, connection, List.of(early))) {
                peer.echoFrames();
            }
        };
    }

    private void echoFrames() throws IOException {
        for (Frame frame = read(); frame != null; frame = read()) {
            send(frame);
            if (frame.opcode() == Frame.CLOSE) {
                return;
            }
        }
    }

    /** The 101 that the client received; null for a server. */
    public RawResponse handshake() {
        return handshake;
    }

    /** Sets the maximum wait of each read. */
    public WebSocketPeer timeout(Duration timeout) throws IOException {
        wire().timeout(timeout);
        return this;
    }

    /**
     * Splits everything sent from now on into pieces of this many bytes, each in its own system call; 0 sends it as
     * given.
     */
    public WebSocketPeer segmentSize(int bytes) {
        wire().segmentSize(bytes);
        return this;
    }

    /** Sends frames, masked if this end is the client. */
    public WebSocketPeer send(Frame... frames) throws IOException {
        for (Frame frame : frames) {
            wire().write(frame.masked(client).encode());
        }
        return this;
    }

    /** Sends a text message in one frame. */
    public WebSocketPeer send(String text) throws IOException {
        return send(Frame.text(text));
    }

    /** Sends bytes as they are: malformed frames, partial frames, many frames in one write. */
    public WebSocketPeer sendRaw(byte[] bytes) throws IOException {
        wire().write(bytes);
        return this;
    }

    /** Sends only the header of a frame that claims this many bytes. */
    public WebSocketPeer sendHeader(int opcode, long length) throws IOException {
        wire().write(Frame.header(opcode, client, length));
        return this;
    }

    /** The bytes of a frame; a client's frames are masked. */
    public static byte[] encode(Frame frame, boolean masked) {
        return frame.masked(masked).encode();
    }

    /** The bytes of a frame as this end would send it. */
    public byte[] encode(Frame frame) {
        return frame.masked(client).encode();
    }

    /** Reads the next frame; null if the peer closed the connection. */
    public Frame read() throws IOException {
        return Frame.read(wire());
    }

    /** Reads the next message and joins its fragments; a control frame in between is an error. */
    public Frame readMessage() throws IOException {
        Frame frame = read();
        if (frame == null || frame.fin()) {
            return frame;
        }
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        Frame first = frame;
        payload.write(frame.payload());
        while (!frame.fin()) {
            frame = read();
            if (frame == null || frame.opcode() != Frame.CONTINUATION) {
                throw new AssertionError("expected a continuation, got " + frame);
            }
            payload.write(frame.payload());
        }
        return new Frame(true, first.rsv(), first.opcode(), first.masked(), payload.toByteArray());
    }

    /** Reads all remaining bytes until the peer closes. */
    public byte[] readRemaining() throws IOException {
        return wire().readUntilEnd().getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getEncoder().encodeToString(sha1.digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JVM has no SHA-1", e);
        }
    }
}
