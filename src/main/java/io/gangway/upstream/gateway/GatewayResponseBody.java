package io.gangway.upstream.gateway;

import io.gangway.errorlog.LogLevel;
import io.gangway.upstream.exchange.PlainResponseBody;

/** The body of a uwsgi or SCGI response. Confined to its loop. */
final class GatewayResponseBody extends PlainResponseBody {
    GatewayResponseBody(Source source) {
        super(source);
    }

    @Override
    protected void excess() {
        log().write(
                        LogLevel.WARN,
                        "upstream sent more data than specified in \"Content-Length\" header while reading upstream");
    }
}
