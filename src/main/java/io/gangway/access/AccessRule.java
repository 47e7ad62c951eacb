package io.gangway.access;

import io.gangway.config.DirectiveArguments;
import io.gangway.net.Network;

/**
 * One {@code allow} or {@code deny}.
 *
 * @param deny whether it refuses
 * @param kind of the clients that it is for
 * @param network for the kind NETWORK, else null
 */
record AccessRule(boolean deny, Kind kind, Network network) {
    enum Kind {
        ALL,
        /** All that come by a socket of the file system. */
        UNIX,
        NETWORK
    }

    static AccessRule read(DirectiveArguments arguments) {
        boolean deny = arguments.node().name().equals("deny");
        String text = arguments.arg(0);
        if (text.equals("all")) {
            return new AccessRule(deny, Kind.ALL, null);
        }
        if (text.equals("unix:")) {
            return new AccessRule(deny, Kind.UNIX, null);
        }
        Network network = Network.parse(text);
        if (network == null) {
            throw arguments.invalidParameter(text);
        }
        if (network.hasLowBits()) {
            arguments.warn("low address bits of " + text + " are meaningless");
        }
        return new AccessRule(deny, Kind.NETWORK, network);
    }

    /** {@code address}: 4 or 16 bytes, or null for a socket of the file system. */
    boolean fits(byte[] address) {
        return switch (kind) {
            case ALL -> true;
            case UNIX -> address == null;
            case NETWORK -> address != null && network.contains(address);
        };
    }
}
