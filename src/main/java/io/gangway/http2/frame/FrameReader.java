package io.gangway.http2.frame;

import static io.gangway.http2.frame.ErrorCode.PROTOCOL_ERROR;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a client or an upstream sends: the preface of a client, then frames, as they arrive in pieces. It checks the
 * form of frames (RFC 9113, 6); what they mean is left to the listener. For one connection and one thread.
 */
public final class FrameReader {
    /** The bytes with which a client announces HTTP/2 (RFC 9113, 3.4). */
    public static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /** Receives each frame whose form is right. Any exception that it throws ends the connection. */
    public interface Listener {
        /** Whether the next header block is to wait. */
        default boolean isPaused() {
            return false;
        }

        /** A DATA frame begins; {@code size} is what flow control counts, padding included. */
        void data(int stream, int size) throws Http2ConnectionException;

        /** Payload of that frame; {@code last} when the stream ends with it. The listener copies the bytes. */
        void dataPiece(ByteBuffer bytes, boolean last) throws Http2ConnectionException;

        /** A HEADERS frame begins; {@code dependsOn} is 0 when it has no priority. */
        void headers(int stream, int dependsOn, boolean ended) throws Http2ConnectionException;

        /** Bytes of that header block, those of CONTINUATION frames included. The listener takes all of them. */
        void headersPiece(ByteBuffer bytes) throws Http2ConnectionException;

        /** The header block is complete. */
        void headersEnd() throws Http2ConnectionException;

        /** A PRIORITY frame. Its content is not used. */
        void priority() throws Http2ConnectionException;

        void reset(int stream, int code) throws Http2ConnectionException;

        void setting(int id, int value) throws Http2ConnectionException;

        /** All parameters of one SETTINGS frame were passed on. */
        void settingsEnd() throws Http2ConnectionException;

        void settingsAcknowledged();

        void ping(long value) throws Http2ConnectionException;

        /**
         * A GOAWAY frame: the sender ends the connection.
         *
         * @param lastStream streams with higher numbers were not processed
         * @param code one of {@link ErrorCode}, or another
         */
        default void goAway(int lastStream, int code) throws Http2ConnectionException {}

        /** The sender's window grows; stream 0 is the connection. */
        void windowUpdate(int stream, int increment) throws Http2ConnectionException;

        /** A frame of an unknown type, which is skipped. */
        void unknown(int type);
    }

    private enum State {
        PREFACE,
        HEAD,
        DATA,
        HEADERS,
        SETTINGS,
        SKIP
    }

    private final Listener listener;
    private final FrameSender sender;
    private State state;
    private int matched;
    private FrameHead head;

    /** Bytes of the payload that have not arrived yet, without padding. */
    private int left;

    private int padding;

    /** The stream whose header block continues with the next frame; 0 for none. */
    private int continued;

    private boolean endHeaders;

    /** Reads what a client sends. */
    public FrameReader(Listener listener) {
        this(listener, FrameSender.CLIENT);
    }

    private FrameReader(Listener listener, FrameSender sender) {
        this.listener = listener;
        this.sender = sender;
        state = sender == FrameSender.CLIENT ? State.PREFACE : State.HEAD;
    }

    /** Reads what an upstream sends: no preface, no PUSH_PROMISE, and no frame larger than {@link Frames#DEFAULT_SIZE}. */
    public static FrameReader ofUpstream(Listener listener) {
        return new FrameReader(listener, FrameSender.UPSTREAM);
    }

    /** Whether something incomplete has arrived. */
    public boolean isWithin() {
        return state != State.HEAD || continued != 0;
    }

    /**
     * Takes what is complete. A few bytes may remain in the buffer, to be given again with more after them; more may
     * remain when the listener pauses.
     */
    public void read(ByteBuffer in) throws Http2ConnectionException {
        boolean progress = true;
        while (progress) {
            progress = switch (state) {
                case PREFACE -> preface(in);
                case HEAD -> head(in);
                case DATA -> data(in);
                case HEADERS -> headers(in);
                case SETTINGS -> settings(in);
                case SKIP -> skip(in);
            };
        }
    }

    private boolean preface(ByteBuffer in) throws Http2ConnectionException {
        while (in.hasRemaining() && matched < PREFACE.length) {
            if (in.get() != PREFACE[matched++]) {
                throw new Http2ConnectionException(PROTOCOL_ERROR, "invalid connection preface");
            }
        }
        if (matched == PREFACE.length) {
            state = State.HEAD;
        }
        return state == State.HEAD;
    }

    /** Takes a frame's header together with the first bytes of its payload that describe the rest. */
    private boolean head(ByteBuffer in) throws Http2ConnectionException {
        if (in.remaining() < FrameHead.SIZE) {
            return false;
        }
        head = FrameHead.at(in);
        if (sender == FrameSender.UPSTREAM && head.length() > Frames.DEFAULT_SIZE) {
            throw FrameSender.largeFrame(head.length());
        }
        if (head.type() == FrameType.HEADERS && listener.isPaused()) {
            return false;
        }
        checkContinuation();
        int prelude = head.prelude(sender);
        if (in.remaining() < FrameHead.SIZE + prelude) {
            return false;
        }
        in.position(in.position() + FrameHead.SIZE);
        left = head.length();
        padding = 0;
        begin(in, prelude);
        return true;
    }

    private void checkContinuation() throws Http2ConnectionException {
        if (continued == 0) {
            return;
        }
        if (head.type() != FrameType.CONTINUATION) {
            throw sender.unexpected(head.type(), true);
        }
        if (head.stream() != continued) {
            throw sender.continuedOn(head.stream());
        }
    }

    private void begin(ByteBuffer in, int prelude) throws Http2ConnectionException {
        switch (head.type()) {
            case FrameType.DATA -> beginData(in);
            case FrameType.HEADERS -> beginHeaders(in, prelude);
            case FrameType.PRIORITY -> {
                if (sender == FrameSender.UPSTREAM) {
                    listener.priority();
                    state = State.SKIP;
                    return;
                }
                head.ofStream(sender);
                int dependsOn = in.getInt() & 0x7fffffff;
                in.get();
                if (dependsOn == head.stream()) {
                    throw protocol(
                            "client sent PRIORITY frame for stream " + head.stream() + " with incorrect dependency");
                }
                listener.priority();
            }
            case FrameType.RST_STREAM -> {
                head.ofStream(sender);
                listener.reset(head.stream(), in.getInt());
            }
            case FrameType.SETTINGS -> beginSettings();
            case FrameType.PUSH_PROMISE -> throw sender.pushPromise();
            case FrameType.PING -> {
                head.ofConnection(sender);
                long value = in.getLong();
                if (head.has(FrameType.ACK)) {
                    acknowledgedPing();
                } else {
                    listener.ping(value);
                }
            }
            case FrameType.GOAWAY -> {
                head.ofConnection(sender);
                listener.goAway(in.getInt() & 0x7fffffff, in.getInt());
                left -= 8;
                state = State.SKIP;
            }
            case FrameType.WINDOW_UPDATE -> {
                int increment = in.getInt() & 0x7fffffff;
                if (increment == 0) {
                    throw sender.increment();
                }
                listener.windowUpdate(head.stream(), increment);
            }
            case FrameType.CONTINUATION -> {
                if (continued == 0) {
                    throw sender.unexpected(head.type(), false);
                }
                endHeaders = head.has(FrameType.END_HEADERS);
                state = State.HEADERS;
            }
            default -> {
                listener.unknown(head.type());
                state = State.SKIP;
            }
        }
    }

    /** No PING is ever sent. As in nginx, a client may acknowledge one nevertheless, an upstream may not. */
    private void acknowledgedPing() throws Http2ConnectionException {
        if (sender == FrameSender.UPSTREAM) {
            throw protocol("upstream sent ping frame with ack flag");
        }
    }

    // ---- DATA

    private void beginData(ByteBuffer in) throws Http2ConnectionException {
        int size = left;
        if (head.has(FrameType.PADDED)) {
            padding = in.get() & 0xff;
            if (padding >= size) {
                throw sender.padding(head.type(), size, padding);
            }
            left -= 1 + padding;
        }
        head.ofStream(sender);
        listener.data(head.stream(), size);
        state = State.DATA;
    }

    private boolean data(ByteBuffer in) throws Http2ConnectionException {
        int there = Math.min(left, in.remaining());
        if (there < left && there == 0) {
            return false;
        }
        left -= there;
        ByteBuffer piece = in.slice(in.position(), there);
        in.position(in.position() + there);
        boolean complete = left == 0;
        listener.dataPiece(piece, complete && head.has(FrameType.END_STREAM));
        if (complete) {
            skipPadding();
        }
        return complete;
    }

    // ---- HEADERS and CONTINUATION

    private void beginHeaders(ByteBuffer in, int prelude) throws Http2ConnectionException {
        left -= prelude;
        if (head.has(FrameType.PADDED)) {
            padding = in.get() & 0xff;
            if (padding > left) {
                throw sender.padding(head.type(), left, padding);
            }
            left -= padding;
        }
        int dependsOn = 0;
        if (head.has(FrameType.PRIORITISED)) {
            dependsOn = in.getInt() & 0x7fffffff;
            in.get();
        }
        listener.headers(head.stream(), dependsOn, head.has(FrameType.END_STREAM));
        continued = head.stream();
        endHeaders = head.has(FrameType.END_HEADERS);
        state = State.HEADERS;
    }

    private boolean headers(ByteBuffer in) throws Http2ConnectionException {
        int there = Math.min(left, in.remaining());
        if (there > 0) {
            left -= there;
            ByteBuffer piece = in.slice(in.position(), there);
            in.position(in.position() + there);
            listener.headersPiece(piece);
        }
        if (left > 0) {
            return false;
        }
        if (endHeaders) {
            continued = 0;
            listener.headersEnd();
        }
        skipPadding();
        return true;
    }

    // ---- SETTINGS

    private void beginSettings() throws Http2ConnectionException {
        head.ofConnection(sender);
        if (head.flags() == FrameType.ACK) {
            if (left != 0) {
                throw sender.acknowledgement(left);
            }
            listener.settingsAcknowledged();
            return;
        }
        if (left % 6 != 0) {
            throw sender.length(head.type(), left);
        }
        state = State.SETTINGS;
    }

    private boolean settings(ByteBuffer in) throws Http2ConnectionException {
        while (left > 0) {
            if (in.remaining() < 6) {
                return false;
            }
            left -= 6;
            listener.setting(Short.toUnsignedInt(in.getShort()), in.getInt());
        }
        listener.settingsEnd();
        state = State.HEAD;
        return true;
    }

    // ---- payload that is skipped

    private void skipPadding() {
        left = padding;
        state = State.SKIP;
    }

    private boolean skip(ByteBuffer in) {
        int there = Math.min(left, in.remaining());
        in.position(in.position() + there);
        left -= there;
        if (left == 0) {
            state = State.HEAD;
        }
        return left == 0;
    }

    private static Http2ConnectionException protocol(String message) {
        return new Http2ConnectionException(PROTOCOL_ERROR, message);
    }
}
