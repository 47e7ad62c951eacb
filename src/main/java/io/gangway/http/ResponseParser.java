package io.gangway.http;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads the heads of an upstream's answers as nginx's proxy module does. For one connection and one thread; {@link
 * #reset()} between heads, also after an interim one.
 */
public final class ResponseParser {
    private final int size;

    /**
     * @param size {@code proxy_buffer_size}, bytes: no head may be longer
     */
    public ResponseParser(int size) {
        this.size = size;
    }

    /**
     * Reads on. Consumes the bytes of the head and no byte after it.
     *
     * @return true when a head is complete; it may be an interim one
     * @throws BadMessage 502 when nginx would refuse the answer
     */
    public boolean parse(ByteBuffer in) throws BadMessage {
        throw new UnsupportedOperationException("not built yet: " + size);
    }

    /** The head, after {@link #parse} answered true. */
    public ResponseHead head() {
        throw new UnsupportedOperationException();
    }

    /**
     * When there was no status line ({@link Version#HTTP_0_9}): bytes of earlier buffers that belong to the body, before
     * what is left in the last one. Empty mostly.
     */
    public ByteBuffer leftover() {
        throw new UnsupportedOperationException();
    }

    /** Whether some byte of a head was seen. */
    public boolean started() {
        return false;
    }

    /** What nginx logs, at level warn, about lines that were ignored; empty mostly. */
    public List<String> notes() {
        return List.of();
    }

    /** Makes ready for the next head. */
    public void reset() {}
}
