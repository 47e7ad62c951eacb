package io.gangway.exchange;

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
}
