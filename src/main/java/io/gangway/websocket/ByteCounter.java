package io.gangway.websocket;

/** Counts the bytes of one direction as they pass. Called on the loop of the tunnel. */
interface ByteCounter {
    /** So many bytes were read from one leg. */
    default void read(long bytes) {}

    /** So many bytes are written to the other one. */
    default void writing(long bytes) {}
}
