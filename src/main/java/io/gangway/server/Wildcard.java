package io.gangway.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The two addresses that mean all addresses. */
final class Wildcard {
    static final InetAddress V4 = address(4);
    static final InetAddress V6 = address(16);

    private Wildcard() {}

    private static InetAddress address(int bytes) {
        try {
            return InetAddress.getByAddress(new byte[bytes]);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
