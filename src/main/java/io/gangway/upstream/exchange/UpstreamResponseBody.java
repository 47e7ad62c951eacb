package io.gangway.upstream.exchange;

import io.gangway.content.Producer;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.http.BadMessageException;
import io.gangway.http.Fields;
import io.gangway.http.ResponseHead;
import io.gangway.loop.Timer;
import io.gangway.upstream.Attempt;
import java.io.IOException;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The body of an upstream's response: passes the bytes to the client without copying, after a subclass has removed the
 * framing of its protocol. If the client is slow, they go to a {@link ResponseBuffer}. Confined to its loop.
 */
public abstract class UpstreamResponseBody implements Producer {
    /** How long a response without a body waits until the body that belongs to it is stored. */
    private static final long MAX_HELD_MILLIS = 100;

    private final UpstreamExchange upstreamExchange;
    private final BufferSizes sizes;
    private final Attempt attempt;
    private final UpstreamLog log;
    private final boolean flushing;
    /** Whether the response has no body. */
    private final boolean none;

    private Sink sink;
    /** Bytes that came with the head, until {@link #start}. */
    private RetainableByteBuffer first;

    private boolean blocked;
    /** Whether no more is read from the upstream: the last byte was received, or the response failed. */
    private boolean complete;
    /** Whether the last byte was passed to the sink, or the sink failed or cancelled. */
    private boolean over;

    /** Null if the response is not to be stored. */
    private final StoredBody.Opener storage;
    /** Null unless the response is stored. */
    private StoredBody stored;
    /** {@code Content-Length}; -1 without it. */
    private final long length;
    /** Number of bytes given to {@link #stored}. */
    private long storedBytes;
    /** Whether {@link #stored} has the whole body. */
    private boolean storedWhole;
    /** Whether the last bytes wait until the response is stored. */
    private boolean holding;
    /** The end of the body, which waits behind them; null before it has come. */
    private RetainableByteBuffer heldEnd;
    /** What waits for that besides. */
    private Runnable held = () -> {};
    /** Null until something waits. */
    private Timer heldTimer;
    /** Number of bytes passed on to the sink or the {@link #responseBuffer}. */
    private long passed;

    private Throwable failure;

    /** Null until the client is slow for the first time. */
    private ResponseBuffer responseBuffer;

    /** Whether the upstream waits for the client. */
    private boolean upstreamWaits;

    /**
     * Where a body comes from.
     *
     * @param exchange reads from the upstream
     * @param none whether the response has no body despite its header fields
     * @param first bytes that came with the head, possibly none
     * @param flushing whether each piece is sent immediately, and no file is used
     * @param storage null if the response is not to be stored
     */
    public record Source(
            UpstreamExchange exchange,
            PassSettings settings,
            Attempt attempt,
            UpstreamLog log,
            ResponseHead head,
            boolean none,
            RetainableByteBuffer first,
            boolean flushing,
            StoredBody.Opener storage) {}

    /** Creates a body that is to be read. */
    protected UpstreamResponseBody(Source source) {
        upstreamExchange = source.exchange();
        sizes = source.settings().buffers;
        attempt = source.attempt();
        log = source.log();
        first = source.first();
        flushing = source.flushing();
        none = source.none();
        storage = source.storage();
        length = source.head().contentLength();
    }

    // ---- from the upstream

    /** Whether the upstream must wait for the client, until {@link UpstreamExchange#flow}. */
    boolean isFull() {
        upstreamWaits = stored != null && stored.isFull()
                || (isBuffering()
                        ? responseBuffer.isFull()
                        : blocked && log.x().loop().isShortOfMemory());
        return upstreamWaits;
    }

    /** Counts and processes bytes from the upstream, and takes over their buffer. */
    final void received(RetainableByteBuffer bytes) throws BadMessageException {
        attempt.body(bytes.remaining());
        receive(bytes);
    }

    /**
     * Processes bytes from the upstream, and takes over their buffer: passes the body to {@link #emit}, and calls {@link
     * #completed} before the last piece.
     *
     * @throws BadMessageException if the body is malformed; with the whole text for the log
     */
    protected abstract void receive(RetainableByteBuffer bytes) throws BadMessageException;

    /**
     * Whether the body ends when the upstream closes the connection, or its stream, now.
     *
     * @throws BadMessageException if it may not end now; with the whole text for the log
     */
    protected abstract boolean endsWithConnection() throws BadMessageException;

    /**
     * The last byte has been received and is about to be written; the leg is released.
     *
     * @param clean whether no bytes followed the last one
     */
    protected final void completed(boolean clean) {
        complete = true;
        if (!clean) {
            excess();
        }
        upstreamExchange.ended(clean);
    }

    /** More bytes were received than the response has. Logs it, unless the protocol permits it. */
    protected void excess() {
        log.write(LogLevel.WARN, "upstream sent more data than its response has while reading upstream");
    }

    /** The upstream closed its side; returns whether that was the regular end of the body. */
    boolean closed() throws BadMessageException {
        if (complete) {
            return true;
        }
        if (!endsWithConnection()) {
            return false;
        }
        completed(true);
        emit(RetainableByteBuffer.EMPTY, true);
        return true;
    }

    /** Passes trailer fields to the client, before the last piece. */
    protected final void trailers(Fields trailers) {
        trailers(trailers, true);
    }

    /** Records trailer fields, before the last piece; {@code passes} when the client gets them. */
    protected final void trailers(Fields trailers, boolean passes) {
        if (trailers.size() > 0) {
            attempt.trailers(trailers);
            if (!over && passes) {
                sink.trailers(passed(trailers));
            }
        }
    }

    private static Fields passed(Fields trailers) {
        Fields.Builder passed = Fields.builder();
        trailers.forEach(field -> {
            if (!FieldNames.OF_MESSAGE.contains(field.name())) {
                passed.add(field.name(), field.value());
            }
        });
        return passed.build();
    }

    /** The error log of the exchange. */
    protected final UpstreamLog log() {
        return log;
    }

    /** The body is malformed or truncated. */
    void broken(String text) {
        log.write(LogLevel.ERROR, text);
        upstreamExchange.ended(false);
        fail(new IOException(text));
        abandon();
    }

    /** The rest will not arrive: the client gets what has been received, then an aborted response. */
    void fail(Throwable cause) {
        if (!over && !complete) {
            abort(cause);
        }
    }

    private void abort(Throwable cause) {
        abandon();
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

    /**
     * Passes a piece of the body on, and takes over its buffer. The last bytes wait until the response is stored, so that
     * the next request of their client finds it.
     */
    protected final void emit(RetainableByteBuffer bytes, boolean last) {
        if (holding) {
            hold(bytes, last);
        } else if (stored != null && !storedWhole) {
            store(bytes, last);
        } else {
            pass(bytes, last);
        }
    }

    private void store(RetainableByteBuffer bytes, boolean last) {
        stored.add(bytes);
        storedBytes += bytes.remaining();
        storedWhole = last || storedBytes == length;
        if (!storedWhole) {
            pass(bytes, false);
            return;
        }
        holding = true;
        stored.complete(() -> {
            holding = false;
            pass(bytes, last);
            if (heldEnd != null) {
                pass(heldEnd, true);
            }
            endHeld();
        });
    }

    /** Only the end can follow the last bytes. */
    private void hold(RetainableByteBuffer bytes, boolean last) {
        if (last) {
            heldEnd = bytes;
        } else {
            bytes.release();
        }
    }

    private void pass(RetainableByteBuffer bytes, boolean last) {
        long size = bytes.remaining();
        if (over || !last && !bytes.hasRemaining()) {
            bytes.release();
        } else if (blocked || isBuffering()) {
            if (responseBuffer == null) {
                responseBuffer = new ResponseBuffer(this, log, sizes, !flushing, stored, passed);
            }
            responseBuffer.add(bytes);
        } else {
            write(bytes, last);
        }
        passed += size;
    }

    private void write(RetainableByteBuffer bytes, boolean last) {
        if (last) {
            end();
        }
        Sink.Mark mark = last ? Sink.Mark.LAST : flushing ? Sink.Mark.FLUSH : Sink.Mark.MORE;
        switch (sink.write(bytes, mark)) {
            case DONE -> {}
            case PENDING -> blocked = true;
            case FAILED -> lost();
        }
    }

    @Override
    public void start(Sink sink) {
        this.sink = sink;
        stored = storage == null ? null : storage.open(this::progressed);
        start();
    }

    private void start() {
        RetainableByteBuffer bytes = first;
        first = null;
        try {
            if (none) {
                complete = true;
                bytes.release();
                emit(RetainableByteBuffer.EMPTY, true);
                return;
            }
            if (bytes.hasRemaining()) {
                received(bytes);
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
            write(bytes, complete && !holding && failure == null && responseBuffer.isEmpty());
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
            lost();
        }
    }

    /** A response that is stored ends when it is in its place, unless that takes long. */
    @Override
    public void withoutBody(Runnable end) {
        stored = storage == null ? null : storage.open(this::progressed);
        if (stored == null) {
            lost();
            end.run();
            return;
        }
        over = true;
        stored.close();
        start();
        if (isStoring() || holding) {
            held = end;
            heldTimer = log.x().loop().timer(this::endHeld);
            heldTimer.arm(MAX_HELD_MILLIS);
        } else {
            end.run();
        }
    }

    private void endHeld() {
        Runnable end = held;
        held = () -> {};
        if (heldTimer != null) {
            heldTimer.cancel();
        }
        end.run();
    }

    /** Nothing more is sent to the client. A response that is being stored is still received. */
    private void lost() {
        end();
        if (!isStoring()) {
            upstreamExchange.ended(false);
        } else if (upstreamWaits && !isFull()) {
            upstreamExchange.flow();
        }
    }

    /**
     * The client needs no more: it has left, or has the range that it asked for.
     *
     * @return whether the response is still received, only to be stored
     */
    boolean detach() {
        if (isStoring() && !over) {
            end();
        }
        return isStoring();
    }

    private boolean isStoring() {
        return stored != null && !complete && !storedWhole;
    }

    /** Bytes have been stored. */
    private void progressed() {
        if (!over) {
            drain();
        } else if (isStoring() && upstreamWaits && !isFull()) {
            upstreamExchange.flow();
        }
    }

    /** Nothing more is read from the upstream, for whatever reason: a part of a response is not stored. */
    void released() {
        if (!complete) {
            abandon();
        }
    }

    /** Gives up storing the response. */
    private void abandon() {
        if (stored != null && !storedWhole) {
            stored.abort();
            endHeld();
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
        if (stored != null) {
            stored.close();
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
