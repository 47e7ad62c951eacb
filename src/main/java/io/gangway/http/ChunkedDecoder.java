package io.gangway.http;

import java.nio.ByteBuffer;

/**
 * Finds the payload in a chunked body without copying it (RFC 9112, 7.1), as strictly as nginx: every line ends with
 * CRLF, sizes are plain hex, extensions are skipped. For one thread.
 *
 * <p>Use: call {@link #next}; on {@link State#DATA} take up to {@link #available} bytes at the buffer's position and
 * {@link #consume} them; go on until {@link State#MORE} or {@link State#END}.
 */
public final class ChunkedDecoder {
    /** The result of {@link #next}. */
    public enum State {
        /** All input was read; the body is not complete. */
        MORE,
        /** The buffer's position is at payload. */
        DATA,
        /** The body is complete; the buffer's position is after its last byte. */
        END
    }

    private enum At {
        CHUNK_START,
        SIZE,
        EXTENSION,
        SIZE_CR,
        DATA,
        AFTER_DATA,
        AFTER_DATA_CR,
        TRAILER,
        TRAILER_CR,
        TRAILER_LINE,
        TRAILER_LINE_CR,
        KEPT_TRAILER,
        END
    }

    /** The maximum chunk size: nginx adds up to nine bytes to a size, which must not overflow. */
    private static final long LARGEST = Long.MAX_VALUE - 9;

    private final boolean upstream;

    /** Maximum size of the trailers that are kept, in bytes; 0 when trailers are skipped. */
    private final int trailerSize;

    private final HeadBytes bytes;
    private final FieldScanner scanner;

    private At at = At.CHUNK_START;
    private long size;
    private Fields trailers = Fields.EMPTY;
    private Fields.Builder kept = Fields.builder();

    private ChunkedDecoder(boolean upstream, int trailerSize) {
        this.upstream = upstream;
        this.trailerSize = trailerSize;
        this.bytes = trailerSize > 0 ? new HeadBytes() : null;
        this.scanner = trailerSize > 0 ? new FieldScanner(true, true) : null;
    }

    /** For the body of a request: trailers are read and discarded. Errors have status 400. */
    public static ChunkedDecoder ofRequest() {
        return new ChunkedDecoder(false, 0);
    }

    /**
     * For the body of an upstream's response. Errors have status 502.
     *
     * @param trailerSize maximum size of the trailers that are kept, in bytes ({@code proxy_buffer_size} with
     *     {@code proxy_pass_trailers}); 0: trailers are skipped
     */
    public static ChunkedDecoder ofResponse(int trailerSize) {
        return new ChunkedDecoder(true, trailerSize);
    }

    /**
     * Reads up to the next payload, the end of the body or the end of the input. It does not read past the end of the
     * body.
     */
    public State next(ByteBuffer in) throws BadMessageException {
        if (at == At.DATA && size == 0) {
            at = At.AFTER_DATA;
        }
        int p = in.position();
        int limit = in.limit();
        while (at != At.END && p < limit) {
            if (at == At.DATA) {
                in.position(p);
                return State.DATA;
            }
            if (at == At.KEPT_TRAILER) {
                in.position(p);
                return trailer(in);
            }
            step(in.get(p++) & 0xff);
        }
        in.position(p);
        return at == At.END ? State.END : State.MORE;
    }

    private void step(int c) throws BadMessageException {
        switch (at) {
            case CHUNK_START -> {
                size = Hex.digit(c);
                require(size >= 0);
                at = At.SIZE;
            }
            case SIZE -> {
                require(size <= Long.MAX_VALUE / 16);
                int digit = Hex.digit(c);
                if (digit >= 0) {
                    size = size * 16 + digit;
                    require(size <= LARGEST);
                } else if (c == '\r') {
                    at = At.SIZE_CR;
                } else {
                    require(c == ';' || c == ' ' || c == '\t');
                    at = At.EXTENSION;
                }
            }
            case EXTENSION -> at = within(c, At.EXTENSION, At.SIZE_CR);
            case SIZE_CR -> {
                require(c == '\n');
                at = size > 0 ? At.DATA : trailerSize > 0 ? At.KEPT_TRAILER : At.TRAILER;
            }
            case AFTER_DATA -> at = exactly(c, '\r', At.AFTER_DATA_CR);
            case AFTER_DATA_CR -> at = exactly(c, '\n', At.CHUNK_START);
            case TRAILER -> at = within(c, At.TRAILER_LINE, At.TRAILER_CR);
            case TRAILER_CR -> at = exactly(c, '\n', At.END);
            case TRAILER_LINE -> at = within(c, At.TRAILER_LINE, At.TRAILER_LINE_CR);
            case TRAILER_LINE_CR -> at = exactly(c, '\n', At.TRAILER);
            default -> throw new IllegalStateException(at.toString());
        }
    }

    private State trailer(ByteBuffer in) throws BadMessageException {
        bytes.pull(in, trailerSize - bytes.limit);
        while (true) {
            switch (scanner.scan(bytes)) {
                case LINE -> kept.add(scanner.name(bytes), scanner.value(bytes));
                case MORE -> {
                    if (bytes.limit == trailerSize) {
                        throw bad("upstream sent too big trailers");
                    }
                    return State.MORE;
                }
                case END -> {
                    bytes.giveBack(in);
                    trailers = kept.build();
                    at = At.END;
                    return State.END;
                }
                case BAD -> throw bad("upstream sent invalid trailer: \"" + scanner.offence(bytes) + '"');
            }
        }
    }

    /** Bytes of payload at the position of {@code in} that belong to the current chunk; 0 when there are none. */
    public int available(ByteBuffer in) {
        return at == At.DATA ? (int) Math.min(size, in.remaining()) : 0;
    }

    /** Consumes {@code n} bytes of payload: advances the position of {@code in}. */
    public void consume(ByteBuffer in, int n) {
        consumed(n);
        in.position(in.position() + n);
    }

    /** Reports that the caller has advanced the position over {@code n} bytes of payload itself. */
    public void consumed(int n) {
        if (n < 0 || n > size || at != At.DATA) {
            throw new IllegalArgumentException("n: " + n + " (expected: 0 to " + remaining() + ")");
        }
        size -= n;
    }

    /** Bytes of the current chunk that were not consumed yet; known before they arrive. */
    public long remaining() {
        return at == At.DATA ? size : 0;
    }

    /** The trailers, after {@link State#END}; empty when they are skipped. */
    public Fields trailers() {
        return trailers;
    }

    /** Within a line that is skipped: CR leads to {@code end}; a bare LF is refused. */
    private At within(int c, At line, At end) throws BadMessageException {
        require(c != '\n');
        return c == '\r' ? end : line;
    }

    private At exactly(int c, char expected, At then) throws BadMessageException {
        require(c == expected);
        return then;
    }

    private void require(boolean good) throws BadMessageException {
        if (!good) {
            throw upstream
                    ? bad("upstream sent invalid chunked response")
                    : new BadMessageException(400, "client sent invalid chunked body", null);
        }
    }

    private static BadMessageException bad(String text) {
        return new BadMessageException(502, text, "reading upstream");
    }
}
