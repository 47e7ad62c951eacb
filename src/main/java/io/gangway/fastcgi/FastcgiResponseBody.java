package io.gangway.fastcgi;

import io.gangway.errorlog.LogLevel;
import io.gangway.http.BadMessageException;
import io.gangway.upstream.exchange.UpstreamResponseBody;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The body of a FastCGI response: the rest of stdout. Confined to its loop. */
final class FastcgiResponseBody extends UpstreamResponseBody {
    private static final String ACTION = " while reading upstream";

    private final FastcgiRecords records;
    private final boolean keepConn;
    private final boolean flushing;

    /** Number of bytes that {@code Content-Length} announces and that are still to come; -1 without it. */
    private long remaining;

    /** Whether the response is complete. */
    private boolean ended;

    /** What is being done, for the log. As in nginx, bytes that came with the head and are not buffered belong to it. */
    private String action;

    /** @param records after the head */
    FastcgiResponseBody(Source source, FastcgiRecords records, boolean keepConn) {
        super(source);
        this.records = records;
        this.keepConn = keepConn;
        flushing = source.flushing();
        remaining = source.head().contentLength();
        action = flushing && source.first().hasRemaining() ? FastcgiResponseReader.ACTION : ACTION;
    }

    /** Each piece is held back until it is known whether it is the last one of the response, so that it is marked. */
    @Override
    protected void receive(RetainableByteBuffer bytes) throws BadMessageException {
        ByteBuffer buffer = bytes.getByteBuffer();
        RetainableByteBuffer piece = null;
        try {
            while (!ended) {
                FastcgiRecords.Event event = next(buffer);
                switch (event) {
                    case ERRORS -> errors(buffer);
                    case OUTPUT -> {
                        if (piece != null) {
                            RetainableByteBuffer before = piece;
                            piece = null;
                            emit(before, false);
                        }
                        piece = output(bytes, buffer);
                    }
                    case OUTPUT_CLOSED, ENDING -> {
                        if (!flushing) {
                            requireWhole(event == FastcgiRecords.Event.ENDING ? "request" : "stdout");
                        }
                    }
                    case END -> {
                        requireWhole("request");
                        end(!buffer.hasRemaining());
                    }
                    case MORE -> {
                        return;
                    }
                }
            }
            RetainableByteBuffer last = piece;
            piece = null;
            emit(last == null ? RetainableByteBuffer.EMPTY : last, true);
        } finally {
            if (piece != null) {
                emit(piece, false);
            }
            action = ACTION;
            bytes.release();
        }
    }

    private FastcgiRecords.Event next(ByteBuffer in) throws BadMessageException {
        try {
            return records.next(in);
        } catch (BadMessageException e) {
            throw FastcgiRecords.bad(e.getMessage() + action);
        }
    }

    private void errors(ByteBuffer in) {
        int n = records.available(in);
        log().write(LogLevel.ERROR, FastcgiErrors.line(FastcgiErrors.text(in, n)) + action);
        records.consumed(n);
    }

    /** A piece of the body; null if there is none since the response has more than {@code Content-Length}. */
    private RetainableByteBuffer output(RetainableByteBuffer bytes, ByteBuffer buffer) {
        int n = records.available(buffer);
        int wanted = remaining < 0 ? n : (int) Math.min(n, remaining);
        RetainableByteBuffer piece = null;
        if (wanted > 0) {
            bytes.retain();
            piece = RetainableByteBuffer.wrap(buffer.slice(buffer.position(), wanted), bytes::release);
        }
        buffer.position(buffer.position() + n);
        records.consumed(n);
        if (remaining >= 0) {
            remaining -= wanted;
        }
        if (wanted < n) {
            log().write(LogLevel.WARN, "upstream sent more data than specified in \"Content-Length\" header" + action);
            ended = true;
            completed(false);
        }
        return piece;
    }

    private void requireWhole(String what) throws BadMessageException {
        if (remaining > 0) {
            throw FastcgiRecords.bad("upstream prematurely closed FastCGI " + what + action);
        }
    }

    private void end(boolean clean) {
        ended = true;
        completed(clean);
    }

    /** What follows the output is not an error. */
    @Override
    protected void excess() {
        // Nothing is logged.
    }

    @Override
    protected boolean endsWithConnection() {
        return remaining <= 0 && (flushing || !keepConn);
    }
}
