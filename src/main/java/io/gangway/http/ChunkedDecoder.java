package io.gangway.http;

import java.nio.ByteBuffer;

/**
 * Finds the payload in a chunked body without copying it (RFC 9112, 7.1), as strictly as nginx. For one thread.
 *
 * <p>Use: call {@link #next}; on {@link State#DATA} take up to {@link #available} bytes at the buffer's position and
 * {@link #consume} them; go on until {@link State#MORE} or {@link State#END}.
 */
public final class ChunkedDecoder {
    /** What {@link #next} found. */
    public enum State {
        /** All input was read and the body is not complete. */
        MORE,
        /** Payload stands at the buffer's position. */
        DATA,
        /** The body is complete; the buffer stands after its last byte. */
        END
    }

    private ChunkedDecoder() {}

    /** For the body of a request: trailers are read and dropped. Errors are 400. */
    public static ChunkedDecoder ofRequest() {
        return new ChunkedDecoder();
    }

    /** For the body of an upstream's answer: trailers are kept up to {@code trailerSize} bytes. Errors are 502. */
    public static ChunkedDecoder ofResponse(int trailerSize) {
        return new ChunkedDecoder();
    }

    /** Reads on up to payload, the end of the body or the end of the input. */
    public State next(ByteBuffer in) throws BadMessage {
        throw new UnsupportedOperationException();
    }

    /** Bytes of payload at the position of {@code in} that belong to the current chunk; 0 when there are none. */
    public int available(ByteBuffer in) {
        throw new UnsupportedOperationException();
    }

    /** Takes {@code n} bytes of payload: moves the position of {@code in}. */
    public void consume(ByteBuffer in, int n) {
        throw new UnsupportedOperationException();
    }

    /** Takes all available payload as a slice that shares the bytes of {@code in}. */
    public ByteBuffer slice(ByteBuffer in) {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the current chunk that are still to come; known before they arrive. */
    public long remaining() {
        throw new UnsupportedOperationException();
    }

    /** The trailers, after {@link State#END}; empty for requests. */
    public Fields trailers() {
        throw new UnsupportedOperationException();
    }

    /** Makes ready for the next body. */
    public void reset() {}
}
