package io.gangway.upstream.health;

import io.gangway.http.BadMessageException;
import io.gangway.http.Fields;
import io.gangway.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Decodes the response to a check. A subclass knows the protocol. It keeps at most the part of the body that {@code
 * match} looks at. For one response and one thread.
 */
public abstract class CheckResponse {
    /** As in nginx, {@code body} of {@code match} sees the first 256 KiB. */
    static final int MAX_BODY = 256 * 1024;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean keepsBody;

    /**
     * Continues with the next bytes.
     *
     * @return whether the response is complete
     * @throws BadMessageException if the upstream violates the protocol; the message is nginx's
     */
    protected abstract boolean read(ByteBuffer in) throws BadMessageException;

    /** Whether the response is complete when the upstream closes the connection. */
    protected abstract boolean isWholeAtEnd();

    /** The head; null before it is complete. */
    protected abstract ResponseHead head();

    /** The trailer fields so far. */
    protected Fields trailers() {
        return Fields.EMPTY;
    }

    /** What must be sent to the upstream now, such as acknowledgements; null for nothing. */
    protected ByteBuffer reply() {
        return null;
    }

    /** Whether the connection may be used for another check after the complete response. */
    protected abstract boolean allowsReuse();

    /** Takes a part of the body, all of the buffer. */
    protected final void body(ByteBuffer part) {
        int n = keepsBody ? Math.min(part.remaining(), MAX_BODY - body.size()) : 0;
        for (int i = 0; i < n; i++) {
            body.write(part.get(part.position() + i));
        }
        part.position(part.limit());
    }

    final void keepBody() {
        keepsBody = true;
    }

    /** Whether no more of the body is needed. */
    protected final boolean hasEnough() {
        return head() != null && (!keepsBody || body.size() == MAX_BODY);
    }

    /** The body so far, one char per byte. */
    final String bodyText() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }
}
