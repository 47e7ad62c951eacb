package io.gangway.exchange;

import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.explain.ExplanationRecorder;
import io.gangway.explain.ExplanationStep;

/**
 * One step in the processing of a request: rewriting, access, content, and so on. Immutable, shared by all exchanges.
 */
@FunctionalInterface
public interface PhaseHandler {
    /** Runs on the exchange's loop and never blocks. */
    PhaseResult run(Exchange exchange);

    /**
     * In place of {@link #run} for an exchange that is explained ({@link Exchange#explanation()}): records what would be
     * done, with the same result, and without an effect outside of the exchange. A handler that has none need not
     * override it.
     */
    default PhaseResult explain(Exchange exchange) {
        return run(exchange);
    }

    /**
     * For {@link #explain} of a content handler whose response depends on the running server, or whose requests may
     * change it: assumes 200.
     *
     * @param directive the one that configures the handler
     */
    static PhaseResult assume(Exchange exchange, String directive, String contentType) {
        ExplanationRecorder explanation = exchange.explanation();
        explanation.step(
                ExplanationStep.Topic.RESPONSE,
                exchange.location().source().levels(),
                directive,
                directive + " responds");
        explanation.assume(directive + " responds with 200");
        return exchange.respond(new Response(200).contentType(contentType), new BytesProducer(""));
    }
}
