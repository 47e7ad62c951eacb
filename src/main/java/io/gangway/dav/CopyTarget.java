package io.gangway.dav;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.DocumentRoot;
import io.gangway.exchange.Exchange;
import io.gangway.http.PercentEncoding;

/**
 * The field {@code Destination} of a COPY or MOVE (RFC 4918, 10.3).
 *
 * @param text as the client sent it
 * @param uri decoded, without arguments
 */
record CopyTarget(String text, String uri) {
    static CopyTarget of(Exchange x) throws DavException {
        String text = x.head().fields().get("Destination");
        if (text == null) {
            throw DavException.refused(400, "client sent no \"Destination\" header");
        }
        int slash = pathStart(x, text);
        int question = text.indexOf('?', slash);
        String raw = text.substring(slash, question < 0 ? text.length() : question);
        String uri = PercentEncoding.unescape(raw);
        if (isUnsafe(raw) || isUnsafe(uri)) {
            String shown = isUnsafe(raw) ? text.substring(slash) : uri;
            x.log(LogLevel.ERROR, "unsafe URI \"" + shown + "\" was detected");
            throw invalid(text);
        }
        CopyTarget destination = new CopyTarget(text, uri);
        if (x.uri().endsWith("/") != text.endsWith("/")) {
            throw DavException.refused(409, destination.and(x) + " should be either collections or non-collections");
        }
        DocumentRoot root = x.location().settings().root();
        if (root.alias() && root.locationName() != null && !uri.startsWith(root.locationName())) {
            throw DavException.refused(
                    400, "\"Destination\" URI \"" + text + "\" must be within location prefix when using \"alias\"");
        }
        return destination;
    }

    /** The start of a log line about source and destination. */
    String and(Exchange x) {
        return "both URI \"" + x.uri() + "\" and \"Destination\" URI \"" + text + "\"";
    }

    /** Where the path begins. */
    private static int pathStart(Exchange x, String text) throws DavException {
        if (text.startsWith("/")) {
            return 0;
        }
        String host = x.head().host();
        if (host == null || host.isEmpty()) {
            throw DavException.refused(400, "client sent no \"Host\" header");
        }
        String scheme = x.client().tls() == null ? "http://" : "https://";
        if (!text.startsWith(scheme)) {
            throw invalid(text);
        }
        if (!text.startsWith(host, scheme.length())) {
            throw DavException.refused(
                    400, "\"Destination\" URI \"" + text + "\" is handled by different repository than the source URI");
        }
        int slash = text.indexOf('/', scheme.length() + host.length());
        if (slash < 0) {
            throw invalid(text);
        }
        return slash;
    }

    private static boolean isUnsafe(String path) {
        return path.indexOf('\0') >= 0 || path.contains("/../") || path.endsWith("/..");
    }

    private static DavException invalid(String text) {
        return DavException.refused(400, "client sent invalid \"Destination\" header: \"" + text + "\"");
    }
}
