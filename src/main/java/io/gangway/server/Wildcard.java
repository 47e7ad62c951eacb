package io.gangway.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The two addresses that mean all addresses. */
final class Wildcard {
    static final InetAddress V4 = of(new byte[4]);
    static final InetAddress V6 = of(new byte[16]);

    private Wildcard() {}

    static InetAddress of(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
