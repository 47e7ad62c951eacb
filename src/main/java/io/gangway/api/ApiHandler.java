package io.gangway.api;

import io.gangway.admin.AccessRules;
import io.gangway.admin.JsonResponse;
import io.gangway.admin.Refusal;
import io.gangway.conf.ByteText;
import io.gangway.content.RewindableBody;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.LocationName;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.net.V6Text;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Serves the requests of a location with {@code api}. The work is done off the loop. Immutable. */
final class ApiHandler implements PhaseHandler {
    private static final int LATEST = 9;

    /** Longer bodies are no change of one server; nginx Plus limits them by {@code client_body_buffer_size}. */
    private static final int MAX_BODY = 16_384;

    private static final String MANUAL = "https://nginx.org/en/docs/http/ngx_http_api_module.html";
    private static final List<String> READING = List.of("GET", "HEAD");

    private final AccessRules rules;
    private final Resource root;

    ApiHandler(AccessRules rules, Resource root) {
        this.rules = rules;
        this.root = root;
    }

    @Override
    public PhaseResult run(Exchange x) {
        Refusal refusal = rules.check(x);
        // A method that is never allowed needs the resource, for Allow.
        if (refusal != null && !refusal.code().equals("MethodNotAllowed")) {
            if (refusal.status() == 405) {
                allow(x, Set.of());
            } else if (refusal.status() == 401) {
                x.earlyFields().add("WWW-Authenticate", "Bearer");
            }
            return refuse(x, LATEST, new ApiException(refusal.status(), refusal.code(), refusal.text()));
        }
        List<String> path = path(x);
        if (path.isEmpty()) {
            return versions(x);
        }
        int version = version(path.get(0));
        if (version == 0) {
            return refuse(x, LATEST, ApiException.unknownVersion());
        }
        List<String> below = path.subList(1, path.size());
        if (x.method().equals("POST") || x.method().equals("PATCH")) {
            return readBody(x, version, below);
        }
        return carryOut(x, request(x, version, ""), below);
    }

    /** A refusal has no effect; a change is not made. */
    @Override
    public PhaseResult explain(Exchange x) {
        return rules.check(x) != null ? run(x) : PhaseHandler.assume(x, "api", "application/json");
    }

    /** The parts of the path below the location. */
    private static List<String> path(Exchange x) {
        LocationName location = x.location().name();
        int from = Math.min(location.text().length(), x.uri().length());
        return Arrays.stream(x.uri().substring(from).split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static int version(String text) {
        return text.matches("[1-9]") ? Integer.parseInt(text) : 0;
    }

    private PhaseResult versions(Exchange x) {
        if (!READING.contains(x.method())) {
            return notSupported(x, LATEST, Set.of());
        }
        return JsonResponse.send(
                x, 200, IntStream.rangeClosed(1, LATEST).boxed().toList());
    }

    private static ResourceRequest request(Exchange x, int version, String body) {
        String address =
                x.client().localAddress() instanceof InetSocketAddress inet ? V6Text.of(inet.getAddress()) : "unix:";
        return new ResourceRequest(
                version,
                x.method(),
                FieldSelection.of(x.variable("arg_fields")),
                body,
                address,
                x.loop().monotonicMillis() / 1000,
                x.generation());
    }

    private PhaseResult readBody(Exchange x, int version, List<String> path) {
        x.buffer(body -> {
            if (body == null) {
                return;
            }
            String text = text(body);
            if (text == null) {
                refuse(x, version, new ApiException(413, "RequestEntityTooLarge", "request body is too large"));
            } else {
                carryOut(x, request(x, version, text), path);
            }
        });
        return PhaseResult.PENDING;
    }

    private static String text(RewindableBody body) {
        return body.length() > MAX_BODY ? null : ByteText.utf8(body.text());
    }

    private PhaseResult carryOut(Exchange x, ResourceRequest request, List<String> path) {
        x.offload(() -> route(request, path), (routed, failure) -> {
            if (x.isEnded()) {
                return;
            }
            if (failure instanceof ApiException e) {
                refuse(x, request.version(), e);
            } else if (failure != null) {
                x.log(LogLevel.ALERT, "api failed: " + failure);
                refuse(x, request.version(), new ApiException(500, "InternalError", "internal error"));
            } else if (routed.status() == 0) {
                notSupported(x, request.version(), routed.changes());
            } else if (routed.status() == 204) {
                JsonResponse.empty(x);
            } else {
                JsonResponse.send(x, routed.status(), "application/json", routed.text());
            }
        });
        return PhaseResult.PENDING;
    }

    /**
     * What was done. The text is made off the loop, too: it may have megabytes.
     *
     * @param status 0 when the resource does not support the method
     * @param text the JSON of the response; null for none
     * @param changes the methods besides GET and HEAD that the resource supports
     */
    private record Routed(int status, String text, Set<String> changes) {}

    private Routed route(ResourceRequest request, List<String> path) throws ApiException {
        Resource resource = root;
        for (String part : path) {
            resource = resource.child(part, request);
        }
        Set<String> changes = resource.changes();
        ApiResult result;
        if (READING.contains(request.method())) {
            result = new ApiResult(200, resource.get(request));
        } else if (changes.contains(request.method())) {
            result = resource.change(request);
        } else {
            return new Routed(0, null, changes);
        }
        String text = result.status() == 204 ? null : JsonResponse.text(result.value());
        return new Routed(result.status(), text, changes);
    }

    /** OPTIONS, or a method that the resource does not support. */
    private PhaseResult notSupported(Exchange x, int version, Set<String> changes) {
        allow(x, rules.write() ? changes : Set.of());
        if (x.method().equals("OPTIONS")) {
            return JsonResponse.empty(x);
        }
        return refuse(x, version, new ApiException(405, "MethodNotSupported", "method not supported"));
    }

    private static void allow(Exchange x, Set<String> changes) {
        StringBuilder methods = new StringBuilder(String.join(", ", READING));
        new TreeSet<>(changes).forEach(method -> methods.append(", ").append(method));
        x.earlyFields().add("Allow", methods.toString());
    }

    private static PhaseResult refuse(Exchange x, int version, ApiException e) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("status", e.status());
        error.put("text", e.getMessage());
        error.put("code", e.code());
        Map<String, Object> body = new LinkedHashMap<>();
        if (version < 4) {
            body.put("path", "");
            body.put("method", "");
        }
        body.put("error", error);
        body.put("request_id", x.variable("request_id"));
        body.put("href", MANUAL);
        return JsonResponse.send(x, e.status(), body);
    }
}
