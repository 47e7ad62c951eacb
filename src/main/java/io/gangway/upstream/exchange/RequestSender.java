package io.gangway.upstream.exchange;

import io.gangway.content.RequestBody;
import io.gangway.content.RequestBodyException;
import io.gangway.loop.Leg;
import io.gangway.upstream.http2.RequestStream;
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

    /** Room for what precedes or follows a piece. */
    private static final int FRAME = 16;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final LoopScratch scratch;
    private final Leg leg;
    private final RequestBody body;
    /** Null if the body is sent as it is. */
    private final BodyFraming framing;

    private final Runnable resume;

    /** Null unless the leg is a stream of HTTP/2, which ends after the body. */
    private RequestStream stream;

    /** Null once it is written. */
    private ByteBuffer head;
    /** The piece of the body that is being written. */
    private RetainableByteBuffer piece;
    /** A piece that was read and did not fit into the current chunk. */
    private RetainableByteBuffer next;

    /** Whether the end of the framing is still to be written. */
    private boolean endDue;

    private long sent;
    private boolean complete;
    private boolean stopped;
    private boolean begun;

    /**
     * Creates a sender; nothing is written before {@link #send}.
     *
     * @param head in flush mode, from {@link LoopScratch#written}
     * @param body null for none
     * @param framing null if the body is sent as it is
     * @param resume called when more of the body may be available after {@link Progress#WAITING}, and after
     *     {@link Progress#YIELDED}
     */
    RequestSender(
            LoopScratch scratch, Leg leg, ByteBuffer head, RequestBody body, BodyFraming framing, Runnable resume) {
        this.scratch = scratch;
        this.leg = leg;
        this.head = head;
        this.body = body;
        this.framing = framing;
        this.resume = resume;
        endDue = framing != null;
    }

    /**
     * Creates a sender for a stream of HTTP/2 whose head was sent.
     *
     * @param body null for none: then the stream has ended with the head
     */
    RequestSender(LoopScratch scratch, RequestStream stream, RequestBody body, Runnable resume) {
        this(scratch, stream, null, body, null, resume);
        this.stream = stream;
        endDue = body != null;
        sent = stream.headBytes();
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

    /** Whether a part of the body was taken, which cannot be taken again if it is streamed. */
    boolean hasBegun() {
        return begun;
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
                piece = framing == null ? body.read() : framed();
                begun |= piece != null;
            }
            if (piece == null && !bodyEnded()) {
                if (head == null) {
                    body.demand(resume);
                    return Progress.WAITING;
                }
            } else if (head == null && piece == null && !endDue) {
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

    /** The next piece to be framed; null if nothing is available. */
    private RetainableByteBuffer framed() throws RequestBodyException {
        RetainableByteBuffer first = joined(framing.joined());
        if (first == null || first.remaining() <= framing.largest()) {
            return first;
        }
        ByteBuffer bytes = first.getByteBuffer();
        ByteBuffer part = bytes.slice(bytes.position(), framing.largest());
        bytes.position(bytes.position() + framing.largest());
        first.retain();
        next = first;
        return RetainableByteBuffer.wrap(part, first::release);
    }

    /** Joins all available pieces up to a size, as nginx does. */
    private RetainableByteBuffer joined(int chunkSize) throws RequestBodyException {
        RetainableByteBuffer first = nextPiece();
        if (first == null || next != null || first.remaining() >= chunkSize || body.ended()) {
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
        if (stream != null) {
            sent += bytes.remaining();
            endDue &= !last;
            return last ? stream.writeLast(bytes) : stream.write(bytes);
        }
        if (framing == null) {
            sent += bytes.remaining() + (head == null ? 0 : head.remaining());
            return head == null ? leg.write(bytes) : piece == null ? leg.write(head) : leg.write(head, bytes);
        }
        ByteBuffer before = ByteBuffer.allocate(FRAME);
        ByteBuffer after = ByteBuffer.allocate(FRAME);
        int size = bytes.remaining();
        if (size > 0) {
            framing.before(before, size);
        }
        framing.after(after, size, last);
        if (last) {
            endDue = false;
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
