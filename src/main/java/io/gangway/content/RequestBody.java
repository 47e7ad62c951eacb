package io.gangway.content;

import org.eclipse.jetty.io.RetainableByteBuffer;

/** The body of a request, decoded. Confined to the exchange's loop. */
public interface RequestBody {
    /** Content-Length; 0 when there is no body, -1 when it is chunked. */
    long length();

    /**
     * The next bytes, which the caller releases.
     *
     * @return null when no bytes are available: see {@link #ended()} and {@link #demand}
     * @throws RequestBodyException when the client closed the connection, was too slow, or sent a malformed or too
     *     large body
     */
    RetainableByteBuffer read() throws RequestBodyException;

    /** Whether all bytes were read. */
    boolean ended();

    /** Calls back once when {@link #read()} should be tried again. At most one call is outstanding. */
    void demand(Runnable readable);

    /**
     * After {@link #read()}: the number of bytes of the current chunk that are still to come; -1 when the body is not
     * chunked.
     */
    default long announced() {
        return -1;
    }

    /**
     * The body will not be read: checks the part that has already arrived.
     *
     * @param continues whether to send {@code 100 Continue} to a client that waits for it
     * @throws RequestBodyException when that part is malformed
     */
    default void discard(boolean continues) throws RequestBodyException {}

    /** The reader has room for the whole body and takes it as fast as it comes: the client need not be slowed down. */
    default void readsWhole() {}

    /** The rest will not be read. Idempotent. */
    void cancel();
}
