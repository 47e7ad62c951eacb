package io.gangway.content;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.IO;

/**
 * Bytes of an open file. Its owner closes it.
 *
 * @param channel closed with the region when {@code closes}
 * @param offset from 0
 * @param length of the region
 * @param closes false when somebody else closes the channel, as with several ranges of one file
 */
public record FileRegion(FileChannel channel, long offset, long length, boolean closes) {
    /**
     * Reads a piece, for those who must see the bytes.
     *
     * @param from where in the region it begins
     * @param max bytes of it; less at the end of the region
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

    /** What stands behind so many bytes of it, in place of the whole. */
    FileRegion after(long bytes) {
        return new FileRegion(channel, offset + bytes, length - bytes, closes);
    }

    /** Frees the file. One that was only read has nothing to lose. */
    public void close() {
        if (closes) {
            IO.close(channel);
        }
    }
}
