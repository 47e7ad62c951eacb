package io.gangway.demo;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/**
 * One judge's WebSocket: takes {@code {"type":"score","contestant":…,"value":…}} and
 * {@code {"type":"chat","text":…}}, gives {@code welcome}, {@code judges}, {@code score}, {@code chat} and
 * {@code refused}.
 *
 * <p>Public because Jetty looks its methods up by reflection; nobody else makes one.
 */
public final class Seat implements Session.Listener.AutoDemanding, Team.Member {
    // https://github.com/jetty/jetty.project/pull/11229: endpoints that are not public are refused.
    // The class can be package-private when Jetty calls the methods of the interface.
    private final DemoInstance demoInstance;
    private final Team team;
    private final String judge;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    /** Set once by Jetty before any message, read by every thread that tells the team something. */
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
        // A judge who does not read is dropped, so that nothing piles up for one slow connection.
        open.sendText(message, Callback.from(() -> {}, failure -> open.disconnect()));
    }

    /** Ends the connection as a server does that goes away; the future completes when the judge's side has agreed. */
    CompletableFuture<Void> goAway() {
        session.close(StatusCode.SHUTDOWN, "backend " + demoInstance.name() + " stops", Callback.NOOP);
        return closed;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        this.session = session;
        demoInstance.seated(this);
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
        // A judge who closes the lap-top is no news; onWebSocketClose follows and does what is to be done.
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        demoInstance.left(this);
        team.leave(this);
        closed.complete(null);
        callback.succeed();
    }
}
