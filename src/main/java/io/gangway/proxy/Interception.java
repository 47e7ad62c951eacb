package io.gangway.proxy;

import io.gangway.exchange.Exchange;
import io.gangway.http.ResponseHead;

/** {@code proxy_intercept_errors}: an error of the upstream is answered by our own {@code error_page}. */
final class Interception {
    private Interception() {}

    /** Whether there is a page for the answer's status; the challenges of a 401 are then kept for that page. */
    static boolean takes(Exchange x, ProxySettings settings, ResponseHead head) {
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
