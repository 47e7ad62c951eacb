package io.gangway.websocket.frame;

import java.nio.ByteBuffer;

/**
 * What we say ourselves in one direction: at most one frame, which waits for its boundary, and the close frame behind which
 * nothing goes on. Confined to the loop of its tunnel; owned by the gate of the direction.
 */
public final class InjectedFrames {
    private final FrameTracker follower;
    private final boolean masked;

    /** Null when none waits. */
    private InjectedFrame waiting;

    private boolean shut;

    /** Why the sender was refused, until somebody asked; null when it was not. */
    private ProtocolViolation violation;

    /**
     * For one direction.
     *
     * @param follower of the frames of the sender
     * @param masked whether it leads to a server
     */
    public InjectedFrames(FrameTracker follower, boolean masked) {
        this.follower = follower;
        this.masked = masked;
    }

    /** Whether a frame of ours may still go to the target: neither side's close has passed, and boundaries are known. */
    public boolean isOpen() {
        return !shut && !follower.isLost() && !follower.isClosed();
    }

    /** Whether nothing goes on any more: a close frame of ours was handed on, or the target is gone. */
    public boolean isShut() {
        return shut;
    }

    /** Whether one waits. */
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

    /** The one that waits, which is written now. */
    public ByteBuffer take() {
        ByteBuffer bytes = waiting.bytes();
        shut |= waiting.closes();
        waiting = null;
        return bytes;
    }

    /** Nothing goes on any more. */
    public void shut() {
        shut = true;
    }

    /** What the sender said goes no further: nothing goes on behind the close frame that is answered here. */
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
