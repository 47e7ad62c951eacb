package io.gangway.proxy;

import io.gangway.content.Producer;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.http.BadMessageException;
import io.gangway.http.ChunkedDecoder;
import io.gangway.http.Fields;
import io.gangway.http.ResponseHead;
import io.gangway.upstream.Attempt;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The body of an upstream's answer on its way to the client: takes the framing off and passes the bytes on without a copy. While
 * the client is slow they go to a {@link ResponseBuffer}. Confined to its loop.
 */
final class UpstreamResponseBody implements Producer {
    private final UpstreamExchange upstreamExchange;
    private final BufferSizes sizes;
    private final Attempt attempt;
    private final UpstreamLog log;
    private final boolean flushing;
    private final ChunkedDecoder decoder;

    /** Bytes still to come; -1 when the body ends with the connection or comes in chunks. */
    private long remaining;

    private Sink sink;
    /** What was read before the sink was there. */
    private RetainableByteBuffer first;

    private boolean blocked;
    /** The last byte was taken from the upstream. */
    private boolean complete;
    /** The last byte was given to the sink, or nothing is wanted any more. */
    private boolean over;

    private Throwable failure;

    /** Null until the client is slow for the first time. */
    private ResponseBuffer responseBuffer;

    /** The owner was told to wait. */
    private boolean held;

    /**
     * A body that is about to be read.
     *
     * @param none whether no body follows, whatever the head says
     * @param first bytes that came with the head; may be empty
     * @param flushing whether each piece is sent at once, and none goes to a file
     */
    UpstreamResponseBody(
            UpstreamExchange upstreamExchange,
            ProxySettings settings,
            Attempt attempt,
            UpstreamLog log,
            ResponseHead head,
            boolean none,
            RetainableByteBuffer first,
            boolean flushing) {
        this.upstreamExchange = upstreamExchange;
        sizes = settings.buffers;
        this.attempt = attempt;
        this.log = log;
        this.first = first;
        this.flushing = flushing;
        decoder = head.chunked() && !none ? ChunkedDecoder.ofResponse(settings.trailerSize) : null;
        remaining = none ? 0 : head.chunked() ? -1 : head.contentLength();
    }

    // ---- from the upstream

    /** Whether the upstream must wait for the client, until {@link UpstreamExchange#flow}. */
    boolean isFull() {
        held = isBehind() ? responseBuffer.isFull() : blocked && log.x().loop().isShortOfMemory();
        return held;
    }

    /** Takes what was read. */
    void take(RetainableByteBuffer bytes) throws BadMessageException {
        attempt.body(bytes.remaining());
        if (decoder != null) {
            chunks(bytes);
        } else if (remaining < 0) {
            emit(bytes, false);
        } else {
            counted(bytes);
        }
    }

    private void counted(RetainableByteBuffer bytes) {
        int n = bytes.remaining();
        if (n < remaining) {
            remaining -= n;
            emit(bytes, false);
            return;
        }
        boolean clean = n == remaining;
        if (!clean) {
            ByteBuffer buffer = bytes.getByteBuffer();
            buffer.limit(buffer.position() + (int) remaining);
        }
        remaining = 0;
        completed(clean);
        emit(bytes, true);
    }

    /** One piece is kept back until it is known whether another follows, so that the last one is marked as such. */
    private void chunks(RetainableByteBuffer bytes) throws BadMessageException {
        ByteBuffer buffer = bytes.getByteBuffer();
        RetainableByteBuffer piece = null;
        try {
            while (true) {
                ChunkedDecoder.State state = decoder.next(buffer);
                if (state != ChunkedDecoder.State.DATA) {
                    boolean end = state == ChunkedDecoder.State.END;
                    if (end) {
                        trailers(decoder.trailers());
                        completed(!buffer.hasRemaining());
                    }
                    RetainableByteBuffer last = piece;
                    piece = null;
                    if (last != null || end) {
                        emit(last == null ? RetainableByteBuffer.EMPTY : last, end);
                    }
                    return;
                }
                if (piece != null) {
                    RetainableByteBuffer before = piece;
                    piece = null;
                    emit(before, false);
                }
                int n = decoder.available(buffer);
                bytes.retain();
                piece = RetainableByteBuffer.wrap(buffer.slice(buffer.position(), n), bytes::release);
                decoder.consume(buffer, n);
            }
        } finally {
            if (piece != null) {
                piece.release();
            }
            bytes.release();
        }
    }

    private void trailers(Fields trailers) {
        if (trailers.size() > 0) {
            attempt.trailers(trailers);
            sink.trailers(trailers);
        }
    }

    /**
     * The last byte was taken, and is about to be written; the leg is free.
     *
     * @param clean whether nothing stood behind the last byte
     */
    void completed(boolean clean) {
        complete = true;
        if (!clean) {
            log.write(LogLevel.WARN, "upstream sent more data than its answer has while reading upstream");
        }
        upstreamExchange.ended(clean);
    }

    /** The upstream closed its side; true when that was the end of the body. */
    boolean closed() {
        if (complete) {
            return true;
        }
        if (decoder != null || remaining >= 0) {
            return false;
        }
        completed(true);
        emit(RetainableByteBuffer.EMPTY, true);
        return true;
    }

    /** What came is no body, or not all of it. */
    void broken(String text) {
        log.write(LogLevel.ERROR, text);
        upstreamExchange.ended(false);
        fail(new IOException(text));
    }

    /** The rest won't come: the client gets what is there and then sees that the answer is not whole. */
    void fail(Throwable cause) {
        if (!over && !complete) {
            breakOff(cause);
        }
    }

    private void breakOff(Throwable cause) {
        complete = true;
        failure = cause;
        if (sink != null) {
            drain();
        }
    }

    // ---- to the client

    /** Whether there are bytes that the client has not taken. */
    private boolean isBehind() {
        return responseBuffer != null && !responseBuffer.isEmpty();
    }

    private void emit(RetainableByteBuffer bytes, boolean last) {
        if (over || !last && !bytes.hasRemaining()) {
            bytes.release();
        } else if (blocked || isBehind()) {
            if (responseBuffer == null) {
                responseBuffer = new ResponseBuffer(this, log, sizes, !flushing);
            }
            responseBuffer.add(bytes);
        } else {
            write(bytes, last);
        }
    }

    private void write(RetainableByteBuffer bytes, boolean last) {
        if (last) {
            end();
        }
        Sink.Mark mark = last ? Sink.Mark.LAST : flushing ? Sink.Mark.FLUSH : Sink.Mark.MORE;
        switch (sink.write(bytes, mark)) {
            case DONE -> {}
            case PENDING -> blocked = true;
            case FAILED -> {
                end();
                upstreamExchange.ended(false);
            }
        }
    }

    @Override
    public void start(Sink newSink) {
        sink = newSink;
        RetainableByteBuffer bytes = first;
        first = null;
        try {
            if (remaining == 0) {
                complete = true;
                bytes.release();
                emit(RetainableByteBuffer.EMPTY, true);
                return;
            }
            if (bytes.hasRemaining()) {
                take(bytes);
            } else {
                bytes.release();
                if (flushing) {
                    write(RetainableByteBuffer.EMPTY, false);
                }
            }
        } catch (BadMessageException e) {
            broken(e.getMessage());
        }
    }

    @Override
    public void writable() {
        blocked = false;
        drain();
    }

    /** Gives the client what waits, as far as it takes it; then the upstream may go on. */
    void drain() {
        while (isBehind() && !blocked && !over) {
            RetainableByteBuffer bytes = responseBuffer.next();
            if (bytes == null) {
                break;
            }
            write(bytes, complete && failure == null && responseBuffer.isEmpty());
        }
        if (over) {
            return;
        }
        if (failure != null && !blocked && !isBehind()) {
            end();
            sink.fail(failure);
        } else if (held && !isFull()) {
            upstreamExchange.flow();
        }
    }

    @Override
    public void cancel(Throwable cause) {
        if (!over) {
            end();
            upstreamExchange.ended(false);
        }
    }

    /** The sink has the last bytes, or nobody wants them. */
    private void end() {
        over = true;
        if (first != null) {
            first.release();
            first = null;
        }
        if (responseBuffer != null) {
            responseBuffer.free();
        }
    }

    /** The file of the backlog failed: what is not in it can still be had unless {@code lost}. */
    void fileFailed(IOException cause, boolean lost) {
        log.write(LogLevel.CRIT, cause.getMessage() + " while reading upstream");
        upstreamExchange.ended(false);
        if (lost) {
            end();
            sink.fail(cause);
        } else {
            breakOff(cause);
        }
    }
}
