package io.gangway.websocket.frame;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.eclipse.jetty.util.compression.CompressionPool;
import org.eclipse.jetty.util.compression.InflaterPool;

/**
 * Inflates the messages of one sender (RFC 7692, section 7.2.2). Holds an inflater during a message, and between
 * messages if the sender keeps its context. Confined to the loop of its tunnel.
 */
public final class Inflation {
    /** The bytes that a sender omits at the end of each message. */
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final InflaterPool pool;
    private final boolean keepsContext;

    /** Null while no inflater is held. */
    private CompressionPool<Inflater>.Entry entry;

    private ByteBuffer input;
    /** The message ends with the input. */
    private boolean last;

    public Inflation(InflaterPool pool, boolean keepsContext) {
        this.pool = pool;
        this.keepsContext = keepsContext;
    }

    /** Sets the next input. The caller keeps the bytes unchanged until all output has been produced. */
    public void input(ByteBuffer bytes, boolean endsMessage) {
        input = bytes;
        last = endsMessage;
        if (entry == null) {
            entry = pool.acquire();
        }
        entry.get().setInput(input);
    }

    /**
     * Writes output from the buffer's position.
     *
     * @return whether all output of the input has been written
     */
    public boolean inflate(ByteBuffer to) throws DataFormatException {
        Inflater inflater = entry.get();
        while (to.hasRemaining()) {
            if (inflater.inflate(to) > 0) {
                continue;
            }
            if (inflater.finished() && input.hasRemaining()) {
                // A final block within a message (RFC 7692, section 7.2.3.4): a new stream follows.
                inflater.reset();
                inflater.setInput(input);
            } else if (last && !inflater.finished()) {
                last = false;
                input = ByteBuffer.wrap(TAIL);
                inflater.setInput(input);
            } else {
                return true;
            }
        }
        return false;
    }

    /** To be called after all output of a message. */
    public void messageEnded() {
        if (!keepsContext) {
            release();
        } else if (entry.get().finished()) {
            entry.get().reset();
        }
    }

    /** Releases the inflater. Idempotent. */
    public void release() {
        if (entry != null) {
            entry.release();
            entry = null;
            input = null;
        }
    }
}
