package io.gangway.geo;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.Node;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;
import io.gangway.net.Network;
import io.gangway.net.TrustedProxies;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@code geo} block. Errors have the position of the entry. */
final class GeoReader {
    /** The address used for a client without an IP address, or for an invalid one: 255.255.255.255, as in nginx. */
    private static final byte[] NO_ADDRESS = {-1, -1, -1, -1};

    private final DirectiveArguments arguments;
    private final List<Network> proxies = new ArrayList<>();
    private Values values;
    private boolean recursive;
    private boolean isVolatile;

    private GeoReader(DirectiveArguments arguments) {
        this.arguments = arguments;
    }

    static Void read(DirectiveArguments arguments) {
        Variable source = arguments.count() == 1
                ? null
                : arguments.context().variables().refer(arguments.variableName(0), arguments.position());
        String name = arguments.variableName(arguments.count() - 1);
        arguments.declare(name, exchange -> "", false);
        GeoReader geo = new GeoReader(arguments);
        arguments.node().block().forEach(geo::entry);
        Values values = geo.values == null ? new Networks() : geo.values;
        TrustedProxies proxies = new TrustedProxies(List.copyOf(geo.proxies), false);
        boolean recursive = geo.recursive;
        Node node = arguments.node();
        arguments.declare(
                name,
                exchange -> noted(exchange, node, values.find(address(exchange, source, proxies, recursive))),
                geo.isVolatile);
        return null;
    }

    private static String noted(Exchange exchange, Node node, String value) {
        if (exchange.explanation() != null) {
            String variable = node.args().get(node.args().size() - 1).text();
            exchange.explanation().variable(node, variable + " = \"" + value + "\", by the address of the client");
        }
        return value;
    }

    private static byte[] address(Exchange exchange, Variable source, TrustedProxies proxies, boolean recursive) {
        SocketAddress client = exchange.remoteAddress();
        if (source != null) {
            String text = source.get(exchange);
            byte[] address = text == null ? null : Network.address(text);
            if (address == null) {
                return NO_ADDRESS;
            }
            client = TrustedProxies.peer(address);
        }
        List<String> forwarded = proxies.networks().isEmpty()
                ? List.of()
                : exchange.head().fields().all("X-Forwarded-For");
        SocketAddress original = forwarded.isEmpty() ? null : proxies.client(client, forwarded, recursive);
        SocketAddress effective = original == null ? client : original;
        return effective instanceof InetSocketAddress inet ? Network.compared(inet.getAddress()) : NO_ADDRESS;
    }

    private void entry(Node node) {
        if (node.block() != null) {
            throw ConfErrors.at(node, "unexpected \"{\"");
        }
        String key = node.name();
        if (node.words().size() == 1) {
            switch (key) {
                case "ranges" -> ranges(node);
                case "proxy_recursive" -> recursive = true;
                case "volatile" -> isVolatile = true;
                default -> throw wrongNumber(node);
            }
            return;
        }
        if (node.words().size() != 2) {
            throw wrongNumber(node);
        }
        DirectiveArguments entry = arguments.at(node);
        String value = node.words().get(1).text();
        if (key.equals("proxy")) {
            proxies.add(Networks.network(entry, value));
            return;
        }
        if (values == null) {
            values = new Networks();
        }
        switch (key) {
            case "default" -> values.byDefault(entry, value);
            case "delete" -> values.delete(entry, value);
            default -> values.add(entry, key, value);
        }
    }

    private void ranges(Node node) {
        if (values instanceof Networks) {
            throw ConfErrors.at(node, "the \"ranges\" directive must be the first directive inside \"geo\" block");
        }
        if (values == null) {
            values = new AddressRanges();
        }
    }

    private static RuntimeException wrongNumber(Node node) {
        return ConfErrors.at(node, "invalid number of the geo parameters");
    }
}
