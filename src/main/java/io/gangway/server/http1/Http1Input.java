package io.gangway.server.http1;

import io.gangway.loop.SelectorEventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * What was read from one HTTP/1.1 connection and not used yet. Holds a buffer only while there is something in it, or while it
 * is being filled. Confined to the loop of the connection, which owns it.
 */
final class Http1Input {
    private static final int SIZE = 16384;

    private final EndPoint endPoint;
    private final SelectorEventLoop loop;

    /** Null while nothing is held. */
    private RetainableByteBuffer buffer;

    Http1Input(EndPoint endPoint, SelectorEventLoop loop) {
        this.endPoint = endPoint;
        this.loop = loop;
    }

    boolean isEmpty() {
        return buffer == null || !buffer.hasRemaining();
    }

    /** The bytes; null or empty when there are none. Who keeps some of them retains it. */
    RetainableByteBuffer buffer() {
        return buffer;
    }

    /** Gives the buffer away; the next fill takes another. */
    RetainableByteBuffer take() {
        RetainableByteBuffer taken = buffer;
        buffer = null;
        return taken;
    }

    /** Adds bytes that somebody else has read; copied. */
    void append(ByteBuffer early) {
        if (early.hasRemaining()) {
            acquire(Math.max(early.remaining(), loop.pieceSize(SIZE)));
            buffer.asMutable().append(early);
        }
    }

    /** Reads once when it is empty; -1 at the end or when the connection broke. */
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

    /** Gives back what is held. Idempotent. */
    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
