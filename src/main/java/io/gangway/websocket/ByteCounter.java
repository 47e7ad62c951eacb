package io.gangway.websocket;

import io.gangway.exchange.TunnelFactory;

/** Counts the bytes of one direction of a tunnel. Called on the tunnel's loop. */
interface ByteCounter {
    /** Counts what the upstream is sent. */
    static ByteCounter sent(TunnelFactory.Counters counters) {
        return new ByteCounter() {
            @Override
            public void writing(long bytes) {
                counters.sent(bytes);
            }
        };
    }

    /** Counts what the upstream sends. */
    static ByteCounter received(TunnelFactory.Counters counters) {
        return new ByteCounter() {
            @Override
            public void read(long bytes) {
                counters.received(bytes);
            }
        };
    }

    /** Bytes were read from the source. */
    default void read(long bytes) {}

    /** Bytes are about to be written to the target. */
    default void writing(long bytes) {}
}
