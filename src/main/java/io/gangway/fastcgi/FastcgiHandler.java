package io.gangway.fastcgi;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.upstream.exchange.UpstreamPass;

/** The content handler of a location with {@code fastcgi_pass}. Immutable. */
final class FastcgiHandler implements PhaseHandler {
    private final FastcgiSettings settings;

    FastcgiHandler(FastcgiSettings settings) {
        this.settings = settings;
    }

    @Override
    public PhaseResult run(Exchange x) {
        new UpstreamPass(settings, new FastcgiRequest(settings, x)).start();
        return PhaseResult.PENDING;
    }

    @Override
    public PhaseResult explain(Exchange x) {
        return new UpstreamPass(settings, new FastcgiRequest(settings, x)).explain();
    }
}
