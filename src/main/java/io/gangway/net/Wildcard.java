package io.gangway.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The wildcard addresses of IPv4 and IPv6. */
public final class Wildcard {
    public static final InetAddress V4 = of(new byte[4]);
    public static final InetAddress V6 = of(new byte[16]);

    private Wildcard() {}

    /** An address of 4 or 16 bytes. */
    public static InetAddress of(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
