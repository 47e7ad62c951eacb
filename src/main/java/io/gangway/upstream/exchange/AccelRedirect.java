package io.gangway.upstream.exchange;

import io.gangway.exchange.AccelFields;
import io.gangway.exchange.Exchange;
import io.gangway.http.Fields;
import io.gangway.http.PercentEncoding;
import io.gangway.http.ResponseHead;
import java.util.List;

/** Follows {@code X-Accel-Redirect}, by which an upstream redirects the exchange to another URI of this server. */
final class AccelRedirect {
    /** Fields of the upstream's response that are kept for the final response. */
    private static final List<String> KEPT = List.of("Content-Disposition", "Cache-Control", "Expires");

    private AccelRedirect() {}

    /**
     * Applies the {@code X-Accel-} fields of a response; whether one of them redirects the exchange. The connection to the
     * upstream must have been released before.
     */
    static boolean follow(Exchange x, ResponseHead head, ResponseHeaderRules rules) {
        rules.apply(x, head);
        String to = rules.accelRedirect(head);
        if (to == null) {
            return false;
        }
        keep(x, head.fields(), rules);
        redirect(x, to);
        return true;
    }

    private static void keep(Exchange x, Fields fields, ResponseHeaderRules rules) {
        for (String cookie : fields.all("Set-Cookie")) {
            x.earlyFields().add("Set-Cookie", rules.cookie(x, cookie));
        }
        for (String name : KEPT) {
            for (String value : fields.all(name)) {
                x.earlyFields().add(name, value);
            }
        }
        String type = fields.get("Content-Type");
        if (type != null) {
            x.put(AccelFields.CONTENT_TYPE, type);
        }
        String ranges = fields.get("Accept-Ranges");
        if (ranges != null) {
            x.put(AccelFields.ACCEPT_RANGES, ranges);
        }
    }

    private static void redirect(Exchange x, String to) {
        if (to.startsWith("@")) {
            x.redirectNamed(to);
            return;
        }
        int question = to.indexOf('?');
        String path = PercentEncoding.unescape(question < 0 ? to : to.substring(0, question));
        if (!path.startsWith("/") || path.contains("/../") || path.endsWith("/..") || path.indexOf('\0') >= 0) {
            x.end(404);
            return;
        }
        if (!x.method().equals("HEAD")) {
            x.method("GET");
        }
        x.redirect(path, question < 0 ? null : to.substring(question + 1));
    }
}
