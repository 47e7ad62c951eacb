package io.gangway.upstream.exchange;

import io.gangway.exchange.Exchange;

/** How a protocol's directives change fields of a response: {@code proxy_redirect}, {@code proxy_cookie_path}, … */
public interface HeaderRewrites {
    /** Changes nothing. */
    HeaderRewrites NONE = new HeaderRewrites() {
        @Override
        public String redirect(Exchange x, String value, int from) {
            return null;
        }

        @Override
        public String cookie(Exchange x, String value) {
            return value;
        }
    };

    /** The whole value of {@code Location} or {@code Refresh} with the URL after {@code from} changed; null to keep it. */
    String redirect(Exchange x, String value, int from);

    /** The value of {@code Set-Cookie}, changed or not. */
    String cookie(Exchange x, String value);
}
