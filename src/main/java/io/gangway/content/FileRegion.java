package io.gangway.content;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.IO;

/**
 * A region of an open file. Its owner closes it.
 *
 * @param channel closed with the region when {@code closes}
 * @param offset from 0
 * @param length of the region
 * @param closes false when the channel is closed elsewhere, as with several ranges of one file
 */
public record FileRegion(FileChannel channel, long offset, long length, boolean closes) {
    /**
     * Reads a piece into a buffer, for filters that need the bytes.
     *
     * @param from offset within the region
     * @param max maximum number of bytes; fewer are read at the end of the region
     * @throws EOFException when the file has become shorter
     */
    public RetainableByteBuffer read(ByteBufferPool pool, long from, int max) throws IOException {
        int size = (int) Math.min(length - from, max);
        RetainableByteBuffer piece = pool.acquire(Math.max(1, size), true);
        ByteBuffer bytes = piece.getByteBuffer();
        try {
            bytes.clear().limit(size);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + from + bytes.position()) < 0) {
                    throw new EOFException("the file was truncated");
                }
            }
            bytes.flip();
            return piece;
        } catch (IOException e) {
            piece.release();
            throw e;
        }
    }

    /** The rest of this region after {@code bytes} bytes; it replaces this one. */
    FileRegion after(long bytes) {
        return new FileRegion(channel, offset + bytes, length - bytes, closes);
    }

    /** Closes the file if the region owns it. Errors are ignored: a file that was only read can lose nothing. */
    public void close() {
        if (closes) {
            IO.close(channel);
        }
    }
}
