package io.gangway.exchange;

/**
 * One step in the processing of a request: rewriting, access, content, and so on. Immutable, shared by all exchanges.
 */
@FunctionalInterface
public interface PhaseHandler {
    /** Runs on the exchange's loop and never blocks. */
    PhaseResult run(Exchange exchange);
}
