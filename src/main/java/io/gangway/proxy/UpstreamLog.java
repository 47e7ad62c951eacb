package io.gangway.proxy;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;

/** The error log of one exchange that is passed on: its lines say {@code upstream: "http://127.0.0.1:8080/uri"}. */
record UpstreamLog(Exchange x, UpstreamRequest request, PeerConnector connector) {
    void write(LogLevel level, String text) {
        nameUpstream();
        x.log(level, text);
    }

    /** Lines that others write about the exchange name the upstream from now on. */
    void nameUpstream() {
        x.upstreamForLog(request.urlAt(connector.name()));
    }
}
