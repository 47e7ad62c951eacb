package io.gangway.proxy;

import io.gangway.conf.Node;
import io.gangway.config.CoreHttp;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.LocationName;
import io.gangway.exchange.Template;
import io.gangway.net.HostPort;

/**
 * {@code proxy_pass}: the address that requests of a location are passed to.
 *
 * @param template the address with variables; null if it has none
 * @param target the address without variables; null if it has some
 * @param location the prefix of the location, which {@link Target#uri} replaces; empty if the location is not a prefix
 * @param node the directive in the configuration
 */
record ProxyPass(Template template, Target target, String location, Node node) {
    /**
     * An address of an upstream.
     *
     * @param url as written
     * @param scheme {@code http://} or {@code https://} as written
     * @param tls whether it is https
     * @param host host, port and URI
     */
    record Target(String url, String scheme, boolean tls, HostPort host) {
        /** {@code $proxy_host}: with the port unless it is the default of the scheme. */
        String hostHeader() {
            if (host.unix()) {
                return "localhost";
            }
            return host.portText() == null || host.port() == defaultPort(tls)
                    ? host.host()
                    : host.host() + ":" + host.portText();
        }

        /** {@code $proxy_port}; null for a Unix socket. */
        String port() {
            if (host.unix()) {
                return null;
            }
            return host.portText() == null ? Integer.toString(host.port()) : host.portText();
        }

        /** The part after host and port; empty if there is none. */
        String uri() {
            return host.uri();
        }
    }

    /** An address that does not begin with {@code http://} or {@code https://}. */
    static final class BadSchemeException extends Exception {
        private static final long serialVersionUID = 1L;

        BadSchemeException() {
            super("invalid URL prefix", null, false, false);
        }
    }

    static Target target(String url) throws BadSchemeException, HostPort.BadAddressException {
        boolean tls = url.regionMatches(true, 0, "https://", 0, 8);
        if (!tls && !url.regionMatches(true, 0, "http://", 0, 7)) {
            throw new BadSchemeException();
        }
        String scheme = url.substring(0, tls ? 8 : 7);
        return new Target(url, scheme, tls, HostPort.parse(url.substring(scheme.length()), defaultPort(tls), true));
    }

    private static int defaultPort(boolean tls) {
        return tls ? 443 : 80;
    }

    static ProxyPass read(DirectiveArguments r) {
        String url = r.arg(0);
        LocationName name = r.scope().own(CoreHttp.LOCATION_NAME);
        boolean prefix =
                name != null && name.kind() != LocationName.Kind.REGEX && name.kind() != LocationName.Kind.NAMED;
        String location = prefix ? name.text() : "";
        if (url.indexOf('$') >= 0) {
            return new ProxyPass(r.template(url), null, location, r.node());
        }
        try {
            Target target = target(url);
            if (!prefix && !target.uri().isEmpty()) {
                throw r.error("\"proxy_pass\" cannot have URI part in location given by regular expression, or inside"
                        + " named location, or inside \"if\" statement, or inside \"limit_except\" block");
            }
            return new ProxyPass(null, target, location, r.node());
        } catch (BadSchemeException e) {
            throw r.error(e.getMessage());
        } catch (HostPort.BadAddressException e) {
            throw r.error(e.getMessage() + " in upstream \"" + url.substring(url.indexOf("//") + 2) + "\"");
        }
    }
}
