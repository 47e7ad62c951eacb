package io.gangway.http2.stream;

import io.gangway.http2.frame.Frames;
import io.gangway.loop.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The received bytes of one stream until they are read. They never exceed the stream's window, which is given back as
 * they are read. Holds no buffer while it is empty. Confined to the loop.
 */
final class ReceiveQueue {
    private static final int PIECE = 16384;

    private final FrameWriter output;
    private final EventLoop loop;
    private final int stream;

    /** The window before the stream was opened; all that is given back while memory is short. */
    private final int initial;

    /** The window while everything is read. */
    private int target;

    /** What the peer may still send. */
    private int window;

    private final Deque<RetainableByteBuffer> pieces = new ArrayDeque<>(1);

    /** Bytes in {@link #pieces}. */
    private int queued;

    ReceiveQueue(FrameWriter output, EventLoop loop, int stream, int window) {
        this.output = output;
        this.loop = loop;
        this.stream = stream;
        this.window = window;
        initial = window;
        target = window;
    }

    int window() {
        return window;
    }

    boolean isEmpty() {
        return queued == 0;
    }

    /** Memory of the unread bytes. */
    long held() {
        return (long) pieces.size() * PIECE;
    }

    /** Reserves window for a frame; false when the frame exceeds it. */
    boolean fits(int size) {
        if (size > window) {
            return false;
        }
        window -= size;
        return true;
    }

    /** Adds a copy of bytes that have arrived; small frames share a buffer. */
    void add(ByteBuffer bytes) {
        queued += bytes.remaining();
        while (bytes.hasRemaining()) {
            RetainableByteBuffer tail = pieces.peekLast();
            if (tail == null || BufferUtil.space(tail.getByteBuffer()) == 0) {
                tail = loop.buffers().acquire(PIECE, true);
                pieces.add(tail);
            }
            BufferUtil.append(tail.getByteBuffer(), bytes);
        }
    }

    /** Appends unread bytes to a buffer, as many as fit. */
    int fill(ByteBuffer to) {
        int filled = 0;
        for (RetainableByteBuffer head = pieces.peek(); head != null; head = pieces.peek()) {
            filled += BufferUtil.append(to, head.getByteBuffer());
            if (head.hasRemaining()) {
                break;
            }
            pieces.poll().release();
        }
        queued -= filled;
        return filled;
    }

    /** Removes the first buffer, which the caller releases; null when there is none. */
    RetainableByteBuffer take() {
        RetainableByteBuffer piece = pieces.poll();
        if (piece != null) {
            queued -= piece.remaining();
        }
        return piece;
    }

    /** Sets the window while everything is read, in bytes; at least the initial one. */
    void enlarge(int size) {
        target = Math.max(initial, size);
    }

    /** Lets the peer send as much as was read; not for a few bytes only, and less while memory is short. */
    void giveBack() {
        int size = loop.isShortOfMemory() ? initial : target;
        int free = size - queued - window;
        if (free > 0 && free >= size / 4) {
            window += free;
            output.queue(Frames.windowUpdate(stream, free));
            output.flush();
        }
    }

    void free() {
        queued = 0;
        for (RetainableByteBuffer piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            piece.release();
        }
    }
}
