package io.gangway.demo;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/**
 * One judge's WebSocket. It receives {@code {"type":"score","contestant":…,"value":…}} and {@code
 * {"type":"chat","text":…}}, and sends {@code welcome}, {@code judges}, {@code score}, {@code chat} and {@code
 * refused}.
 *
 * <p>Public because Jetty calls its methods by reflection.
 */
public final class Seat implements Session.Listener.AutoDemanding, Team.Member {
    // https://github.com/jetty/jetty.project/pull/11229: endpoints that are not public are refused.
    // The class can be package-private when Jetty calls the methods of the interface.
    private final DemoInstance demoInstance;
    private final Team team;
    private final String judge;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    /** Set once by Jetty before any message, read by every thread that sends to the team. */
    private volatile Session session;

    Seat(DemoInstance demoInstance, Team team, String judge) {
        this.demoInstance = demoInstance;
        this.team = team;
        this.judge = judge;
    }

    @Override
    public String judge() {
        return judge;
    }

    @Override
    public void send(String message) {
        Session open = session;
        // A judge who does not read is disconnected, so that no messages pile up for one slow connection.
        open.sendText(message, Callback.from(() -> {}, failure -> open.disconnect()));
    }

    /** Closes the connection with 1001; the future completes when the judge's side has closed too. */
    CompletableFuture<Void> goAway() {
        session.close(StatusCode.SHUTDOWN, "backend " + demoInstance.name() + " stops", Callback.NOOP);
        return closed;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        this.session = session;
        demoInstance.add(this);
        if (!team.join(this, Json.object("backend", demoInstance.name(), "port", demoInstance.port()))) {
            session.close(StatusCode.TRY_AGAIN_LATER, "this jury is full", Callback.NOOP);
        }
    }

    @Override
    public void onWebSocketText(String message) {
        try {
            take(Json.readFlat(message));
        } catch (IllegalArgumentException refused) {
            send(Json.write(Json.object("type", "refused", "reason", refused.getMessage())));
        }
    }

    private void take(Map<String, Object> fields) {
        Object type = fields.get("type");
        if ("score".equals(type)
                && fields.get("contestant") instanceof String contestant
                && fields.get("value") instanceof Double value) {
            team.score(judge, contestant, value);
        } else if ("chat".equals(type) && fields.get("text") instanceof String text) {
            team.chat(judge, text);
        } else {
            throw new IllegalArgumentException("This is neither a score nor a message.");
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        session.close(StatusCode.BAD_DATA, "text only", Callback.NOOP);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        // A lost connection is normal; onWebSocketClose follows and cleans up.
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        demoInstance.remove(this);
        team.leave(this);
        closed.complete(null);
        callback.succeed();
    }
}
