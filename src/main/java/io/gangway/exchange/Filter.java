package io.gangway.exchange;

import io.gangway.content.Response;
import io.gangway.content.Sink;

/** Changes the head or the bytes of the responses of a location. Immutable, shared. */
@FunctionalInterface
public interface Filter {
    /**
     * Called once for each response, before its head is passed on.
     *
     * @param response the head, which may be changed
     * @param next the next sink
     * @return a sink that passes on to {@code next}, or {@code next} itself when the filter does not need the bytes
     */
    Sink wrap(Exchange exchange, Response response, Sink next);
}
