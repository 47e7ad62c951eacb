package io.gangway.upstream.exchange;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;

/** The error log of one proxied exchange: its lines contain {@code upstream: "http://127.0.0.1:8080/uri"}. */
public record UpstreamLog(Exchange x, UpstreamRequest request, PeerConnector connector) {
    /** Writes a line. */
    public void write(LogLevel level, String text) {
        nameUpstream();
        x.log(level, text);
    }

    /** Adds the current upstream to all later log lines of the exchange. */
    void nameUpstream() {
        x.upstreamForLog(request.urlAt(connector.name()));
    }
}
