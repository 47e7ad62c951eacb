package io.gangway.demo;

import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes JSON responses that are never cached. */
final class DemoResponse {
    private DemoResponse() {}

    static void json(Response response, Callback callback, int status, Map<String, Object> fields) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, Json.write(fields), callback);
    }

    static void error(Response response, Callback callback, int status, String reason) {
        json(response, callback, status, Json.object("error", reason));
    }
}
