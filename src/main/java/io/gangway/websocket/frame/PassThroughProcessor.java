package io.gangway.websocket.frame;

import java.nio.ByteBuffer;

/**
 * What of one direction goes on to its target, frame by frame: puts frames of our own between those of the sender, takes the
 * answers to our pings out, stops at a message that is too large. As long as nothing of that is asked for, bytes go on as
 * they came. Confined to the loop of its tunnel.
 */
public final class PassThroughProcessor implements FrameProcessor {
    private static final ByteBuffer[] NOTHING = {};

    private final FrameTracker follower;
    private final InjectedFrames own;
    /** Most bytes of a message; 0 for no limit. */
    private final long maxMessageLength;

    /** The begin of a frame that may have to be taken out; its length is 0 while there is none. */
    private byte[] held;

    private int heldBytes;

    /**
     * A gate for one direction.
     *
     * @param masked whether this direction leads to a server
     * @param maxMessageLength most bytes of a message on the wire; 0 for no limit
     */
    public PassThroughProcessor(boolean masked, long maxMessageLength) {
        follower = new FrameTracker(masked);
        own = new InjectedFrames(follower, masked);
        this.maxMessageLength = maxMessageLength;
    }

    @Override
    public FrameTracker follower() {
        return follower;
    }

    // ---- frames of our own

    @Override
    public boolean atBoundary() {
        return own.isOpen() && (follower.atBoundary() || heldBytes > 0);
    }

    @Override
    public boolean hasOwn() {
        return own.isWaiting();
    }

    @Override
    public boolean close(int code, String reason) {
        return own.close(code, reason);
    }

    @Override
    public boolean ping(byte[] payload) {
        return own.ping(payload);
    }

    @Override
    public ByteBuffer takeOwn() {
        return own.take();
    }

    @Override
    public boolean isCrowded() {
        return false;
    }

    // ---- the bytes of the sender

    @Override
    public ByteBuffer[] pass(ByteBuffer[] whole) {
        ByteBuffer bytes = whole[0];
        if (own.isShut()) {
            follower.follow(bytes);
            return NOTHING;
        }
        if (!own.isWaiting() && maxMessageLength == 0 && heldBytes == 0 && !follower.expectsPong()) {
            follower.follow(bytes);
            return whole;
        }
        return cut(bytes).toArray();
    }

    @Override
    public boolean hasMore() {
        return false;
    }

    @Override
    public ProtocolViolation takeViolation() {
        return own.takeViolation();
    }

    @Override
    public void stop() {
        own.shut();
    }

    /** What is held is the begin of a frame, on the heap. */
    @Override
    public void releaseIdle() {}

    @Override
    public void release() {}

    /** Goes from frame to frame. A frame is undecided as long as it may have to be taken out. */
    private BufferSlices cut(ByteBuffer bytes) {
        BufferSlices out = new BufferSlices(bytes);
        int limit = bytes.limit();
        int frame = bytes.position();
        boolean undecided = heldBytes > 0;
        for (int pos = frame; pos < limit; ) {
            if (follower.atBoundary()) {
                frame = pos;
                undecided = true;
            }
            if (own.isWaiting() && undecided && pos == frame && own.isOpen()) {
                out.passTo(frame);
                out.add(own.take());
                if (own.isShut()) {
                    drop(bytes, pos);
                    return out;
                }
            }
            pos = follower.step(bytes, pos, limit);
            if (isTooLarge()) {
                out.passTo(frame);
                out.add(own.refuse(ProtocolViolation.tooLarge(maxMessageLength, false)));
                drop(bytes, pos);
                return out;
            }
            if (undecided && follower.isOwnPong() && follower.atBoundary()) {
                out.passTo(frame);
                out.skipTo(pos);
                heldBytes = 0;
                undecided = false;
            } else if (undecided && !mayBeTakenOut()) {
                addHeld(out);
                undecided = false;
            }
        }
        if (undecided) {
            out.passTo(frame);
            hold(bytes, frame);
        } else {
            out.passTo(limit);
            if (own.isWaiting() && own.isOpen() && follower.atBoundary()) {
                out.add(own.take());
            }
        }
        return out;
    }

    private boolean isTooLarge() {
        return maxMessageLength > 0
                && !follower.atBoundary()
                && !follower.inHeader()
                && !follower.isLost()
                && !Opcode.isControl(follower.opcode())
                && follower.messageLength() > maxMessageLength;
    }

    /** Whether more of the present frame has to be seen before it may go on. */
    private boolean mayBeTakenOut() {
        if (follower.isLost() || follower.atBoundary()) {
            return false;
        }
        return follower.inHeader() || follower.expectsPong() && follower.opcode() == Opcode.PONG;
    }

    private void addHeld(BufferSlices out) {
        if (heldBytes > 0) {
            out.add(ByteBuffer.wrap(held, 0, heldBytes));
            held = null;
            heldBytes = 0;
        }
    }

    private void hold(ByteBuffer bytes, int from) {
        int n = bytes.limit() - from;
        if (held == null) {
            held = new byte[FrameTracker.LONGEST_HEADER + FrameTracker.LONGEST_CONTROL];
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
