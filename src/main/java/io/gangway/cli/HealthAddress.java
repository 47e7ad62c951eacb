package io.gangway.cli;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.conf.Node;
import io.gangway.conf.Parser;
import io.gangway.conf.Tree;
import io.gangway.conf.Word;
import io.gangway.net.HostPort;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An address of {@code listen}, read without the rest of the configuration: that would take long, and resolve the names
 * of upstreams.
 *
 * @param text as written
 * @param plain whether it speaks HTTP/1 from the first byte, and not TLS or the PROXY protocol
 */
record HealthAddress(String text, boolean plain) {
    private static final int DEFAULT_PORT = 80;
    private static final Set<String> OTHER = Set.of("ssl", "proxy_protocol");

    /**
     * The first plain address of a configuration, or the first of all if none is plain.
     *
     * @param file one char per byte
     * @throws ConfException for a syntax error, and when there is no server
     */
    static HealthAddress first(String file) {
        Tree tree = Parser.lenient(file, unreadable -> {});
        tree.throwFailure();
        List<HealthAddress> all = named(tree.nodes().stream(), "http")
                .flatMap(http -> named(http.block().stream(), "server"))
                .flatMap(HealthAddress::ofServer)
                .toList();
        return all.stream()
                .filter(HealthAddress::plain)
                .findFirst()
                .or(() -> all.stream().findFirst())
                .orElseThrow(() -> new ConfException("no \"server\" is defined in " + file, null));
    }

    private static Stream<Node> named(Stream<Node> nodes, String name) {
        return nodes.filter(node -> node.name().equals(name) && node.block() != null);
    }

    private static Stream<HealthAddress> ofServer(Node server) {
        List<HealthAddress> all = server.block().stream()
                .filter(node -> node.name().equals("listen") && !node.args().isEmpty())
                .map(node -> new HealthAddress(
                        node.args().get(0).text(),
                        node.args().stream().map(Word::text).noneMatch(OTHER::contains)))
                .toList();
        return all.isEmpty() ? Stream.of(new HealthAddress("*:" + DEFAULT_PORT, true)) : all.stream();
    }

    /** The address for a client on this machine. */
    SocketAddress socket() {
        try {
            HostPort host = HostPort.parse(text.matches("[0-9]+") ? "*:" + text : text, DEFAULT_PORT, false);
            if (host.unix()) {
                return UnixDomainSocketAddress.of(Environment.path(host.host()));
            }
            String name = switch (host.host()) {
                case "*", "0.0.0.0" -> "127.0.0.1";
                case "[::]" -> "::1";
                default -> host.host().replaceAll("[\\[\\]]", "");
            };
            return new InetSocketAddress(name, host.port());
        } catch (HostPort.BadAddressException e) {
            throw new ConfException(e.getMessage() + " in \"" + text + "\" of the \"listen\" directive", null);
        }
    }
}
