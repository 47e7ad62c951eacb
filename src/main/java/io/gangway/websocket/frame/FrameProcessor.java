package io.gangway.websocket.frame;

import java.nio.ByteBuffer;

/**
 * Through which one direction of a WebSocket goes on to its target, and where frames of our own come in. Confined to the loop
 * of its tunnel.
 */
public interface FrameProcessor {
    /** What it knows of the sender's frames. */
    FrameTracker follower();

    // ---- frames of our own

    /** Whether a frame of ours can be written now, behind what was handed on. */
    boolean atBoundary();

    /** Whether a frame of ours waits. */
    boolean hasOwn();

    /** A close frame of ours is to go next, instead of anything else of ours; false when it is too late for one. */
    boolean close(int code, String reason);

    /** A ping of ours is to go next; false when that is not possible, or another frame of ours waits. */
    boolean ping(byte[] payload);

    /** The frame of ours that waits, when {@link #atBoundary()}; the caller writes it now. */
    ByteBuffer takeOwn();

    /** Whether so much of ours waits that what makes it should stop. */
    boolean isCrowded();

    // ---- the bytes of the sender

    /**
     * What is to be written of bytes that came; the same array when they go on unchanged. What it gave before is written. While
     * it {@link #hasMore()} the same bytes are passed again, to go on with.
     */
    ByteBuffer[] pass(ByteBuffer[] whole);

    /** Whether more than what {@link #pass} gave comes of the same bytes. */
    boolean hasMore();

    /** Why nothing goes on any more: said once, else null. The target has been told, unless it is {@link ProtocolViolation#cut}. */
    ProtocolViolation takeViolation();

    /** Nothing goes on any more: the target is gone. */
    void stop();

    // ---- what it holds

    /** All that it gave is written: what is not needed between two reads is given back. */
    void releaseIdle();

    /** Gives everything back. Idempotent. */
    void release();
}
