package io.gangway.proxy;

import io.gangway.exchange.Exchange;
import io.gangway.http.PercentEncoding;

/** Which uri the upstream is asked for: nginx's matrix of slash, encoding, rewrite and variables. */
final class UpstreamUri {
    private UpstreamUri() {}

    /**
     * The target of the request line; empty when there is none, which is an error.
     *
     * @param uri what {@code proxy_pass} says behind host and port; empty when nothing
     * @param variables whether {@code proxy_pass} has variables: its uri is then taken as it is
     * @param location the name that the uri stands for
     */
    static String of(Exchange x, String uri, boolean variables, String location) {
        if (uri.isEmpty() && x.isUnparsedValid()) {
            return x.head().uri().unparsed();
        }
        if (variables && !uri.isEmpty()) {
            return uri;
        }
        String path = x.uri();
        boolean replaced = x.isLocationValid() && !uri.isEmpty();
        String rest = replaced ? path.substring(Math.min(location.length(), path.length())) : path;
        boolean escape = x.isInternal() || x.head().uri().quoted();
        String escaped = escape ? PercentEncoding.uri(rest) : rest;
        String args = x.args();
        String whole = replaced ? uri + escaped : escaped;
        return args == null || args.isEmpty() ? whole : whole + "?" + args;
    }
}
