package io.gangway.dev;

import io.gangway.websocket.Side;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** A backend that sends to each WebSocket the messages of a recorded backend, at the same times. */
final class Replay implements AutoCloseable {
    private final List<Recording.Entry> messages;
    private final ScheduledExecutorService timer;
    private final Server server;
    private final ServerConnector connector;

    Replay(List<Recording.Entry> record, ScheduledExecutorService timer) throws IOException {
        this.timer = timer;
        long tunnel = record.isEmpty() ? 0 : record.get(0).tunnel();
        messages = record.stream()
                .filter(entry -> entry.tunnel() == tunnel && entry.message().from() == Side.UPSTREAM)
                .toList();
        QueuedThreadPool threads = new QueuedThreadPool(8, 1, new LinkedBlockingQueue<>());
        threads.setName("gangway-replay");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server, 0, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            container.setIdleTimeout(Duration.ofDays(1));
            container.addMapping("/*", (request, response, callback) -> {
                List<String> offered = request.getSubProtocols();
                if (!offered.isEmpty()) {
                    response.setAcceptedSubProtocol(offered.get(0));
                }
                return new Player(this);
            });
        }));
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("--replay cannot listen: " + e.getMessage(), e);
        }
    }

    /** The port on 127.0.0.1 that replaces the backend. */
    int port() {
        return connector.getLocalPort();
    }

    private void play(Session session) {
        for (Recording.Entry entry : messages) {
            timer.schedule(() -> send(session, entry), entry.millis(), TimeUnit.MILLISECONDS);
        }
        long last = messages.isEmpty() ? 0 : messages.get(messages.size() - 1).millis();
        timer.schedule(
                () -> session.close(StatusCode.NORMAL, "end of the recording", Callback.NOOP),
                last + 1_000,
                TimeUnit.MILLISECONDS);
    }

    private static void send(Session session, Recording.Entry entry) {
        if (entry.message().text()) {
            session.sendText(entry.message().string(), Callback.NOOP);
        } else {
            session.sendBinary(ByteBuffer.wrap(entry.message().bytes()), Callback.NOOP);
        }
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    /** Public because Jetty calls its methods by reflection. */
    public static final class Player implements Session.Listener.AutoDemanding {
        // https://github.com/jetty/jetty.project/pull/11229: endpoints that are not public are refused.
        // The class can be package-private when Jetty calls the methods of the interface.
        private final Replay replay;

        Player(Replay replay) {
            this.replay = replay;
        }

        @Override
        public void onWebSocketOpen(Session session) {
            replay.play(session);
        }

        /** Does nothing: the log line of the tunnel says how it ended, and Jetty would log a warning. */
        @Override
        public void onWebSocketError(Throwable cause) {}
    }
}
