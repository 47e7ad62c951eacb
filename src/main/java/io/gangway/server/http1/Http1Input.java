package io.gangway.server.http1;

import io.gangway.loop.SelectorEventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The bytes read from an HTTP/1.1 connection and not consumed yet. Holds a buffer only while it has content or is being
 * filled. Confined to the loop of the connection, which owns it.
 */
final class Http1Input {
    private static final int SIZE = 16384;

    private final EndPoint endPoint;
    private final SelectorEventLoop loop;

    /** Null while no buffer is held. */
    private RetainableByteBuffer buffer;

    Http1Input(EndPoint endPoint, SelectorEventLoop loop) {
        this.endPoint = endPoint;
        this.loop = loop;
    }

    boolean isEmpty() {
        return buffer == null || !buffer.hasRemaining();
    }

    /** The bytes; null or empty when there are none. A caller that keeps a part of them must retain the buffer. */
    RetainableByteBuffer buffer() {
        return buffer;
    }

    /** Transfers the buffer to the caller; the next fill acquires another. */
    RetainableByteBuffer take() {
        RetainableByteBuffer taken = buffer;
        buffer = null;
        return taken;
    }

    /** Appends bytes that were read elsewhere; they are copied. */
    void append(ByteBuffer early) {
        if (early.hasRemaining()) {
            acquire(Math.max(early.remaining(), loop.pieceSize(SIZE)));
            buffer.asMutable().append(early);
        }
    }

    /**
     * Reads once, if it is empty.
     *
     * @return the number of bytes; -1 at the end of the stream or after a failure
     */
    int fill() {
        if (isEmpty()) {
            release();
        }
        acquire(loop.pieceSize(SIZE));
        try {
            int filled = endPoint.fill(buffer.getByteBuffer());
            if (filled <= 0) {
                release();
            }
            return filled;
        } catch (IOException e) {
            release();
            return -1;
        }
    }

    private void acquire(int size) {
        if (buffer == null) {
            buffer = loop.buffers().acquire(size, true);
        }
    }

    /** Releases the buffer. Idempotent. */
    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
