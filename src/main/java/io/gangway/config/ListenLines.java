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
    private static final class Seen {
        private final Set<Scope> servers = new HashSet<>();
        private boolean options;
        private boolean defaultServer;
    }

    private final Map<SocketAddress, Seen> byAddress = new HashMap<>();

    /**
     * Adds a line; {@code options}: whether it sets socket options.
     *
     * @throws io.gangway.conf.ConfException for a duplicate address, options or default server
     */
    void add(DirectiveArguments arguments, Listen listen, boolean options) {
        if (listen.address() instanceof InetSocketAddress inet && inet.getPort() == 0) {
            return;
        }
        Seen seen = byAddress.computeIfAbsent(listen.address(), a -> new Seen());
        if (!seen.servers.add(arguments.scope())) {
            throw arguments.error("a duplicate listen " + listen.text());
        }
        if (options && seen.options) {
            throw arguments.error("duplicate listen options for " + listen.text());
        }
        if (listen.defaultServer() && seen.defaultServer) {
            throw arguments.error("a duplicate default server for " + listen.text());
        }
        seen.options |= options;
        seen.defaultServer |= listen.defaultServer();
    }
}
