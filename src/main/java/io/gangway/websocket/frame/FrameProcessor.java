package io.gangway.websocket.frame;

import java.nio.ByteBuffer;

/**
 * Processes the frames of one direction of a WebSocket on their way to the target, and inserts frames of our own.
 * Confined to the loop of its tunnel.
 */
public interface FrameProcessor {
    /** Tracks the sender's frames. */
    FrameTracker tracker();

    // ---- frames of our own

    /** Whether a frame of ours can be written now, after the bytes that were passed on. */
    boolean atBoundary();

    /** Whether a frame of ours is waiting. */
    boolean hasOwn();

    /**
     * Queues a close frame of ours, which replaces any other frame of ours that waits; false when it is too late for
     * one.
     */
    boolean close(int code, String reason);

    /** Queues a ping of ours; false when that is not possible, or when another frame of ours is waiting. */
    boolean ping(byte[] payload);

    /** Returns the waiting frame of ours, when {@link #atBoundary()}; the caller must write it at once. */
    ByteBuffer takeOwn();

    /** Whether so many bytes of ours are waiting that their source should pause. */
    boolean isCrowded();

    // ---- the bytes of the sender

    /**
     * Returns the bytes to write for bytes that were read; the same array when they are unchanged. All bytes that it
     * returned before must have been written. While it {@link #hasMore()}, call it again with the same bytes to
     * continue.
     */
    ByteBuffer[] pass(ByteBuffer[] whole);

    /** Whether the bytes last given to {@link #pass} have more output. */
    boolean hasMore();

    /**
     * Returns the reason why nothing more is passed on, once; else null. The target has been sent a close frame, unless
     * it is {@link ProtocolViolation#cut}.
     */
    ProtocolViolation takeViolation();

    /** Stops passing anything on: the target is closed. */
    void stop();

    // ---- buffers

    /** Releases what is not needed between two reads. All bytes that it returned must have been written. */
    void releaseIdle();

    /** Releases everything. Idempotent. */
    void release();
}
