package io.gangway.content;

import io.gangway.http.Fields;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Receives a response: head, then bytes. A producer writes until {@link Written#PENDING} is returned, then waits for
 * one {@link Producer#writable()}. At most one write is pending, and calls do not recurse.
 */
public interface Sink {
    /** Result of a write. */
    enum Written {
        DONE,
        /** One {@link Producer#writable()} follows. */
        PENDING,
        /** The response cannot be sent; {@link Producer#cancel} has been or will be called. */
        FAILED
    }

    /** What to do after the bytes of a write. */
    enum Mark {
        MORE,
        /** Send the bytes that are held back. */
        FLUSH,
        /** These are the last bytes. */
        LAST
    }

    /** Takes the head; called exactly once, first. Nothing is sent before the first write. */
    void head(Response response);

    /** Takes ownership of the buffer, which may be empty. */
    Written write(RetainableByteBuffer buffer, Mark mark);

    /** Takes ownership of the region. */
    Written write(FileRegion region, Mark mark);

    /**
     * Sets trailer fields, which are sent after the last byte if the protocol allows it. Called before the last write.
     */
    default void trailers(Fields trailers) {}

    /** The response is incomplete; the client must be able to detect that. */
    void fail(Throwable cause);
}
