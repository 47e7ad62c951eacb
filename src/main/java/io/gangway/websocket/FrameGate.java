package io.gangway.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What of one direction goes on to its target, frame by frame: puts frames of our own between those of the sender, takes the
 * answers to our pings out, stops at a message that is too large. As long as nothing of that is asked for, bytes go on as
 * they came. Confined to the loop of its tunnel.
 */
final class FrameGate {
    private static final ByteBuffer[] NOTHING = {};

    private final FrameFollower follower;
    private final boolean masked;
    /** Most bytes of a message; 0 for no limit. */
    private final long mostOfMessage;

    /** Waits for the next boundary, or null. */
    private OwnFrame own;
    /** Our close frame was handed on: nothing goes on any more. */
    private boolean shut;

    private boolean tooLarge;

    /** The begin of a frame that may have to be taken out; its length is 0 while there is none. */
    private byte[] held;

    private int heldBytes;

    /**
     * A gate for one direction.
     *
     * @param masked whether this direction leads to a server
     * @param mostOfMessage most bytes of a message on the wire; 0 for no limit
     */
    FrameGate(boolean masked, long mostOfMessage) {
        follower = new FrameFollower(masked);
        this.masked = masked;
        this.mostOfMessage = mostOfMessage;
    }

    /** What it knows of the frames. */
    FrameFollower follower() {
        return follower;
    }

    // ---- frames of our own

    /** Whether a frame of ours may still go to the target: neither side's close has passed, and boundaries are known. */
    boolean isOpen() {
        return !shut && !follower.isLost() && !follower.isClosed();
    }

    /** Whether a frame of ours can be written now, behind what was handed on. */
    boolean atBoundary() {
        return isOpen() && (follower.atBoundary() || heldBytes > 0);
    }

    /** Whether a frame of ours waits. */
    boolean hasOwn() {
        return own != null;
    }

    /** A close frame of ours is to go next, instead of anything else of ours; false when it is too late for one. */
    boolean close(int code, String reason) {
        if (!isOpen() || own != null && own.closes()) {
            return false;
        }
        own = OwnFrame.close(code, reason, masked);
        return true;
    }

    /** A ping of ours is to go next; false when that is not possible, or another frame of ours waits. */
    boolean ping(byte[] payload) {
        if (!isOpen() || own != null) {
            return false;
        }
        own = OwnFrame.ping(payload, masked);
        return true;
    }

    /** The frame of ours that waits, when {@link #atBoundary()}; the caller writes it now. */
    ByteBuffer takeOwn() {
        ByteBuffer bytes = own.bytes();
        shut |= own.closes();
        own = null;
        return bytes;
    }

    /** What a close frame says of a message that is too large. */
    String tooLargeReason() {
        return "message larger than " + mostOfMessage + " bytes";
    }

    /** Whether a message was larger than it may be: said once, and 1009 was handed on. */
    boolean takeTooLarge() {
        boolean was = tooLarge;
        tooLarge = false;
        return was;
    }

    // ---- the bytes of the sender

    /** What is to be written of bytes that came; the same array when they go on unchanged. */
    ByteBuffer[] pass(ByteBuffer[] whole) {
        ByteBuffer bytes = whole[0];
        if (shut) {
            follower.follow(bytes);
            return NOTHING;
        }
        if (own == null && mostOfMessage == 0 && heldBytes == 0 && !follower.expectsPong()) {
            follower.follow(bytes);
            return whole;
        }
        List<ByteBuffer> out = new ArrayList<>(4);
        cut(bytes, out);
        return out.size() == 1 && out.get(0) == bytes ? whole : out.toArray(ByteBuffer[]::new);
    }

    /** Goes from frame to frame; {@code from} is what is not decided on yet, {@code frame} where the present one begins. */
    private void cut(ByteBuffer bytes, List<ByteBuffer> out) {
        int from = bytes.position();
        int limit = bytes.limit();
        int frame = from;
        boolean open = heldBytes > 0;
        for (int pos = from; pos < limit; ) {
            if (follower.atBoundary() || (pos == from && heldBytes > 0)) {
                if (own != null && isOpen()) {
                    add(bytes, from, pos, out);
                    from = pos;
                    out.add(takeOwn());
                    if (shut) {
                        drop(bytes, pos);
                        return;
                    }
                }
                frame = pos;
                open = true;
            }
            pos = follower.step(bytes, pos, limit);
            if (isTooLarge()) {
                add(bytes, from, frame, out);
                out.add(OwnFrame.close(CloseCode.TOO_BIG, tooLargeReason(), masked)
                        .bytes());
                tooLarge = true;
                shut = true;
                own = null;
                drop(bytes, pos);
                return;
            }
            if (follower.isOwnPong() && follower.atBoundary() && open) {
                add(bytes, from, frame, out);
                heldBytes = 0;
                from = pos;
                open = false;
            } else if (open && !isUndecided()) {
                addHeld(out);
                open = false;
            }
        }
        if (open && isUndecided()) {
            add(bytes, from, frame, out);
            hold(bytes, frame);
        } else {
            add(bytes, from, limit, out);
        }
    }

    private boolean isTooLarge() {
        return mostOfMessage > 0
                && !follower.atBoundary()
                && !follower.inHeader()
                && !follower.isLost()
                && !Opcode.isControl(follower.opcode())
                && follower.messageLength() > mostOfMessage;
    }

    /** Whether more of the present frame has to be seen before it may go on. */
    private boolean isUndecided() {
        if (follower.isLost() || follower.atBoundary()) {
            return false;
        }
        return follower.inHeader() || follower.expectsPong() && follower.opcode() == Opcode.PONG;
    }

    private static void add(ByteBuffer bytes, int from, int to, List<ByteBuffer> out) {
        if (from == bytes.position() && to == bytes.limit() && out.isEmpty()) {
            out.add(bytes);
        } else if (to > from) {
            out.add(bytes.slice(from, to - from));
        }
    }

    private void addHeld(List<ByteBuffer> out) {
        if (heldBytes > 0) {
            out.add(ByteBuffer.wrap(held, 0, heldBytes));
            held = null;
            heldBytes = 0;
        }
    }

    private void hold(ByteBuffer bytes, int from) {
        int n = bytes.limit() - from;
        if (held == null) {
            held = new byte[FrameFollower.LONGEST_CONTROL + 14];
        }
        bytes.get(from, held, heldBytes, n);
        heldBytes += n;
    }

    /** Nothing goes on any more, but the sender's close is still looked for. */
    private void drop(ByteBuffer bytes, int from) {
        held = null;
        heldBytes = 0;
        int limit = bytes.limit();
        for (int pos = from; pos < limit; ) {
            pos = follower.step(bytes, pos, limit);
        }
    }
}
