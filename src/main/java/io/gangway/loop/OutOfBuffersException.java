package io.gangway.loop;

/** No memory is left for a buffer: who asked for it fails, nobody else does. */
public final class OutOfBuffersException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutOfBuffersException(int size) {
        super("no memory is left for a buffer of " + size + " bytes");
    }
}
