package io.gangway.upstream.sticky;

import io.gangway.exchange.Exchange;
import io.gangway.upstream.Peer;
import io.gangway.upstream.Stickiness;
import io.gangway.upstream.StickySession;

/** {@code sticky route}: variables name the server. */
record StickyRoute(SessionVariables variables) implements Stickiness {
    @Override
    public StickySession begin(Exchange x) {
        return new Session(wanted(x));
    }

    @Override
    public String wanted(Exchange x) {
        return variables.value(x);
    }

    @Override
    public String toString() {
        return "route";
    }

    private record Session(String wanted) implements StickySession {
        @Override
        public void chosen(Peer peer) {}

        @Override
        public void headReceived(Peer peer) {}

        @Override
        public void ended(Peer peer) {}
    }
}
