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
 * The body of an upstream's response: removes the transfer framing and passes the bytes to the client without copying.
 * If the client is slow, they go to a {@link ResponseBuffer}. Confined to its loop.
 */
final class UpstreamResponseBody implements Producer {
    private final UpstreamExchange upstreamExchange;
    private final BufferSizes sizes;
    private final Attempt attempt;
    private final UpstreamLog log;
    private final boolean flushing;
    private final ChunkedDecoder decoder;

    /** Number of bytes still to come; -1 if the body is chunked or ends with the connection. */
    private long remaining;

    private Sink sink;
    /** Bytes that came with the head, until {@link #start}. */
    private RetainableByteBuffer first;

    private boolean blocked;
    /** Whether no more is read from the upstream: the last byte was received, or the response failed. */
    private boolean complete;
    /** Whether the last byte was passed to the sink, or the sink failed or cancelled. */
    private boolean over;

    private Throwable failure;

    /** Null until the client is slow for the first time. */
    private ResponseBuffer responseBuffer;

    /** Whether the upstream waits for the client. */
    private boolean upstreamWaits;

    /**
     * Creates a body that is to be read.
     *
     * @param none whether the response has no body despite its header fields
     * @param first bytes that came with the head, possibly none
     * @param flushing whether each piece is sent immediately, and no file is used
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
        upstreamWaits = isBuffering()
                ? responseBuffer.isFull()
                : blocked && log.x().loop().isShortOfMemory();
        return upstreamWaits;
    }

    /** Processes bytes from the upstream, and takes over their buffer. */
    void receive(RetainableByteBuffer bytes) throws BadMessageException {
        attempt.body(bytes.remaining());
        if (decoder != null) {
            decodeChunks(bytes);
        } else if (remaining < 0) {
            emit(bytes, false);
        } else {
            fixedLength(bytes);
        }
    }

    private void fixedLength(RetainableByteBuffer bytes) {
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

    /** Each piece is held back until it is known whether another one follows, so that the last one can be marked. */
    private void decodeChunks(RetainableByteBuffer bytes) throws BadMessageException {
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
     * The last byte has been received and is about to be written; the leg is released.
     *
     * @param clean whether no bytes followed the last one
     */
    void completed(boolean clean) {
        complete = true;
        if (!clean) {
            log.write(LogLevel.WARN, "upstream sent more data than its response has while reading upstream");
        }
        upstreamExchange.ended(clean);
    }

    /** The upstream closed its side; returns whether that was the regular end of the body. */
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

    /** The body is malformed or truncated. */
    void broken(String text) {
        log.write(LogLevel.ERROR, text);
        upstreamExchange.ended(false);
        fail(new IOException(text));
    }

    /** The rest will not arrive: the client gets what has been received, then an aborted response. */
    void fail(Throwable cause) {
        if (!over && !complete) {
            abort(cause);
        }
    }

    private void abort(Throwable cause) {
        complete = true;
        failure = cause;
        if (sink != null) {
            drain();
        }
    }

    // ---- to the client

    /** Whether bytes are buffered for the client. */
    private boolean isBuffering() {
        return responseBuffer != null && !responseBuffer.isEmpty();
    }

    private void emit(RetainableByteBuffer bytes, boolean last) {
        if (over || !last && !bytes.hasRemaining()) {
            bytes.release();
        } else if (blocked || isBuffering()) {
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
    public void start(Sink sink) {
        this.sink = sink;
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
                receive(bytes);
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

    /** Writes buffered bytes while the client accepts them; then the upstream may continue. */
    void drain() {
        while (isBuffering() && !blocked && !over) {
            RetainableByteBuffer bytes = responseBuffer.next();
            if (bytes == null) {
                break;
            }
            write(bytes, complete && failure == null && responseBuffer.isEmpty());
        }
        if (over) {
            return;
        }
        if (failure != null && !blocked && !isBuffering()) {
            end();
            sink.fail(failure);
        } else if (upstreamWaits && !isFull()) {
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

    /** The sink has the last bytes, or does not want any more. Frees what is buffered. */
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

    /**
     * The temporary file failed. If {@code lost}, it could not be read, and the response fails now; otherwise the
     * client still gets the bytes received so far.
     */
    void fileFailed(IOException cause, boolean lost) {
        log.write(LogLevel.CRIT, cause.getMessage() + " while reading upstream");
        upstreamExchange.ended(false);
        if (lost) {
            end();
            sink.fail(cause);
        } else {
            abort(cause);
        }
    }
}
