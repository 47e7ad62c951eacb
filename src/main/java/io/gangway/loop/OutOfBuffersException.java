package io.gangway.loop;

/** No memory is left for a buffer. Only the caller fails; other connections are not affected. */
public final class OutOfBuffersException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutOfBuffersException(int size) {
        super("no memory is left for a buffer of " + size + " bytes");
    }
}
