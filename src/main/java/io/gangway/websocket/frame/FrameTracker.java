package io.gangway.websocket.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tracks the frames of one direction as its bytes pass (RFC 6455, section 5): frame boundaries, counts, and the close
 * frame. Copies only the payloads of close frames, and of pongs while a pong for us is expected. At a malformed frame
 * it stops: then {@link #isLost()}, and the bytes after it are not interpreted.
 *
 * <p>Confined to the loop of its tunnel.
 */
public final class FrameTracker {
    /** Maximum payload of a control frame. */
    static final int MAX_CONTROL = 125;

    static final int MAX_HEADER = 14;

    private static final int FINAL = 0x80;

    private final boolean masked;
    /** Whether the payloads of all control frames are kept until the next frame. */
    private final boolean keepsControls;

    private FrameTracker opposite;

    /** The bytes of a partial header; null before the first one. */
    private ByteBuffer header;

    private int headerBytes;
    /** Remaining payload bytes of the current frame. */
    private long left;

    private int opcode;
    private boolean fin;
    private int rsv;
    private int mask;
    private long length;
    private boolean inMessage;
    private long messageLength;
    private String lost;

    /** The payload of the current control frame so far, unmasked; null when it is not needed. */
    private byte[] control;

    private int controlBytes;

    private long frames;
    private long messages;
    private long binaryMessages;
    private long pings;
    private long pongs;
    private boolean binary;
    private int closeCode;
    private String closeReason;
    /** The other side has sent a ping to which this side has not responded yet. */
    private boolean pinged;
    /** The payload of our own pings; null before the first. */
    private byte[] ownPing;

    private int ownPongsDue;
    private boolean ownPong;
    private boolean news;

    /**
     * Creates the tracker of one direction.
     *
     * @param masked whether the sender must mask, that is, whether it is the client
     */
    public FrameTracker(boolean masked) {
        this(masked, false);
    }

    /**
     * Creates the tracker of one direction.
     *
     * @param keepsControls whether {@link #control()} is used
     */
    public FrameTracker(boolean masked, boolean keepsControls) {
        this.masked = masked;
        this.keepsControls = keepsControls;
    }

    /** Connects the two directions, whose pongs answer each other's pings. */
    public static void pair(FrameTracker one, FrameTracker other) {
        one.opposite = other;
        other.opposite = one;
    }

    /**
     * Tracks all frames of a buffer, which is not changed. Values of the current frame are available only after
     * {@link #step}.
     */
    void follow(ByteBuffer bytes) {
        int limit = bytes.limit();
        for (int pos = bytes.position(); pos < limit; ) {
            int whole = inMessage || !atBoundary() ? pos : wholeMessages(bytes, pos, limit);
            pos = whole < limit ? step(bytes, whole, limit) : whole;
        }
    }

    /** Skips complete single-frame messages, the most frequent case, in fewer steps than other frames need. */
    private int wholeMessages(ByteBuffer bytes, int from, int to) {
        int maskBit = masked ? 0x80 : 0;
        int shortest = masked ? 6 : 2;
        int pos = from;
        int seen = 0;
        while (to - pos >= shortest) {
            int first = bytes.get(pos) & 0x8f;
            int size = (bytes.get(pos + 1) & 0xff) - maskBit;
            if (first != FINAL + Opcode.TEXT && first != FINAL + Opcode.BINARY || size < 0 || size > 126) {
                break;
            }
            int end = pos + shortest + size;
            if (size == 126) {
                end = to - pos < 4 ? to + 1 : pos + shortest + 2 + (bytes.getShort(pos + 2) & 0xffff);
            }
            if (end > to) {
                break;
            }
            pos = end;
            seen++;
            // Text is 1, binary 2.
            binaryMessages += first >> 1 & 1;
        }
        if (seen > 0) {
            frames += seen;
            messages += seen;
            control = null;
            ownPong = false;
        }
        return pos;
    }

    /**
     * Tracks up to the end of a header or payload, or to the end of the bytes.
     *
     * @param from less than {@code to}
     * @return the index that it reached, at most {@code to}
     */
    public int step(ByteBuffer bytes, int from, int to) {
        if (lost != null) {
            return to;
        }
        return left > 0 ? payload(bytes, from, to) : header(bytes, from, to);
    }

    // ---- headers

    private int header(ByteBuffer bytes, int from, int to) {
        if (headerBytes == 0 && to - from >= 2) {
            int size = headerSize(bytes.get(from + 1));
            if (to - from >= size) {
                begin(bytes, from, size);
                return from + size;
            }
        }
        return collectHeader(bytes, from, to);
    }

    private int collectHeader(ByteBuffer bytes, int from, int to) {
        if (header == null) {
            header = ByteBuffer.allocate(MAX_HEADER);
        }
        int pos = from;
        while (pos < to) {
            header.put(headerBytes++, bytes.get(pos++));
            if (headerBytes >= 2 && headerBytes == headerSize(header.get(1))) {
                int size = headerBytes;
                headerBytes = 0;
                begin(header, 0, size);
                break;
            }
        }
        return pos;
    }

    private static int headerSize(int second) {
        int size = (second & 0x80) != 0 ? 6 : 2;
        int announced = second & 0x7f;
        return announced < 126 ? size : announced == 126 ? size + 2 : size + 8;
    }

    private void begin(ByteBuffer bytes, int at, int size) {
        int first = bytes.get(at);
        int second = bytes.get(at + 1);
        opcode = first & 0x0f;
        fin = first < 0;
        rsv = first >> 4 & 7;
        length = second & 0x7f;
        if (length == 126) {
            length = bytes.getShort(at + 2) & 0xffff;
        } else if (length == 127) {
            length = bytes.getLong(at + 2);
        }
        boolean isMasked = (second & 0x80) != 0;
        lost = malformed(isMasked);
        if (lost != null) {
            news = true;
            return;
        }
        mask = isMasked ? bytes.getInt(at + size - 4) : 0;
        frames++;
        control = null;
        ownPong = false;
        if (Opcode.isControl(opcode)) {
            if (keepsControls || opcode == Opcode.CLOSE || opcode == Opcode.PONG && ownPongsDue > 0) {
                control = new byte[(int) length];
                controlBytes = 0;
            }
        } else {
            binary = opcode == Opcode.CONTINUATION ? binary : opcode == Opcode.BINARY;
            messageLength = opcode == Opcode.CONTINUATION ? messageLength + length : length;
            if (messageLength < 0) {
                messageLength = Long.MAX_VALUE;
            }
            inMessage = !fin;
        }
        left = length;
        if (left == 0) {
            frameEnded();
        }
    }

    /** The error of the header; null when it is well formed. Reserved bits are left to extensions. */
    private String malformed(boolean isMasked) {
        if (!Opcode.isKnown(opcode)) {
            return "reserved opcode " + opcode;
        }
        if (isMasked != masked) {
            return masked ? "unmasked frame" : "masked frame";
        }
        if (length < 0) {
            return "invalid length";
        }
        if (Opcode.isControl(opcode)) {
            return !fin ? "fragmented control frame" : length > MAX_CONTROL ? "control frame too long" : null;
        }
        if (inMessage != (opcode == Opcode.CONTINUATION)) {
            return inMessage ? "message inside of a message" : "continuation without a message";
        }
        return null;
    }

    // ---- payloads

    private int payload(ByteBuffer bytes, int from, int to) {
        int n = (int) Math.min(left, to - from);
        if (control != null) {
            for (int i = 0; i < n; i++) {
                control[controlBytes] = (byte) (bytes.get(from + i) ^ Mask.at(mask, controlBytes));
                controlBytes++;
            }
        }
        left -= n;
        if (left == 0) {
            frameEnded();
        }
        return from + n;
    }

    private void frameEnded() {
        switch (opcode) {
            case Opcode.CLOSE -> closed();
            case Opcode.PING -> {
                pings++;
                if (opposite != null) {
                    opposite.pinged = true;
                }
            }
            case Opcode.PONG -> ponged();
            default -> {
                if (fin) {
                    messages++;
                    binaryMessages += binary ? 1 : 0;
                }
            }
        }
    }

    private void closed() {
        if (closeCode != 0) {
            return;
        }
        boolean coded = control.length >= 2;
        closeCode = coded ? (control[0] & 0xff) << 8 | control[1] & 0xff : CloseCode.NONE;
        closeReason = coded ? new String(control, 2, control.length - 2, StandardCharsets.ISO_8859_1) : "";
        news = true;
    }

    private void ponged() {
        pongs++;
        ownPong = ownPongsDue > 0 && control != null && Arrays.equals(control, ownPing);
        if (ownPong) {
            ownPongsDue--;
        } else {
            pinged = false;
        }
    }

    // ---- position

    /** Whether the bytes so far end with a complete frame. */
    public boolean atBoundary() {
        return left == 0 && headerBytes == 0 && lost == null;
    }

    /** Whether a header is incomplete. */
    public boolean inHeader() {
        return headerBytes > 0;
    }

    /**
     * Remaining bytes of the current frame; 0 between frames.
     *
     * @return -1 when it is not known: within a header, and after tracking has stopped
     */
    public long untilBoundary() {
        return lost != null || headerBytes > 0 ? -1 : left;
    }

    /** Whether it has stopped at a malformed frame. */
    public boolean isLost() {
        return lost != null;
    }

    /** The error of that frame; null before. */
    public String lost() {
        return lost;
    }

    // ---- the current frame, or the last one

    /** One of {@link Opcode}. */
    public int opcode() {
        return opcode;
    }

    public boolean fin() {
        return fin;
    }

    /** The reserved bits, 0 to 7; 4: RSV1. */
    public int rsv() {
        return rsv;
    }

    /** The masking key; 0 without one. */
    public int mask() {
        return mask;
    }

    /** The header of a frame that arrived in pieces, once it is complete. */
    public ByteBuffer piecedHeader() {
        return ByteBuffer.wrap(Arrays.copyOf(header.array(), headerSize(header.get(1))));
    }

    /** The payload of a complete control frame, unmasked; only if controls are kept. */
    public byte[] control() {
        return control;
    }

    /** The length of the payload in bytes. */
    public long length() {
        return length;
    }

    /** The announced payload of the message up to this frame inclusive, bytes on the wire. */
    public long messageLength() {
        return messageLength;
    }

    /** Whether it was the pong for a ping of ours; valid once it is complete. */
    public boolean isOwnPong() {
        return ownPong;
    }

    // ---- totals

    /** The number of frames whose header has passed. */
    public long frames() {
        return frames;
    }

    /** The number of complete text and binary messages. */
    public long messages() {
        return messages;
    }

    /** The number of complete binary messages. */
    public long binaryMessages() {
        return binaryMessages;
    }

    public long pings() {
        return pings;
    }

    /** The number of pongs, including those for our own pings. */
    public long pongs() {
        return pongs;
    }

    /** Whether a complete close frame has passed. */
    public boolean isClosed() {
        return closeCode != 0;
    }

    /** The code of the first close frame, {@link CloseCode#NONE} when it has none; 0 before. */
    public int closeCode() {
        return closeCode;
    }

    /** The reason of the first close frame, one char per byte; null before. */
    public String closeReason() {
        return closeReason;
    }

    /** Whether a close frame or a malformed frame has arrived since the last call. */
    public boolean pollEvents() {
        boolean was = news;
        news = false;
        return was;
    }

    // ---- pings

    /** Whether a ping of the other end has reached this sender and has no response yet. */
    public boolean owesPong() {
        return pinged;
    }

    /** Registers a ping of ours to this sender: a pong with that payload is for us. The payload is always the same. */
    public void expectPong(byte[] payload) {
        ownPing = payload;
        ownPongsDue++;
    }

    /** Whether a pong of this sender may be for us. */
    boolean expectsPong() {
        return ownPongsDue > 0;
    }
}
