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
public final class ReceiveQueue {
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

    /** Null until something has arrived. */
    private Deque<RetainableByteBuffer> pieces;

    /** Bytes in {@link #pieces}. */
    private int queued;

    /**
     * Creates an empty queue.
     *
     * @param window what the peer may send now, in bytes
     */
    public ReceiveQueue(FrameWriter output, EventLoop loop, int stream, int window) {
        this.output = output;
        this.loop = loop;
        this.stream = stream;
        this.window = window;
        initial = window;
        target = window;
    }

    /** What the peer may still send, in bytes. */
    public int window() {
        return window;
    }

    /** Whether everything was read. */
    public boolean isEmpty() {
        return queued == 0;
    }

    /** Memory of the unread bytes. */
    public long held() {
        return pieces == null ? 0 : (long) pieces.size() * PIECE;
    }

    /** Reserves window for a frame; false when the frame exceeds it. */
    public boolean fits(int size) {
        if (size > window) {
            return false;
        }
        window -= size;
        return true;
    }

    /** Adds a copy of bytes that have arrived; small frames share a buffer. */
    public void add(ByteBuffer bytes) {
        if (pieces == null) {
            pieces = new ArrayDeque<>(1);
        }
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

    /** Appends unread bytes to a buffer, as many as fit; there must be some. */
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
    public RetainableByteBuffer take() {
        if (isEmpty()) {
            return null;
        }
        RetainableByteBuffer piece = pieces.poll();
        queued -= piece.remaining();
        return piece;
    }

    /** Sets the window while everything is read, in bytes; at least the initial one. */
    public void enlarge(int size) {
        target = Math.max(initial, size);
    }

    /** Lets the peer send as much as was read; not for a few bytes only, and less while memory is short. */
    public void giveBack() {
        int size = loop.isShortOfMemory() ? initial : target;
        int free = size - queued - window;
        if (free > 0 && free >= size / 4) {
            window += free;
            output.queue(Frames.windowUpdate(stream, free));
            output.flush();
        }
    }

    /** Discards the unread bytes. */
    public void free() {
        for (RetainableByteBuffer piece = take(); piece != null; piece = take()) {
            piece.release();
        }
    }
}
