package io.gangway.status;

import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.metrics.ConnectionCounts;

/**
 * Responds with the numbers of connections and requests. Every accepted connection is handled, so both counters are the
 * same.
 */
final class StubStatus implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange x) {
        if (!x.method().equals("GET") && !x.method().equals("HEAD")) {
            return x.end(405);
        }
        PhaseResult refused = x.discardBody();
        if (refused != null) {
            return refused;
        }
        BytesProducer text = new BytesProducer(text(x.client().counts()));
        return x.respond(new Response(200).contentType("text/plain").contentLength(text.length()), text);
    }

    private static String text(ConnectionCounts counts) {
        return "Active connections: " + counts.active() + " \nserver accepts handled requests\n " + counts.accepted()
                + " "
                + counts.accepted() + " " + counts.requests() + " \nReading: " + counts.reading() + " Writing: "
                + counts.writing() + " Waiting: " + counts.waiting() + " \n";
    }
}
