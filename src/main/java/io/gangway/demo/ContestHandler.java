package io.gangway.demo;

import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code GET /api/contest}: the teams, the contestants, and which instance answers. */
final class ContestHandler extends Handler.Abstract.NonBlocking {
    private final Contest contest;
    private final Instance instance;

    ContestHandler(Contest contest, Instance instance) {
        this.contest = contest;
        this.instance = instance;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        switch (Request.getPathInContext(request)) {
            case "/api/contest" -> {
                Map<String, Object> fields = contest.fields();
                fields.put("backend", instance.name());
                fields.put("port", instance.port());
                Answer.json(response, callback, HttpStatus.OK_200, fields);
            }
            case "/chat" -> Answer.error(response, callback, HttpStatus.UPGRADE_REQUIRED_426, "WebSocket only");
            default -> Answer.error(response, callback, HttpStatus.NOT_FOUND_404, "not found");
        }
        return true;
    }
}
