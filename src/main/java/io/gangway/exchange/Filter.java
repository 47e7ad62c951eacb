package io.gangway.exchange;

import io.gangway.content.Response;
import io.gangway.content.Sink;

/** Sees each answer of a location on its way out and may change its head and its bytes. Immutable, shared. */
@FunctionalInterface
public interface Filter {
    /**
     * Called once for each answer, before its head goes on.
     *
     * @param response the head, which may be changed
     * @param next where the answer goes
     * @return a sink that passes on to {@code next}, or {@code next} itself when the filter has nothing to do with the bytes
     */
    Sink wrap(Exchange exchange, Response response, Sink next);
}
