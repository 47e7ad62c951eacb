package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Script;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The backend's ends of tunnels, controlled by the test itself. */
final class BackendPeer {
    private final CompletableFuture<WebSocketPeer> accepted = new CompletableFuture<>();
    private final CompletableFuture<UpstreamConnection> connection = new CompletableFuture<>();
    private final BlockingQueue<WebSocketPeer> all = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /** The script of the backend: accepts with these fields and keeps each connection until {@link #closeAll}. */
    Script script(String... fields) {
        return (request, opened) -> {
            WebSocketPeer peer = WebSocketPeer.accept(request, opened, fields);
            connection.complete(opened);
            accepted.complete(peer);
            all.add(peer);
            over.join();
            opened.close();
        };
    }

    /** The end of the first tunnel. */
    WebSocketPeer peer() {
        return accepted.join();
    }

    /** The end of the next tunnel, in the order in which they were accepted. */
    WebSocketPeer next() throws InterruptedException {
        WebSocketPeer next = all.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("another tunnel at the backend").isNotNull();
        return next;
    }

    /** The connection of the first tunnel. */
    UpstreamConnection connection() {
        return connection.join();
    }

    /** Closes all open connections. */
    void closeAll() {
        over.complete(null);
    }
}
