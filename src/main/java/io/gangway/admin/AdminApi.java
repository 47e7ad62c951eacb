package io.gangway.admin;

import io.gangway.config.LoadContext;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import io.gangway.websocket.LiveTunnels;
import java.util.List;

/**
 * Gangway's own API, version 1. What it offers is in docs/admin.md. One object for all locations of a generation;
 * thread-safe.
 */
public final class AdminApi {
    private final TunnelResource tunnels;
    private final MessageResource messages;
    private final GenerationResource generations;
    private final ConfigurationResource configuration;
    private final PeerResource upstreams;
    private final RebalanceResource rebalance;
    private final EventFeed feed;

    AdminApi(LoadContext context, LiveTunnels tunnels, EventFeed feed) {
        this.tunnels = new TunnelResource(tunnels);
        messages = new MessageResource(tunnels);
        generations = new GenerationResource(tunnels);
        configuration = new ConfigurationResource(context);
        upstreams = new PeerResource(configuration);
        rebalance = new RebalanceResource(tunnels);
        this.feed = feed;
    }

    /**
     * Responds to a request, if the rules allow it.
     *
     * @param path the path below the API without a leading slash, such as {@code 1/tunnels/7}
     * @return the result of the content phase
     */
    public PhaseResult run(Exchange exchange, AccessRules rules, String path) {
        Refusal refusal = rules.check(exchange);
        if (refusal != null) {
            return JsonResponse.refuse(exchange, refusal);
        }
        // Only this one has a body.
        PhaseResult refused = exchange.method().equals("PATCH") ? null : exchange.discardBody();
        if (refused != null) {
            return refused;
        }
        List<String> segments = List.of(path.split("/", -1));
        ApiRequest request = new ApiRequest(exchange, segments.subList(1, segments.size()));
        if (!segments.get(0).equals("1")) {
            return notFound(request);
        }
        try {
            return route(request, rules);
        } catch (IllegalArgumentException e) {
            return request.refuse(400, "InvalidArgument", "invalid argument in the query");
        }
    }

    private PhaseResult route(ApiRequest request, AccessRules rules) {
        String method = request.exchange().method();
        if (request.isFor("overview")) {
            return get(request, each -> Overview.get(each, rules.write()));
        }
        if (request.isFor("tunnels")) {
            return get(request, tunnels::list);
        }
        if (request.isFor("tunnels", "*")) {
            return method.equals("DELETE") ? tunnels.end(request) : get(request, tunnels::one, "DELETE, GET, HEAD");
        }
        if (request.isFor("tunnels", "*", "messages")) {
            return get(request, messages::list);
        }
        if (request.isFor("closes")) {
            return get(request, tunnels::closes);
        }
        if (request.isFor("rebalance")) {
            return method.equals("POST") ? rebalance.post(request) : notAllowed(request, "POST");
        }
        if (request.isFor("upstreams")) {
            return get(request, upstreams::list);
        }
        if (request.isFor("upstreams", "*", "peers", "*")) {
            return method.equals("PATCH") ? upstreams.change(request) : notAllowed(request, "PATCH");
        }
        if (request.isFor("generations")) {
            return get(request, generations::list);
        }
        if (request.isFor("configuration")) {
            return get(request, configuration::get);
        }
        return request.isFor("events") ? get(request, this::events) : notFound(request);
    }

    /** A call of the API. */
    @FunctionalInterface
    private interface Call {
        PhaseResult run(ApiRequest request);
    }

    private static PhaseResult get(ApiRequest request, Call call) {
        return get(request, call, "GET, HEAD");
    }

    private static PhaseResult get(ApiRequest request, Call call, String allowed) {
        String method = request.exchange().method();
        return method.equals("GET") || method.equals("HEAD") ? call.run(request) : notAllowed(request, allowed);
    }

    private static PhaseResult notAllowed(ApiRequest request, String allowed) {
        request.exchange().earlyFields().add("Allow", allowed);
        return request.refuse(405, "MethodNotAllowed", "method not allowed");
    }

    private static PhaseResult notFound(ApiRequest request) {
        return request.refuse(404, "PathNotFound", "path not found");
    }

    /** {@code GET events[?inspect=ID]}. */
    private PhaseResult events(ApiRequest request) {
        String inspected = request.argument("inspect");
        return inspected == null
                ? watch(request, null)
                : messages.find(
                        request, Long.parseLong(inspected), tunnel -> watch(request, new MessageEvents(tunnel)));
    }

    private PhaseResult watch(ApiRequest request, MessageEvents inspected) {
        Exchange exchange = request.exchange();
        Response response = new Response(200).contentType("text/event-stream").buffered(false);
        // For a proxy between the watcher and this server, which would hold events back.
        response.fields().add("X-Accel-Buffering", "no");
        return exchange.respond(JsonResponse.secured(response), new EventStream(exchange, feed, inspected));
    }
}
