package io.gangway.content;

import io.gangway.http.Fields;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Where an answer goes: head, then bytes. A producer writes until it hears {@link Written#PENDING}; then it waits for one
 * {@link Producer#writable()}. One write is pending at most, nothing recurses.
 */
public interface Sink {
    /** How a write went. */
    enum Written {
        DONE,
        /** One {@link Producer#writable()} follows. */
        PENDING,
        /** The answer can't be sent any more; {@link Producer#cancel} has been or will be called. */
        FAILED
    }

    /** What a write asks for beside carrying bytes. */
    enum Mark {
        MORE,
        /** Send what is held back. */
        FLUSH,
        /** These are the last bytes. */
        LAST
    }

    /** Takes the head; exactly once, first. Nothing is sent before the first write. */
    void head(Response response);

    /** Takes ownership of the buffer, which may be empty. */
    Written write(RetainableByteBuffer buffer, Mark mark);

    /** Takes ownership of the region. */
    Written write(FileRegion region, Mark mark);

    /** Trailer fields, to be sent after the last byte where the protocol can; before the write of the last byte. */
    default void trailers(Fields trailers) {}

    /** The answer broke off: the client must be able to see that it is not whole. */
    void fail(Throwable cause);
}
