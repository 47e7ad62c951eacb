package io.gangway.websocket.frame;

import io.gangway.content.Codecs;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.eclipse.jetty.util.compression.CompressionPool;
import org.eclipse.jetty.util.compression.DeflaterPool;

/**
 * Deflates messages for one receiver (RFC 7692, section 7.2.1). Holds a deflater during a message, and between messages
 * if the context is kept. Confined to the loop of its tunnel.
 */
public final class Deflation {
    private final Codecs codecs;
    private final DeflaterPool pool;
    private final boolean keepsContext;
    private final long minLength;

    /** Null while no deflater is held. */
    private CompressionPool<Deflater>.Entry entry;

    /**
     * Creates the compression of one leg.
     *
     * @param minLength minimum length of a message that is compressed, bytes
     */
    public Deflation(Codecs codecs, int level, boolean keepsContext, long minLength) {
        this.codecs = codecs;
        pool = codecs.deflaters(level);
        this.keepsContext = keepsContext;
        this.minLength = minLength;
    }

    /** Whether a message of this length, in bytes, is worth compressing. */
    public boolean isWorth(long length) {
        return length >= minLength;
    }

    /**
     * Whether a message can be compressed now. When too many deflaters are in use it is sent uncompressed, which the
     * protocol allows.
     */
    public boolean isPossible() {
        return entry != null || codecs.hasRoom();
    }

    /** Sets the next input. The caller keeps the bytes unchanged until all output has been produced. */
    public void input(ByteBuffer bytes) {
        if (entry == null) {
            entry = pool.acquire();
        }
        entry.get().setInput(bytes);
    }

    /**
     * Writes output from the buffer's position.
     *
     * @param flush whether to output all of the input, up to a byte boundary
     * @return whether all output available now has been written
     */
    public boolean deflate(ByteBuffer to, boolean flush) {
        while (to.hasRemaining()) {
            if (entry.get().deflate(to, flush ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH) == 0) {
                return true;
            }
        }
        return false;
    }

    /** To be called after all output of a message. */
    public void messageEnded() {
        if (!keepsContext) {
            release();
        }
    }

    /** Releases the deflater. Idempotent. */
    public void release() {
        if (entry != null) {
            entry.release();
            entry = null;
        }
    }
}
