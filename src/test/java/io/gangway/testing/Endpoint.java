package io.gangway.testing;

import java.io.IOException;
import java.time.Duration;

/** One end of a connection, with the ways to close it and to see how the peer closed it. */
public abstract sealed class Endpoint implements AutoCloseable permits RawEndpoint, WebSocketPeer {
    private final Wire wire;

    Endpoint(Wire wire) {
        this.wire = wire;
    }

    Wire wire() {
        return wire;
    }

    /** Waits for the peer to close and returns how it did; drops all bytes received until then. */
    public ConnectionState awaitClose(Duration within) throws IOException {
        return wire.awaitClose(within);
    }

    /** Whether this end has not closed the connection yet. */
    public boolean isOpen() {
        return !wire.socket().isClosed();
    }

    /** Sends FIN; reading is still possible. */
    public void halfClose() throws IOException {
        wire.halfClose();
    }

    /** Closes with RST. */
    public void reset() throws IOException {
        wire.reset();
    }

    /** Closes with FIN. */
    @Override
    public void close() throws IOException {
        wire.close();
    }
}
