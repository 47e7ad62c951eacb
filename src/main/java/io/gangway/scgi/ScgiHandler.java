package io.gangway.scgi;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.upstream.exchange.UpstreamPass;

/** The content handler of a location with {@code scgi_pass}. Immutable. */
final class ScgiHandler implements PhaseHandler {
    private final ScgiSettings settings;

    ScgiHandler(ScgiSettings settings) {
        this.settings = settings;
    }

    @Override
    public PhaseResult run(Exchange x) {
        new UpstreamPass(settings, new ScgiRequest(settings, x)).start();
        return PhaseResult.PENDING;
    }

    @Override
    public PhaseResult explain(Exchange x) {
        return new UpstreamPass(settings, new ScgiRequest(settings, x)).explain();
    }
}
