package io.gangway.websocket.frame;

import io.gangway.content.Codecs;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.eclipse.jetty.util.compression.CompressionPool;
import org.eclipse.jetty.util.compression.DeflaterPool;

/**
 * Deflates messages for one receiver (RFC 7692, section 7.2.1). Holds a deflater while a message is under way, and between
 * messages where the context is kept. Confined to the loop of its tunnel.
 */
public final class Deflation {
    private final Codecs codecs;
    private final DeflaterPool pool;
    private final boolean keepsContext;
    private final long minLength;

    /** Null while no deflater is held. */
    private CompressionPool<Deflater>.Entry entry;

    /**
     * For one leg.
     *
     * @param minLength of a message that is worth it, bytes
     */
    public Deflation(Codecs codecs, int level, boolean keepsContext, long minLength) {
        this.codecs = codecs;
        pool = codecs.deflaters(level);
        this.keepsContext = keepsContext;
        this.minLength = minLength;
    }

    /** Whether a message of so many bytes is compressed. */
    public boolean isWorth(long length) {
        return length >= minLength;
    }

    /** Whether a message can be compressed now: where too many deflaters are in use it goes on as it is, which is allowed. */
    public boolean isPossible() {
        return entry != null || codecs.hasRoom();
    }

    /** The next bytes, which stay the caller's and unchanged until all has come out. */
    public void input(ByteBuffer bytes) {
        if (entry == null) {
            entry = pool.acquire();
        }
        entry.get().setInput(bytes);
    }

    /**
     * Fills a buffer from its position.
     *
     * @param flush whether all of the input comes out, up to a byte boundary
     * @return whether all is out that is to come now
     */
    public boolean deflate(ByteBuffer to, boolean flush) {
        while (to.hasRemaining()) {
            if (entry.get().deflate(to, flush ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH) == 0) {
                return true;
            }
        }
        return false;
    }

    /** A message is out whole. */
    public void messageEnded() {
        if (!keepsContext) {
            release();
        }
    }

    /** Gives the deflater back. Idempotent. */
    public void release() {
        if (entry != null) {
            entry.release();
            entry = null;
        }
    }
}
