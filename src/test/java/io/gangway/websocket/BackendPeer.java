package io.gangway.websocket;

import io.gangway.testing.Script;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.util.concurrent.CompletableFuture;

/** The backend's ends of tunnels, in the hands of the test itself: they do what it says and nothing else. */
final class BackendPeer {
    private final CompletableFuture<WebSocketPeer> accepted = new CompletableFuture<>();
    private final CompletableFuture<UpstreamConnection> connection = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /** The script of the backend; it keeps each connection until {@link #leave}. */
    Script script() {
        return (request, opened) -> {
            connection.complete(opened);
            accepted.complete(WebSocketPeer.accept(request, opened));
            over.join();
            opened.close();
        };
    }

    /** The first tunnel's end. */
    WebSocketPeer peer() {
        return accepted.join();
    }

    /** Its connection. */
    UpstreamConnection connection() {
        return connection.join();
    }

    /** Closes what is still open. */
    void leave() {
        over.complete(null);
    }
}
