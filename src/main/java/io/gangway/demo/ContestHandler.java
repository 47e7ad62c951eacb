package io.gangway.demo;

import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code GET /api/contest}: the teams, the contestants, and the instance that responds. */
final class ContestHandler extends Handler.Abstract.NonBlocking {
    private final Contest contest;
    private final DemoInstance demoInstance;

    ContestHandler(Contest contest, DemoInstance demoInstance) {
        this.contest = contest;
        this.demoInstance = demoInstance;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        switch (Request.getPathInContext(request)) {
            case "/api/contest" -> {
                Map<String, Object> fields = contest.fields();
                fields.put("backend", demoInstance.name());
                fields.put("port", demoInstance.port());
                DemoResponse.json(response, callback, HttpStatus.OK_200, fields);
            }
            case "/chat" -> DemoResponse.error(response, callback, HttpStatus.UPGRADE_REQUIRED_426, "WebSocket only");
            default -> DemoResponse.error(response, callback, HttpStatus.NOT_FOUND_404, "not found");
        }
        return true;
    }
}
