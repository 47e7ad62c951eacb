package io.gangway.websocket.frame;

import java.nio.ByteBuffer;

/**
 * The frames of our own in one direction: at most one that waits for a frame boundary, and the close frame after which
 * nothing is sent. Confined to the loop of its tunnel; owned by the direction's frame processor.
 */
public final class InjectedFrames {
    private final FrameTracker follower;
    private final boolean masked;

    /** Null when none is waiting. */
    private InjectedFrame waiting;

    private boolean shut;

    /** Why the sender was refused, until it is taken; null otherwise. */
    private ProtocolViolation violation;

    /**
     * Creates the queue of one direction.
     *
     * @param follower tracks the sender's frames
     * @param masked whether this direction leads to a server
     */
    public InjectedFrames(FrameTracker follower, boolean masked) {
        this.follower = follower;
        this.masked = masked;
    }

    /**
     * Whether a frame of ours may still be sent to the target: no close frame of either side has passed, and frame
     * boundaries are known.
     */
    public boolean isOpen() {
        return !shut && !follower.isLost() && !follower.isClosed();
    }

    /** Whether nothing more is sent: a close frame of ours was passed on, or the target is closed. */
    public boolean isShut() {
        return shut;
    }

    /** Whether a frame is waiting. */
    public boolean isWaiting() {
        return waiting != null;
    }

    /** {@link FrameProcessor#close}. */
    public boolean close(int code, String reason) {
        if (!isOpen() || waiting != null && waiting.closes()) {
            return false;
        }
        waiting = InjectedFrame.close(code, reason, masked);
        return true;
    }

    /** {@link FrameProcessor#ping}. */
    public boolean ping(byte[] payload) {
        if (!isOpen() || waiting != null) {
            return false;
        }
        waiting = InjectedFrame.ping(payload, masked);
        return true;
    }

    /** Returns the waiting frame, which must be written at once. */
    public ByteBuffer take() {
        ByteBuffer bytes = waiting.bytes();
        shut |= waiting.closes();
        waiting = null;
        return bytes;
    }

    /** Stops sending. */
    public void shut() {
        shut = true;
    }

    /** Refuses the sender's data, and returns the close frame for the target, after which nothing is sent. */
    public ByteBuffer refuse(ProtocolViolation why) {
        violation = why;
        shut = true;
        waiting = null;
        return InjectedFrame.close(why.code(), why.reason(), masked).bytes();
    }

    /** {@link FrameProcessor#takeViolation}. */
    public ProtocolViolation takeViolation() {
        ProtocolViolation was = violation;
        violation = null;
        return was;
    }
}
