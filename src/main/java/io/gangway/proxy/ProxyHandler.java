package io.gangway.proxy;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.upstream.exchange.UpstreamPass;

/** The content handler of a location with {@code proxy_pass}. Immutable. */
final class ProxyHandler implements PhaseHandler {
    private final ProxySettings settings;

    ProxyHandler(ProxySettings settings) {
        this.settings = settings;
    }

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
        ProxyRequest request = new ProxyRequest(settings, x);
        x.put(ProxyRequest.KEY, request);
        return new UpstreamPass(settings, request);
    }
}
