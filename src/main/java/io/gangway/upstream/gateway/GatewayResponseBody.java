package io.gangway.upstream.gateway;

import io.gangway.errorlog.LogLevel;
import io.gangway.upstream.exchange.PlainResponseBody;

/** The body of a uwsgi or SCGI response. Confined to its loop. */
final class GatewayResponseBody extends PlainResponseBody {
    GatewayResponseBody(Source source) {
        super(source);
    }

    /** As in nginx, the body of a response to HEAD is dropped without a word: many applications send it. */
    @Override
    protected void excess() {
        if (!log().x().method().equals("HEAD")) {
            log().write(
                            LogLevel.WARN,
                            "upstream sent more data than specified in \"Content-Length\" header while reading upstream");
        }
    }
}
