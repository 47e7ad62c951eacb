package io.gangway.proxy;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;

/** The content handler of a location with {@code proxy_pass}. Immutable. */
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

    @Override
    public PhaseResult explain(Exchange x) {
        ProxyExchange request = new ProxyExchange(settings, x);
        x.put(ProxyExchange.KEY, request);
        return request.explain();
    }
}
