package io.gangway.prometheus;

import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;

/**
 * Responds with a status and a word, for load balancers and orchestrators: {@code gangway_ready} and {@code
 * gangway_alive}.
 *
 * @param drains whether the status is 503 once the server is stopping
 */
record StatusResponse(boolean drains) implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange x) {
        PhaseResult refused = refuse(x);
        if (refused != null) {
            return refused;
        }
        boolean draining = drains && x.generation().engine().isDraining();
        BytesProducer text = new BytesProducer(draining ? "draining\n" : drains ? "ready\n" : "alive\n");
        Response response =
                new Response(draining ? 503 : 200).contentType("text/plain").contentLength(text.length());
        return x.respond(response, text);
    }

    @Override
    public PhaseResult explain(Exchange x) {
        PhaseResult refused = refuse(x);
        return refused != null
                ? refused
                : PhaseHandler.assume(x, drains ? "gangway_ready" : "gangway_alive", "text/plain");
    }

    /** Refuses other methods than GET and HEAD; null when the request may be answered. */
    static PhaseResult refuse(Exchange x) {
        return x.method().equals("GET") || x.method().equals("HEAD") ? x.discardBody() : x.end(405);
    }
}
