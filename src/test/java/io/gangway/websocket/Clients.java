package io.gangway.websocket;

import io.gangway.testing.Http2Streams;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;

/** Clients that share one connection if they speak HTTP/2, and have one each otherwise. */
final class Clients implements AutoCloseable {
    private final LegPair legs;
    private final int port;

    /** Null for HTTP/1.1. */
    private final Http2Streams shared;

    Clients(LegPair legs, int port) throws IOException {
        this.legs = legs;
        this.port = port;
        shared = legs.isClientHttp2() ? legs.streams(port) : null;
    }

    RawConnection raw() throws IOException {
        return shared == null ? legs.connect(port) : shared.connection();
    }

    /** A client of {@code /chat}; the upgrade must be accepted. */
    WebSocketPeer webSocket(String... fields) throws IOException {
        return WebSocketPeer.connect(raw(), "/chat", fields);
    }

    /** The shared connection; null for HTTP/1.1. */
    Http2Streams shared() {
        return shared;
    }

    @Override
    public void close() {
        if (shared != null) {
            shared.close();
        }
    }
}
