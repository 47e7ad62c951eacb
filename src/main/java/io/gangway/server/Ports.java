package io.gangway.server;

import io.gangway.net.Wildcard;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where the addresses of {@code listen} are really bound. */
public enum Ports {
    /** Where the configuration says. */
    AS_CONFIGURED {
        @Override
        SocketAddress bound(SocketAddress configured) {
            return configured;
        }
    },

    /** Nowhere: somebody else listens, and brings connections or requests. */
    NONE {
        @Override
        SocketAddress bound(SocketAddress configured) {
            throw new IllegalStateException("nothing is bound");
        }
    },

    /** Each on a free port of this machine's loopback address, for tests; sockets of the file system stay what they are. */
    FREE {
        @Override
        SocketAddress bound(SocketAddress configured) {
            return configured instanceof InetSocketAddress inet
                    ? new InetSocketAddress(loopback(inet.getAddress()), 0)
                    : configured;
        }
    };

    /** What to bind for an address of the configuration. */
    abstract SocketAddress bound(SocketAddress configured);

    /** The IPv6 wildcard stays: it may be there for IPv4 as well. */
    private static InetAddress loopback(InetAddress configured) {
        if (configured.equals(Wildcard.V6)) {
            return configured;
        }
        byte[] v6 = new byte[16];
        v6[15] = 1;
        return Wildcard.of(configured instanceof Inet4Address ? new byte[] {127, 0, 0, 1} : v6);
    }
}
