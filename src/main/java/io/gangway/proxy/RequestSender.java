package io.gangway.proxy;

import io.gangway.content.RequestBody;
import io.gangway.content.RequestBodyException;
import io.gangway.http.ChunkedEncoder;
import io.gangway.loop.Leg;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Writes one request to an upstream leg: the head together with the first bytes of the body, then the rest as the leg
 * accepts it and as the body arrives. Confined to its loop; owned by its {@link UpstreamExchange}.
 */
final class RequestSender {
    /** The state of the request after a step. */
    enum Progress {
        /** The whole request is written. */
        COMPLETE,
        /** The leg does not accept more now. */
        WRITING,
        /** Waits for more of the body from the client. */
        WAITING,
        /** There is more to write, but other connections of the loop run first; {@code resume} will be called. */
        YIELDED
    }

    /** Maximum number of pieces written in one loop iteration. */
    private static final int MAX_PIECES = 16;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final LoopScratch scratch;
    private final Leg leg;
    private final RequestBody body;
    private final boolean chunked;
    /** Maximum number of bytes in one chunk. */
    private final int chunkSize;

    private final Runnable resume;

    /** Null once it is written. */
    private ByteBuffer head;
    /** The piece of the body that is being written. */
    private RetainableByteBuffer piece;
    /** A piece that was read and did not fit into the current chunk. */
    private RetainableByteBuffer next;

    private boolean lastChunkDue;
    private long sent;
    private boolean complete;
    private boolean stopped;

    /**
     * Creates a sender; nothing is written before {@link #send}.
     *
     * @param head in flush mode, from {@link LoopScratch#written}
     * @param body null for none
     * @param chunkSize maximum size of a chunk, in bytes: available bytes are joined into one chunk; 0 if the body is
     *     not sent in chunks
     * @param resume called when more of the body may be available after {@link Progress#WAITING}, and after
     *     {@link Progress#YIELDED}
     */
    RequestSender(LoopScratch scratch, Leg leg, ByteBuffer head, RequestBody body, int chunkSize, Runnable resume) {
        this.scratch = scratch;
        this.leg = leg;
        this.head = head;
        this.body = body;
        this.chunkSize = chunkSize;
        chunked = chunkSize > 0;
        this.resume = resume;
        lastChunkDue = chunked;
    }

    boolean isComplete() {
        return complete;
    }

    /** Stops after a failed write; the rest of the request is not sent. */
    void stop() {
        stopped = true;
        free();
    }

    boolean isStopped() {
        return stopped;
    }

    /** Number of bytes passed to the leg so far. */
    long sent() {
        return sent;
    }

    /** Writes as much as possible now. */
    Progress send() throws IOException, RequestBodyException {
        for (int pieces = 0; !complete; pieces++) {
            if (pieces == MAX_PIECES) {
                leg.loop().execute(resume);
                return Progress.YIELDED;
            }
            if (piece == null && !bodyEnded()) {
                piece = chunked ? chunk() : body.read();
            }
            if (piece == null && !bodyEnded()) {
                if (head == null) {
                    body.demand(resume);
                    return Progress.WAITING;
                }
            } else if (head == null && piece == null && !lastChunkDue) {
                complete = true;
                break;
            }
            if (!write()) {
                return Progress.WRITING;
            }
            written();
        }
        return Progress.COMPLETE;
    }

    private boolean bodyEnded() {
        return body == null || next == null && body.ended();
    }

    /** Joins all available pieces into one chunk, as nginx does; null if nothing is available. */
    private RetainableByteBuffer chunk() throws RequestBodyException {
        RetainableByteBuffer first = nextPiece();
        if (first == null || first.remaining() >= chunkSize || body.ended()) {
            return first;
        }
        RetainableByteBuffer.Mutable all = null;
        try {
            for (next = body.read(); next != null; next = body.ended() ? null : body.read()) {
                if (first.remaining() + next.remaining() > chunkSize) {
                    break;
                }
                if (all == null) {
                    all = leg.loop().buffers().acquire(chunkSize, true);
                    all.append(first.getByteBuffer());
                    first.release();
                    first = all;
                }
                all.append(next.getByteBuffer());
                next.release();
                next = null;
            }
        } catch (RequestBodyException | RuntimeException e) {
            first.release();
            throw e;
        }
        return first;
    }

    private RetainableByteBuffer nextPiece() throws RequestBodyException {
        RetainableByteBuffer pending = next;
        next = null;
        return pending == null ? body.read() : pending;
    }

    /** Continues after the leg has written all pending bytes. */
    Progress writable() throws IOException, RequestBodyException {
        written();
        return send();
    }

    private boolean write() throws IOException {
        ByteBuffer bytes = piece == null ? NOTHING : piece.getByteBuffer();
        boolean last = bodyEnded();
        if (!chunked) {
            sent += bytes.remaining() + (head == null ? 0 : head.remaining());
            return head == null ? leg.write(bytes) : piece == null ? leg.write(head) : leg.write(head, bytes);
        }
        ByteBuffer before = ByteBuffer.allocate(ChunkedEncoder.HEADER_SIZE);
        ByteBuffer after = ByteBuffer.allocate(8);
        if (bytes.hasRemaining()) {
            ChunkedEncoder.header(before, bytes.remaining());
            ChunkedEncoder.end(after);
        }
        if (last) {
            ChunkedEncoder.last(after);
            lastChunkDue = false;
        }
        before.flip();
        after.flip();
        ByteBuffer first = head == null ? NOTHING : head;
        sent += first.remaining() + before.remaining() + bytes.remaining() + after.remaining();
        return leg.write(first, before, bytes, after);
    }

    private void written() {
        if (head != null) {
            scratch.release(head);
            head = null;
        }
        if (piece != null) {
            piece.release();
            piece = null;
        }
    }

    /** Releases the buffers. Idempotent. */
    void free() {
        head = null;
        if (piece != null) {
            piece.release();
            piece = null;
        }
        if (next != null) {
            next.release();
            next = null;
        }
    }
}
