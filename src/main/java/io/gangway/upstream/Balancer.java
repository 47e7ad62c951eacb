package io.gangway.upstream;

import io.gangway.exchange.Exchange;

/** Begins the choice of peers for each request of one group. Immutable; shared by all loops. */
interface Balancer {
    Choice begin(Exchange x);
}
