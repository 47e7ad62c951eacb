package io.gangway.upstream;

import io.gangway.config.ScopeKey;
import io.gangway.exchange.Exchange;

/**
 * How an {@code upstream} keeps the requests of a session on one server: its {@code sticky}. Immutable; shared by all
 * loops.
 */
public interface Stickiness {
    /** That of an {@code upstream} block; null without one. */
    ScopeKey<Stickiness> KEY = new ScopeKey<>("sticky");

    /** Starts the choice of servers for one request. */
    StickySession begin(Exchange x);

    /** The session id of a server that this request asks for, found without an effect; null for none. */
    String wanted(Exchange x);

    /** Whether the client comes back to the server of this request, whose response has begun. */
    default boolean binds(Exchange x) {
        return wanted(x) != null;
    }
}
