package io.gangway.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * One of the two backends, with {@code /chat} for WebSockets and {@code /api/contest}. It can be stopped and started
 * again and keeps its port, so that the configuration stays valid.
 */
final class DemoInstance {
    /** Maximum length of a judge's name, in characters. */
    static final int MAX_NAME = 30;

    private static final int MAX_MESSAGE = 4096;
    private static final int MAX_UNSENT = 256;
    private static final long GOODBYE_MILLIS = 1000;

    private final String name;
    private final Contest contest;
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
    /** The requested port, then the bound port; written under this object's lock. */
    private volatile int port;
    /** Null while stopped; written under this object's lock. */
    private volatile LoopbackServer server;

    DemoInstance(String name, int port, Contest contest) {
        this.name = name;
        this.port = port;
        this.contest = contest;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    Map<String, Object> fields() {
        return Json.object("name", name, "port", port, "running", server != null, "seats", seats.size());
    }

    /** Starts accepting connections; does nothing while running. */
    synchronized void start() throws IOException {
        if (server != null) {
            return;
        }
        LoopbackServer fresh = new LoopbackServer("demo-" + name, port);
        WebSocketUpgradeHandler chat = WebSocketUpgradeHandler.from(fresh.server(), this::configure);
        chat.setHandler(new ContestHandler(contest, this));
        port = fresh.start(chat);
        server = fresh;
    }

    /** Stops accepting, closes the WebSockets with 1001 and then everything else; does nothing while stopped. */
    synchronized void stop() {
        if (server == null) {
            return;
        }
        server.stopAccepting();
        CompletableFuture.allOf(seats.stream().map(Seat::goAway).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, GOODBYE_MILLIS, TimeUnit.MILLISECONDS)
                .join();
        server.stop();
        server = null;
    }

    void add(Seat seat) {
        seats.add(seat);
    }

    void remove(Seat seat) {
        seats.remove(seat);
    }

    private void configure(ServerWebSocketContainer container) {
        container.setMaxTextMessageSize(MAX_MESSAGE);
        container.setMaxOutgoingFrames(MAX_UNSENT);
        // The proxy in front decides how long a silent judge may stay (proxy_read_timeout).
        container.setIdleTimeout(Duration.ofDays(1));
        container.addMapping("/chat", this::seat);
    }

    private Object seat(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        Fields query = Request.extractQueryParameters(request);
        Optional<Team> team = Optional.ofNullable(query.getValue("team")).flatMap(contest::team);
        String judge = Optional.ofNullable(query.getValue("judge")).orElse("").strip();
        if (team.isEmpty()) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404, "no such jury");
            return null;
        }
        if (judge.isEmpty() || judge.length() > MAX_NAME || judge.chars().anyMatch(Character::isISOControl)) {
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400, "a judge needs a name");
            return null;
        }
        return new Seat(this, team.get(), judge);
    }
}
