package io.gangway.admin;

import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.util.ajax.JSON;

/** Responds with JSON that no cache keeps and no page of another site reads. */
public final class JsonResponse {
    private static final JSON JSON = new JSON();

    private JsonResponse() {}

    /**
     * Responds with a value.
     *
     * @param value maps, collections, texts, numbers, booleans and null
     */
    public static PhaseResult send(Exchange exchange, int status, Object value) {
        return send(exchange, status, "application/json", text(value));
    }

    /** Responds with {@code {"error":{"status":404,"text":"tunnel not found","code":"TunnelNotFound"}}}. */
    public static PhaseResult refuse(Exchange exchange, Refusal refusal) {
        if (refusal.status() == 401) {
            exchange.earlyFields().add("WWW-Authenticate", "Bearer");
        }
        if (refusal.status() == 405 && !exchange.earlyFields().build().contains("Allow")) {
            exchange.earlyFields().add("Allow", "GET, HEAD");
        }
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("status", refusal.status());
        error.put("text", refusal.text());
        error.put("code", refusal.code());
        return send(exchange, refusal.status(), Map.of("error", error));
    }

    /** Responds without a body, 204. */
    public static PhaseResult empty(Exchange exchange) {
        PhaseResult refused = exchange.discardBody();
        if (refused != null) {
            return refused;
        }
        Response response = secured(new Response(204).headerOnly(true));
        return exchange.respond(response, new BytesProducer(""));
    }

    /** The text of a value. */
    public static String text(Object value) {
        return JSON.toJSON(value);
    }

    /** Responds with a text, for one that was made off the loop. */
    public static PhaseResult send(Exchange exchange, int status, String type, String text) {
        PhaseResult refused = exchange.discardBody();
        if (refused != null) {
            return refused;
        }
        BytesProducer body = new BytesProducer(text.getBytes(StandardCharsets.UTF_8));
        Response response = new Response(status).contentType(type).contentLength(body.length());
        return exchange.respond(secured(response), body);
    }

    /** Adds the fields that keep a response out of caches, frames and other types. */
    static Response secured(Response response) {
        response.fields().add("Cache-Control", "no-store");
        response.fields().add("X-Content-Type-Options", "nosniff");
        return response;
    }
}
