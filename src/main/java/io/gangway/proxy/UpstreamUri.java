package io.gangway.proxy;

import io.gangway.exchange.Exchange;
import io.gangway.explain.ExplanationStep;
import io.gangway.http.PercentEncoding;

/**
 * Computes the URI of a request to the upstream, from nginx's rules on the URI part of {@code proxy_pass}, encoding,
 * rewrites and variables.
 */
final class UpstreamUri {
    private UpstreamUri() {}

    /**
     * The target of the request line; empty is an error.
     *
     * @param uri the part of {@code proxy_pass} after host and port; empty if there is none
     * @param variables whether {@code proxy_pass} has variables; then its URI is used unchanged
     * @param location the prefix of the location, which the URI replaces
     */
    static String of(Exchange x, String uri, boolean variables, String location) {
        if (x.explanation() != null) {
            explain(x, uri, variables, location);
        }
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

    private static void explain(Exchange x, String uri, boolean variables, String location) {
        String text;
        if (uri.isEmpty() && x.isUnparsedValid()) {
            text = "proxy_pass has no URI: the backend gets the client's, as it was sent";
        } else if (variables && !uri.isEmpty()) {
            text = "proxy_pass has variables and a URI: that is sent unchanged";
        } else if (uri.isEmpty()) {
            text = "proxy_pass has no URI: the backend gets the changed URI";
        } else if (!x.isLocationValid()) {
            text = "the URI was rewritten with \"break\": the URI of proxy_pass is ignored";
        } else {
            text = "the URI of proxy_pass \"" + uri + "\" replaces \"" + location + "\"";
        }
        x.explanation().step(ExplanationStep.Topic.PROXY, text);
    }
}
