package io.gangway.uwsgi;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.upstream.exchange.UpstreamPass;

/** The content handler of a location with {@code uwsgi_pass}. Immutable. */
final class UwsgiHandler implements PhaseHandler {
    private final UwsgiSettings settings;

    UwsgiHandler(UwsgiSettings settings) {
        this.settings = settings;
    }

    @Override
    public PhaseResult run(Exchange x) {
        new UpstreamPass(settings, new UwsgiRequest(settings, x)).start();
        return PhaseResult.PENDING;
    }

    @Override
    public PhaseResult explain(Exchange x) {
        return new UpstreamPass(settings, new UwsgiRequest(settings, x)).explain();
    }
}
