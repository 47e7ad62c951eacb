package io.gangway.log;

import io.gangway.exchange.Exchange;

/** An {@code access_log} that goes to a syslog server. */
record SyslogDestination(SyslogServer server) implements Destination {
    @Override
    public void write(Exchange exchange, Line line) {
        server.write(line);
    }
}
