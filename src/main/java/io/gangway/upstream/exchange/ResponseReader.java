package io.gangway.upstream.exchange;

import io.gangway.http.BadMessageException;
import io.gangway.http.ResponseHead;
import io.gangway.loop.Leg;
import io.gangway.upstream.Attempt;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Reads one response of a protocol from an upstream leg: first the head, holding no buffer while it waits; then it
 * creates the reader of the body. Confined to its loop.
 */
public abstract class ResponseReader {
    private static final int MAX_FILLS = 4;

    private final int piece;
    /** Null while nothing is read. */
    private RetainableByteBuffer input;

    /** Creates a reader for one response. */
    protected ResponseReader(PassSettings settings) {
        piece = settings.buffers.piece();
    }

    /**
     * Processes bytes of the head, and none after it.
     *
     * @return whether the head is complete; if not, all bytes were consumed
     * @throws BadMessageException if the upstream violates the protocol; without a message if it is logged already
     */
    protected abstract boolean parse(ByteBuffer in) throws BadMessageException;

    /** The head, once it is complete. */
    protected abstract ResponseHead head();

    /**
     * The bytes of the head as a cache stores them, once it is complete: what {@link #parse} reads again. As in nginx,
     * they are what the upstream sent.
     */
    protected abstract byte[] stored();

    /** Warnings about the head, in nginx's words. */
    protected abstract List<String> notes();

    /** Releases what the reader holds but its input. Idempotent. */
    protected abstract void release();

    /** Creates the body that follows the head; called once at most, when the head is complete. */
    protected abstract UpstreamResponseBody body(UpstreamResponseBody.Source source);

    /**
     * Reads what is available.
     *
     * @return the head; null if it is not complete yet
     * @throws EOFException if the upstream closed the connection
     */
    protected ResponseHead read(Leg leg, Attempt attempt) throws IOException, BadMessageException {
        for (int i = 0; i < MAX_FILLS; i++) {
            if (input == null) {
                input = leg.loop().buffers().acquire(leg.loop().pieceSize(piece), true);
            }
            ByteBuffer buffer = input.getByteBuffer();
            int n = leg.fill(buffer);
            if (n == 0) {
                break;
            }
            if (n < 0) {
                throw new EOFException("upstream prematurely closed connection");
            }
            attempt.received(n);
            if (parse(buffer)) {
                return head();
            }
            buffer.clear().limit(0);
        }
        releaseInput();
        return null;
    }

    /** Reads a head that was {@link #stored()}; null if it is not complete. */
    final ResponseHead read(ByteBuffer stored) throws BadMessageException {
        return parse(stored) ? head() : null;
    }

    /** The bytes after the head that have arrived, which the caller must release. No more is read. */
    final RetainableByteBuffer rest() {
        RetainableByteBuffer bytes = beginning(input);
        input = null;
        free();
        return bytes;
    }

    /** The beginning of the body, given the input after the head; null if nothing was read by this class. */
    protected RetainableByteBuffer beginning(RetainableByteBuffer after) {
        return after;
    }

    /** Releases everything. Idempotent. */
    final void free() {
        release();
        releaseInput();
    }

    private void releaseInput() {
        if (input != null) {
            input.release();
            input = null;
        }
    }
}
