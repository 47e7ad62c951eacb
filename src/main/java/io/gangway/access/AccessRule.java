package io.gangway.access;

import io.gangway.conf.Node;
import io.gangway.config.DirectiveArguments;
import io.gangway.net.Network;

/**
 * One {@code allow} or {@code deny}.
 *
 * @param deny whether it refuses
 * @param kind the kind of clients that it matches
 * @param network null unless the kind is NETWORK
 * @param node the directive
 */
record AccessRule(boolean deny, Kind kind, Network network, Node node) {
    enum Kind {
        ALL,
        /** Clients of a Unix socket. */
        UNIX,
        NETWORK
    }

    static AccessRule read(DirectiveArguments arguments) {
        boolean deny = arguments.node().name().equals("deny");
        String text = arguments.arg(0);
        if (text.equals("all")) {
            return new AccessRule(deny, Kind.ALL, null, arguments.node());
        }
        if (text.equals("unix:")) {
            return new AccessRule(deny, Kind.UNIX, null, arguments.node());
        }
        Network network = Network.parse(text);
        if (network == null) {
            throw arguments.invalidParameter(text);
        }
        if (network.hasLowBits()) {
            arguments.warn("low address bits of " + text + " are meaningless");
        }
        return new AccessRule(deny, Kind.NETWORK, network, arguments.node());
    }

    /**
     * Whether the rule matches a client.
     *
     * @param address 4 or 16 bytes; null for a client of a Unix socket
     */
    boolean matches(byte[] address) {
        return switch (kind) {
            case ALL -> true;
            case UNIX -> address == null;
            case NETWORK -> address != null && network.contains(address);
        };
    }
}
