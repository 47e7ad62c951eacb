package io.gangway.log;

import io.gangway.exchange.Exchange;

/** The destination of an {@code access_log}. */
interface Destination {
    /** Writes the line; a failure is logged to the exchange's error log. */
    void write(Exchange exchange, Line line);
}
