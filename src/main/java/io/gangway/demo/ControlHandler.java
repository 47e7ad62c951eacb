package io.gangway.demo;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /api/backends} lists the instances; {@code POST /api/backends/NAME/stop} and {@code …/start} change one
 * and respond with the new list.
 */
final class ControlHandler extends Handler.Abstract {
    private static final Pattern PATH = Pattern.compile("/api/backends(?:/([a-z])/(start|stop))?");

    private final List<DemoInstance> instances;

    ControlHandler(List<DemoInstance> instances) {
        this.instances = instances;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Matcher path = PATH.matcher(Request.getPathInContext(request));
        if (!path.matches()) {
            DemoResponse.error(response, callback, HttpStatus.NOT_FOUND_404, "not found");
        } else if (path.group(1) == null) {
            list(response, callback);
        } else if (!HttpMethod.POST.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, HttpMethod.POST.asString());
            DemoResponse.error(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, "POST only");
        } else if (isCrossSite(request)) {
            DemoResponse.error(response, callback, HttpStatus.FORBIDDEN_403, "only from the demo's own page");
        } else {
            change(path.group(1), "start".equals(path.group(2)), response, callback);
        }
        return true;
    }

    /**
     * Browsers report which site a request comes from; a page of another site must not stop a backend on this machine.
     */
    private static boolean isCrossSite(Request request) {
        String site = request.getHeaders().get("Sec-Fetch-Site");
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    private void change(String name, boolean start, Response response, Callback callback) {
        Optional<DemoInstance> found =
                instances.stream().filter(one -> one.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            DemoResponse.error(response, callback, HttpStatus.NOT_FOUND_404, "no such backend");
            return;
        }
        try {
            if (start) {
                found.get().start();
            } else {
                found.get().stop();
            }
            list(response, callback);
        } catch (IOException failure) {
            DemoResponse.error(response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, failure.getMessage());
        }
    }

    private void list(Response response, Callback callback) {
        DemoResponse.json(
                response,
                callback,
                HttpStatus.OK_200,
                Json.object(
                        "backends", instances.stream().map(DemoInstance::fields).toList()));
    }
}
