package io.gangway.explainer;

import io.gangway.explain.ExplainException;
import io.gangway.http.Ascii;
import io.gangway.http.Host;
import java.nio.charset.StandardCharsets;

/**
 * The URL of a request to be explained.
 *
 * @param tls whether the scheme is https or wss
 * @param webSocket whether the scheme is ws or wss
 * @param host as written, without port; an IPv6 address has brackets. Null for a path alone
 * @param port given, or the default of the scheme; 0 for a path alone
 * @param target path and query; one char per byte
 */
record ExplainedUrl(boolean tls, boolean webSocket, String host, int port, String target) {
    private static final int MAX_PORT = 65_535;

    static ExplainedUrl parse(String url) {
        String bytes = new String(url.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        if (bytes.isEmpty() || bytes.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw broken(url, "it is empty or has a space or a control character");
        }
        if (bytes.startsWith("/")) {
            return new ExplainedUrl(false, false, null, 0, withoutFragment(bytes));
        }
        int colon = bytes.indexOf("://");
        if (colon < 0) {
            throw broken(url, "a URL begins with a scheme, such as http://, or it is a path that begins with a slash");
        }
        String scheme = Ascii.lower(bytes.substring(0, colon));
        boolean tls = scheme.equals("https") || scheme.equals("wss");
        boolean webSocket = scheme.equals("ws") || scheme.equals("wss");
        if (!tls && !webSocket && !scheme.equals("http")) {
            throw new ExplainException(
                    "unknown scheme \"" + scheme + "\" in \"" + url + "\" (expected: http, https, ws or wss)");
        }
        String rest = withoutFragment(bytes.substring(colon + 3));
        int end = 0;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
            end++;
        }
        String authority = rest.substring(0, end);
        String target = rest.substring(end);
        if (authority.indexOf('@') >= 0) {
            throw broken(url, "a user is not sent in the URL; give the field Authorization instead");
        }
        Host host = Host.parse(authority);
        if (host == null || authority.endsWith(":") && host.port() == 0) {
            throw broken(url, "invalid host \"" + authority + "\"");
        }
        int port = port(url, authority, tls);
        int colonOfPort = authority.lastIndexOf(':');
        boolean hasPort = colonOfPort > authority.lastIndexOf(']');
        String name = hasPort ? authority.substring(0, colonOfPort) : authority;
        return new ExplainedUrl(tls, webSocket, name, port, target.startsWith("/") ? target : "/" + target);
    }

    private static int port(String url, String authority, boolean tls) {
        int colon = authority.lastIndexOf(':');
        if (colon <= authority.lastIndexOf(']')) {
            return tls ? 443 : 80;
        }
        String digits = authority.substring(colon + 1);
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port == 0 || port > MAX_PORT) {
            throw broken(url, "invalid port \"" + digits + "\"");
        }
        return port;
    }

    private static String withoutFragment(String text) {
        int hash = text.indexOf('#');
        return hash < 0 ? text : text.substring(0, hash);
    }

    private static ExplainException broken(String url, String why) {
        return new ExplainException("invalid URL \"" + url + "\": " + why);
    }

    /** The value of Host: with the port unless it is the default of the scheme. */
    String hostField() {
        if (host == null) {
            return "localhost";
        }
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }
}
