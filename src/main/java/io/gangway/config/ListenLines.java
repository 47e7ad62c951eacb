package io.gangway.config;

import io.gangway.net.Listen;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Detects duplicate {@code listen} lines while a configuration is read. */
final class ListenLines {
    private static final class Address {
        private final Set<Scope> servers = new HashSet<>();
        private boolean options;
        private boolean defaultServer;
    }

    private final Map<SocketAddress, Address> byAddress = new HashMap<>();

    /**
     * Adds a line; {@code options}: whether it sets socket options.
     *
     * @throws io.gangway.conf.ConfException for a duplicate address, options or default server
     */
    void add(DirectiveArguments arguments, Listen listen, boolean options) {
        if (listen.address() instanceof InetSocketAddress inet && inet.getPort() == 0) {
            return;
        }
        Address address = byAddress.computeIfAbsent(listen.address(), a -> new Address());
        if (!address.servers.add(arguments.scope())) {
            throw arguments.error("a duplicate listen " + listen.text());
        }
        if (options && address.options) {
            throw arguments.error("duplicate listen options for " + listen.text());
        }
        if (listen.defaultServer() && address.defaultServer) {
            throw arguments.error("a duplicate default server for " + listen.text());
        }
        address.options |= options;
        address.defaultServer |= listen.defaultServer();
    }
}
