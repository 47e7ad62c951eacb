package io.gangway.content;

import org.eclipse.jetty.io.RetainableByteBuffer;

/** The bytes of a request behind its head, decoded. Confined to the exchange's loop. */
public interface RequestBody {
    /** Content-Length, or -1 when the body is chunked. 0 when there is none. */
    long length();

    /**
     * The next bytes, which the caller releases.
     *
     * @return null when there is nothing now: see {@link #ended()} and {@link #demand}
     * @throws RequestBodyException when the client broke off, was too slow, or sent what it must not
     */
    RetainableByteBuffer read() throws RequestBodyException;

    /** Whether all bytes were read. */
    boolean ended();

    /** Calls back once when {@link #read()} is worth another try. One outstanding. */
    void demand(Runnable readable);

    /** After {@link #read()}: how much of the same chunk is still to come; -1 when the body has no chunks. */
    default long announced() {
        return -1;
    }

    /**
     * Nobody is going to read it: looks at what has come already.
     *
     * @param continues whether a client that waits to be asked for it ({@code Expect: 100-continue}) is to send it
     * @throws RequestBodyException when that is what a client must not send
     */
    default void discard(boolean continues) throws RequestBodyException {}

    /** All of it will be taken as fast as it comes, for there is room for it: the client need not be held back. */
    default void wholeWanted() {}

    /** Nobody will read the rest. Idempotent. */
    void cancel();
}
