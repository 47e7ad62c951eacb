package io.gangway.websocket;

/** Counts the bytes of one direction of a tunnel. Called on the tunnel's loop. */
interface ByteCounter {
    /** Bytes were read from the source. */
    default void read(long bytes) {}

    /** Bytes are about to be written to the target. */
    default void writing(long bytes) {}
}
