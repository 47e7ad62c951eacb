package io.gangway.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The two addresses that mean all addresses. */
public final class Wildcard {
    public static final InetAddress V4 = of(new byte[4]);
    public static final InetAddress V6 = of(new byte[16]);

    private Wildcard() {}

    public static InetAddress of(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
