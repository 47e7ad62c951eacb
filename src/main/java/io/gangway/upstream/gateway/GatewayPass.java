package io.gangway.upstream.gateway;

import io.gangway.conf.Node;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Template;
import io.gangway.net.HostPort;

/**
 * {@code fastcgi_pass} and the like: the address that requests of a location are passed to.
 *
 * @param template the address with variables; null if it has none
 * @param target the address without variables; null if it has some
 * @param node the directive in the configuration
 */
public record GatewayPass(Template template, Target target, Node node) {
    /**
     * An address of an upstream.
     *
     * @param scheme as written; null for none
     */
    public record Target(String scheme, HostPort host) {}

    /**
     * Reads the directive.
     *
     * @param schemes with which an address may begin, such as {@code uwsgi://}
     */
    public static GatewayPass read(DirectiveArguments r, String... schemes) {
        String address = r.arg(0);
        if (address.indexOf('$') >= 0) {
            return new GatewayPass(r.template(address), null, r.node());
        }
        try {
            return new GatewayPass(null, parse(address, schemes), r.node());
        } catch (HostPort.BadAddressException e) {
            throw r.error(e.getMessage() + " in upstream \"" + withoutScheme(address, schemes) + "\"");
        }
    }

    /** The port has no default: without one, the address must be that of a group. */
    public static Target parse(String address, String... schemes) throws HostPort.BadAddressException {
        String rest = withoutScheme(address, schemes);
        int length = address.length() - rest.length();
        return new Target(length == 0 ? null : address.substring(0, length), HostPort.parse(rest, 0, false));
    }

    public static String withoutScheme(String address, String... schemes) {
        for (String scheme : schemes) {
            if (address.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return address.substring(scheme.length());
            }
        }
        return address;
    }
}
