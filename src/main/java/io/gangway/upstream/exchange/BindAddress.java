package io.gangway.upstream.exchange;

import io.gangway.config.DirectiveArguments;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.net.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/**
 * {@code proxy_bind}: the local address of connections to upstreams. Immutable.
 *
 * @param constant null if the address has variables, and for {@code off}
 * @param template null if the address has no variables
 */
record BindAddress(SocketAddress constant, Template template) {
    static final BindAddress OFF = new BindAddress(null, null);

    static BindAddress read(DirectiveArguments r) {
        String text = r.arg(0);
        if (r.count() == 1 && text.equals("off")) {
            return OFF;
        }
        Template template = r.template(text);
        SocketAddress constant = template.constant() == null ? null : parse(text);
        if (template.constant() != null && constant == null) {
            throw r.error("invalid address \"" + text + "\"");
        }
        if (r.count() == 2) {
            if (!r.arg(1).equals("transparent")) {
                throw r.invalidParameter(r.arg(1));
            }
            throw r.error("\"transparent\" parameter is not supported yet by Gangway");
        }
        return new BindAddress(constant, constant == null ? template : null);
    }

    /** The address for this exchange; null for any. An invalid one is logged and treated as null. */
    SocketAddress address(Exchange x) {
        if (template == null) {
            return constant;
        }
        String text = template.render(x);
        SocketAddress address = text.isEmpty() ? null : parse(text);
        if (address == null && !text.isEmpty()) {
            x.log(LogLevel.ERROR, "invalid local address \"" + text + "\"");
        }
        return address;
    }

    /** A literal IP address with or without a port; null for anything else. */
    private static SocketAddress parse(String text) {
        try {
            boolean plainV6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
            String bracketed = plainV6 ? "[" + text + "]" : text;
            HostPort host = HostPort.parse(bracketed, 0, false);
            boolean literal = host.host().startsWith("[") || host.host().matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
            if (host.unix() || !literal) {
                return null;
            }
            return new InetSocketAddress(InetAddress.getByName(host.host()), host.port());
        } catch (HostPort.BadAddressException | UnknownHostException e) {
            return null;
        }
    }
}
