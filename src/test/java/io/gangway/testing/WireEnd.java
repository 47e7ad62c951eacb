package io.gangway.testing;

import java.io.IOException;
import java.time.Duration;

/** One end of a connection: how it is left, and how the peer leaves. */
public abstract sealed class WireEnd implements AutoCloseable permits ConnectionEnd, WebSocketPeer {
    private final Wire wire;

    WireEnd(Wire wire) {
        this.wire = wire;
    }

    Wire wire() {
        return wire;
    }

    /** Waits for the peer to close and says how it did; bytes that come meanwhile are dropped. */
    public Ending ending(Duration within) throws IOException {
        return wire.ending(within);
    }

    /** Whether this end has not closed it. */
    public boolean isOpen() {
        return !wire.socket().isClosed();
    }

    /** Sends FIN; reading goes on. */
    public void halfClose() throws IOException {
        wire.halfClose();
    }

    /** Leaves with RST. */
    public void reset() throws IOException {
        wire.reset();
    }

    /** Leaves with FIN. */
    @Override
    public void close() throws IOException {
        wire.close();
    }
}
