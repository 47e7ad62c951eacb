package io.gangway.upstream.exchange;

import io.gangway.exchange.Exchange;
import io.gangway.http.ResponseHead;

/** {@code proxy_intercept_errors}: replaces an upstream's error response by the {@code error_page} for its status. */
final class Interception {
    private Interception() {}

    /**
     * Whether the response is replaced: interception is on and its status has a page. Keeps the challenges of a 401 for
     * that page.
     */
    static boolean applies(Exchange x, PassSettings settings, ResponseHead head) {
        int status = head.status();
        if (!settings.interceptErrors
                || status < 300
                || x.location().settings().errorPages().find(status) == null) {
            return false;
        }
        if (status == 401) {
            for (String challenge : head.fields().all("WWW-Authenticate")) {
                x.earlyFields().add("WWW-Authenticate", challenge);
            }
        }
        return true;
    }
}
