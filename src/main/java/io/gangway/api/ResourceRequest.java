package io.gangway.api;

import io.gangway.exchange.Generation;
import io.gangway.metrics.EngineStatus;

/**
 * One request, taken from its exchange on the loop. Immutable.
 *
 * @param version of the API, 1 to 9
 * @param method such as {@code GET}
 * @param fields the argument {@code fields}
 * @param body the body of POST and PATCH; empty for other methods
 * @param address the address of this server that the client connected to, without the port
 * @param nowSeconds the time of the health rules
 * @param generation the configuration of the exchange
 */
record ResourceRequest(
        int version,
        String method,
        FieldSelection fields,
        String body,
        String address,
        long nowSeconds,
        Generation generation) {

    /** The server that the request came to. */
    EngineStatus engine() {
        return generation.engine();
    }
}
