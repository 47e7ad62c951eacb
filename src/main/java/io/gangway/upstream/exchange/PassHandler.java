package io.gangway.upstream.exchange;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import java.util.function.Function;

/**
 * The content handler of a location with {@code proxy_pass} or the like. Immutable.
 *
 * @param requests creates the request of an exchange
 */
public record PassHandler(PassSettings settings, Function<Exchange, UpstreamRequest> requests) implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange x) {
        pass(x).start();
        return PhaseResult.PENDING;
    }

    @Override
    public PhaseResult explain(Exchange x) {
        return pass(x).explain();
    }

    private UpstreamPass pass(Exchange x) {
        return new UpstreamPass(settings, requests.apply(x));
    }
}
