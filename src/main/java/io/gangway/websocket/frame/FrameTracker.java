package io.gangway.websocket.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Follows the frames of one direction as its bytes pass (RFC 6455, section 5): where a frame ends, how many there were, how
 * the sender closed. Nothing is put together or copied but the payloads of close frames, and of pongs while one of ours is
 * awaited. At a malformed frame it stops: then {@link #isLost()}, and nothing is known of what comes behind.
 *
 * <p>Confined to the loop of its tunnel.
 */
public final class FrameTracker {
    /** Longest payload of a control frame. */
    static final int LONGEST_CONTROL = 125;

    static final int LONGEST_HEADER = 14;

    private static final int FINAL = 0x80;

    private final boolean masked;
    /** Whether the payloads of all control frames are kept until the next frame. */
    private final boolean keepsControls;

    private FrameTracker opposite;

    /** The bytes of a header that has come in part; null until there was one. */
    private ByteBuffer header;

    private int headerBytes;
    /** Bytes of the present frame's payload that are still to come. */
    private long left;

    private int opcode;
    private boolean fin;
    private int rsv;
    private int mask;
    private long length;
    private boolean inMessage;
    private long messageLength;
    private String lost;

    /** The payload of the present control frame so far, unmasked; null when it is of no interest. */
    private byte[] control;

    private int controlBytes;

    private long frames;
    private long messages;
    private int closeCode;
    private String closeReason;
    /** The other side has sent a ping that this side has not answered yet. */
    private boolean pinged;
    /** The payload of our own pings; null before the first. */
    private byte[] ownPing;

    private int ownPongsDue;
    private boolean ownPong;
    private boolean news;

    /**
     * A follower of one direction.
     *
     * @param masked whether the sender has to mask: it is the client
     */
    public FrameTracker(boolean masked) {
        this(masked, false);
    }

    /**
     * The same.
     *
     * @param keepsControls whether {@link #control()} is asked for
     */
    public FrameTracker(boolean masked, boolean keepsControls) {
        this.masked = masked;
        this.keepsControls = keepsControls;
    }

    /** Two directions that answer each other's pings. */
    public static void pair(FrameTracker one, FrameTracker other) {
        one.opposite = other;
        other.opposite = one;
    }

    /** Follows all of the buffer, which stays as it is. What is known of the present frame alone is known after {@link #step}. */
    void follow(ByteBuffer bytes) {
        int limit = bytes.limit();
        for (int pos = bytes.position(); pos < limit; ) {
            int whole = inMessage || !atBoundary() ? pos : wholeMessages(bytes, pos, limit);
            pos = whole < limit ? step(bytes, whole, limit) : whole;
        }
    }

    /** Goes over messages of a single frame that are there as a whole, most of what comes, in fewer steps than others need. */
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
     * Follows to the end of a header or of a payload, or as far as the bytes go.
     *
     * @param from less than {@code to}
     * @return where it came to, at most {@code to}
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
            header = ByteBuffer.allocate(LONGEST_HEADER);
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

    /** What is wrong with the header; null when it is well formed. Reserved bits belong to extensions. */
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
            return !fin ? "fragmented control frame" : length > LONGEST_CONTROL ? "control frame too long" : null;
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
                if (opposite != null) {
                    opposite.pinged = true;
                }
            }
            case Opcode.PONG -> ponged();
            default -> {
                if (fin) {
                    messages++;
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
        ownPong = ownPongsDue > 0 && control != null && Arrays.equals(control, ownPing);
        if (ownPong) {
            ownPongsDue--;
        } else {
            pinged = false;
        }
    }

    // ---- where it is

    /** Whether what came so far ends with a whole frame. */
    public boolean atBoundary() {
        return left == 0 && headerBytes == 0 && lost == null;
    }

    /** Whether a header has come in part. */
    public boolean inHeader() {
        return headerBytes > 0;
    }

    /**
     * Bytes to the end of the present frame; 0 between frames.
     *
     * @return -1 when it is not known: inside of a header, and once following has stopped
     */
    public long untilBoundary() {
        return lost != null || headerBytes > 0 ? -1 : left;
    }

    /** Whether it has stopped at a malformed frame. */
    public boolean isLost() {
        return lost != null;
    }

    /** What was wrong with that frame; null before. */
    public String lost() {
        return lost;
    }

    // ---- the present frame, or the last one

    /** One of {@link Opcode}. */
    public int opcode() {
        return opcode;
    }

    public boolean fin() {
        return fin;
    }

    /** Its reserved bits, 0 to 7; 4: RSV1. */
    public int rsv() {
        return rsv;
    }

    /** Its masking key; 0 when it has none. */
    public int mask() {
        return mask;
    }

    /** The header of a frame that came in pieces, once it is whole. */
    public ByteBuffer piecedHeader() {
        return ByteBuffer.wrap(Arrays.copyOf(header.array(), headerSize(header.get(1))));
    }

    /** The payload of a control frame, unmasked, once it is whole; only where controls are kept. */
    public byte[] control() {
        return control;
    }

    /** Its payload, bytes. */
    public long length() {
        return length;
    }

    /** The payload of its message up to and with this frame, as announced, bytes on the wire. */
    public long messageLength() {
        return messageLength;
    }

    /** Whether it was the answer to a ping of ours; known once it is whole. */
    public boolean isOwnPong() {
        return ownPong;
    }

    // ---- what was seen

    /** Frames whose header has passed. */
    public long frames() {
        return frames;
    }

    /** Messages of text or bytes that have passed whole. */
    public long messages() {
        return messages;
    }

    /** Whether a close frame has passed whole. */
    public boolean isClosed() {
        return closeCode != 0;
    }

    /** The code of the first close frame, {@link CloseCode#NONE} when it has none; 0 before. */
    public int closeCode() {
        return closeCode;
    }

    /** Its reason, one char per byte; null before. */
    public String closeReason() {
        return closeReason;
    }

    /** Whether there was a close frame or a malformed one since this was asked last. */
    public boolean takeNews() {
        boolean was = news;
        news = false;
        return was;
    }

    // ---- pings

    /** Whether a ping of the other end has reached this sender and is not answered yet. */
    public boolean owesPong() {
        return pinged;
    }

    /** A ping of ours goes to this sender: the pong with that payload is ours. The payload is always the same. */
    public void expectPong(byte[] payload) {
        ownPing = payload;
        ownPongsDue++;
    }

    /** Whether a pong of this sender may be ours. */
    boolean expectsPong() {
        return ownPongsDue > 0;
    }
}
