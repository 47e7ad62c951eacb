package io.gangway.websocket.frame;

import java.nio.ByteBuffer;

/**
 * Passes the frames of one direction on: inserts frames of our own between them, removes the responses to our pings,
 * and stops at a message that is too large. Bytes are passed on unchanged while none of this is needed. Confined to the
 * loop of its tunnel.
 */
public final class PassThroughProcessor implements FrameProcessor {
    private static final ByteBuffer[] NOTHING = {};

    private final FrameTracker tracker;
    private final InjectedFrames own;
    /** Maximum bytes of a message; 0 for no limit. */
    private final long maxMessageLength;

    /** The beginning of a frame that may have to be removed; {@code heldBytes} is 0 without one. */
    private byte[] held;

    private int heldBytes;

    /**
     * Creates the processor of one direction.
     *
     * @param masked whether this direction leads to a server
     * @param maxMessageLength maximum bytes of a message on the wire; 0 for no limit
     */
    public PassThroughProcessor(boolean masked, long maxMessageLength) {
        tracker = new FrameTracker(masked);
        own = new InjectedFrames(tracker, masked);
        this.maxMessageLength = maxMessageLength;
    }

    @Override
    public FrameTracker tracker() {
        return tracker;
    }

    // ---- frames of our own

    @Override
    public boolean atBoundary() {
        return own.isOpen() && (tracker.atBoundary() || heldBytes > 0);
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
            tracker.follow(bytes);
            return NOTHING;
        }
        if (!own.isWaiting() && maxMessageLength == 0 && heldBytes == 0 && !tracker.expectsPong()) {
            tracker.follow(bytes);
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

    /** Nothing to release: a held beginning of a frame is on the heap. */
    @Override
    public void releaseIdle() {}

    @Override
    public void release() {}

    /** Goes from frame to frame. A frame is undecided while it may have to be removed. */
    private BufferSlices cut(ByteBuffer bytes) {
        BufferSlices out = new BufferSlices(bytes);
        int limit = bytes.limit();
        int frame = bytes.position();
        boolean undecided = heldBytes > 0;
        for (int pos = frame; pos < limit; ) {
            if (tracker.atBoundary()) {
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
            pos = tracker.step(bytes, pos, limit);
            if (isTooLarge()) {
                out.passTo(frame);
                out.add(own.refuse(ProtocolViolation.tooLarge(maxMessageLength, false)));
                drop(bytes, pos);
                return out;
            }
            if (undecided && tracker.isOwnPong() && tracker.atBoundary()) {
                out.passTo(frame);
                out.skipTo(pos);
                heldBytes = 0;
                undecided = false;
            } else if (undecided && !mayBeRemoved()) {
                addHeld(out);
                undecided = false;
            }
        }
        if (undecided) {
            out.passTo(frame);
            hold(bytes, frame);
        } else {
            out.passTo(limit);
            if (own.isWaiting() && own.isOpen() && tracker.atBoundary()) {
                out.add(own.take());
            }
        }
        return out;
    }

    private boolean isTooLarge() {
        return maxMessageLength > 0
                && !tracker.atBoundary()
                && !tracker.inHeader()
                && !tracker.isLost()
                && !Opcode.isControl(tracker.opcode())
                && tracker.messageLength() > maxMessageLength;
    }

    /** Whether more of the current frame must arrive before it can be passed on. */
    private boolean mayBeRemoved() {
        if (tracker.isLost() || tracker.atBoundary()) {
            return false;
        }
        return tracker.inHeader() || tracker.expectsPong() && tracker.opcode() == Opcode.PONG;
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
            held = new byte[FrameTracker.MAX_HEADER + FrameTracker.MAX_CONTROL];
        }
        bytes.get(from, held, heldBytes, n);
        heldBytes += n;
    }

    /** Passes nothing on, but still looks for the sender's close frame. */
    private void drop(ByteBuffer bytes, int from) {
        held = null;
        heldBytes = 0;
        int limit = bytes.limit();
        for (int pos = from; pos < limit; ) {
            pos = tracker.step(bytes, pos, limit);
        }
    }
}
