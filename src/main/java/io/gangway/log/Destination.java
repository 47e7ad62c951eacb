package io.gangway.log;

import io.gangway.exchange.Exchange;

/** Where the lines of an {@code access_log} go. */
interface Destination {
    /** Writes the line; a failure goes to the error log of the exchange. */
    void write(Exchange exchange, Line line);
}
