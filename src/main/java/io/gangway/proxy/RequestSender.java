package io.gangway.proxy;

import io.gangway.content.RequestBody;
import io.gangway.content.RequestBodyException;
import io.gangway.http.ChunkedEncoder;
import io.gangway.loop.Leg;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Writes one request to an upstream leg: the head together with the first bytes of the body, then the rest as the leg takes
 * it and as the body comes. Confined to its loop; owned by its {@link ProxyExchange}.
 */
final class RequestSender {
    /** How far it came. */
    enum Progress {
        /** All is written. */
        COMPLETE,
        /** The leg takes no more now. */
        WRITING,
        /** The client has not sent more yet. */
        WAITING,
        /** There is more, but others of the loop have their turn first; {@code goOn} is called. */
        YIELDED
    }

    /** So many pieces are written in one turn of the loop. */
    private static final int TURN = 16;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final LoopScratch bench;
    private final Leg leg;
    private final RequestBody body;
    private final boolean chunked;
    /** So many bytes of the body go into one chunk. */
    private final int chunkSize;

    private final Runnable goOn;

    /** Null once it is written. */
    private ByteBuffer head;
    /** The piece of the body that is being written. */
    private RetainableByteBuffer piece;
    /** What was read and did not fit into the same chunk. */
    private RetainableByteBuffer next;

    private boolean lastChunkDue;
    private long sent;
    private boolean complete;
    private boolean stopped;

    /**
     * A request to be sent.
     *
     * @param head in flush mode, of the bench
     * @param body null for none
     * @param chunkSize for a body that is to be framed in chunks: what came together goes into one up to so many bytes; else 0
     * @param goOn called when a body that made us wait may have more, or after others had their turn
     */
    RequestSender(LoopScratch bench, Leg leg, ByteBuffer head, RequestBody body, int chunkSize, Runnable goOn) {
        this.bench = bench;
        this.leg = leg;
        this.head = head;
        this.body = body;
        this.chunkSize = chunkSize;
        chunked = chunkSize > 0;
        this.goOn = goOn;
        lastChunkDue = chunked;
    }

    boolean isComplete() {
        return complete;
    }

    /** The leg takes no more: what is left of the request is not sent. */
    void stop() {
        stopped = true;
        free();
    }

    boolean isStopped() {
        return stopped;
    }

    /** Bytes given to the leg so far. */
    long sent() {
        return sent;
    }

    /** Writes what can be written now. */
    Progress go() throws IOException, RequestBodyException {
        for (int pieces = 0; !complete; pieces++) {
            if (pieces == TURN) {
                leg.loop().execute(goOn);
                return Progress.YIELDED;
            }
            if (piece == null && !bodyEnded()) {
                piece = chunked ? chunk() : body.read();
            }
            if (piece == null && !bodyEnded()) {
                if (head == null) {
                    body.demand(goOn);
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

    /** As in nginx a chunk has all that has come; null when that is nothing. */
    private RetainableByteBuffer chunk() throws RequestBodyException {
        RetainableByteBuffer first = take();
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

    private RetainableByteBuffer take() throws RequestBodyException {
        RetainableByteBuffer taken = next;
        next = null;
        return taken == null ? body.read() : taken;
    }

    /** The leg has written all that was pending: go on. */
    Progress writable() throws IOException, RequestBodyException {
        written();
        return go();
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
            bench.sent(head);
            head = null;
        }
        if (piece != null) {
            piece.release();
            piece = null;
        }
    }

    /** The leg is closed or the request complete: frees what is held. */
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
