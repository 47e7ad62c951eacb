package io.gangway.upstream;

import io.gangway.exchange.Exchange;

/** Starts the choice of peers for each request to one group. Immutable; shared by all loops. */
interface Balancer {
    Choice begin(Exchange x);
}
