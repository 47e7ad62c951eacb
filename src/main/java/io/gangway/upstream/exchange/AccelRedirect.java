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

    /** Redirects the exchange; the connection to the upstream must have been released before. */
    static void follow(Exchange x, String to, ResponseHead head, ResponseHeaderRules rules) {
        Fields fields = head.fields();
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
        redirect(x, to);
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
