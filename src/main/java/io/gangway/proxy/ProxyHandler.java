package io.gangway.proxy;

import io.gangway.core.Exchange;
import io.gangway.core.Outcome;
import io.gangway.core.Phase;

/** {@code proxy_pass} of one location. Immutable. */
final class ProxyHandler implements Phase {
    private final ProxySettings settings;

    ProxyHandler(ProxySettings settings) {
        this.settings = settings;
    }

    @Override
    public Outcome run(Exchange x) {
        UpstreamRequest request = new UpstreamRequest(settings, x);
        x.put(UpstreamRequest.KEY, request);
        request.start();
        return Outcome.PENDING;
    }
}
