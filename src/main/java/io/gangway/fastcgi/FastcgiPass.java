package io.gangway.fastcgi;

import io.gangway.conf.Node;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Template;
import io.gangway.net.HostPort;

/**
 * {@code fastcgi_pass}: the address that requests of a location are passed to.
 *
 * @param template the address with variables; null if it has none
 * @param host the address without variables; null if it has some
 * @param node the directive in the configuration
 */
record FastcgiPass(Template template, HostPort host, Node node) {
    static FastcgiPass read(DirectiveArguments r) {
        String address = r.arg(0);
        if (address.indexOf('$') >= 0) {
            return new FastcgiPass(r.template(address), null, r.node());
        }
        try {
            return new FastcgiPass(null, parse(address), r.node());
        } catch (HostPort.BadAddressException e) {
            throw r.error(e.getMessage() + " in upstream \"" + address + "\"");
        }
    }

    /** The port has no default: without one, the address must be that of a group. */
    static HostPort parse(String address) throws HostPort.BadAddressException {
        return HostPort.parse(address, 0, false);
    }
}
