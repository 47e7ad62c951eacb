package io.gangway.proxy;

import io.gangway.core.Exchange;
import io.gangway.core.PhaseHandler;
import io.gangway.core.PhaseResult;

/** {@code proxy_pass} of one location. Immutable. */
final class ProxyHandler implements PhaseHandler {
    private final ProxySettings settings;

    ProxyHandler(ProxySettings settings) {
        this.settings = settings;
    }

    @Override
    public PhaseResult run(Exchange x) {
        ProxyExchange request = new ProxyExchange(settings, x);
        x.put(ProxyExchange.KEY, request);
        request.start();
        return PhaseResult.PENDING;
    }
}
