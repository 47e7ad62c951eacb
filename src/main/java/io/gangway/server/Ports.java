package io.gangway.server;

import io.gangway.net.Wildcard;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The rule by which the addresses of {@code listen} are bound. */
public enum Ports {
    /** As configured. */
    AS_CONFIGURED {
        @Override
        SocketAddress bound(SocketAddress configured) {
            return configured;
        }
    },

    /** As configured, although another process has them and shares them. */
    BESIDE_ANOTHER {
        @Override
        SocketAddress bound(SocketAddress configured) {
            return configured;
        }
    },

    /** Not at all: another server listens, and passes on connections or requests. */
    NONE {
        @Override
        SocketAddress bound(SocketAddress configured) {
            throw new IllegalStateException("nothing is bound");
        }
    },

    /** Each to a free port of the loopback address, for tests; unix sockets as configured. */
    FREE {
        @Override
        SocketAddress bound(SocketAddress configured) {
            return configured instanceof InetSocketAddress inet
                    ? new InetSocketAddress(loopback(inet.getAddress()), 0)
                    : configured;
        }
    };

    /** The address to bind for an address of the configuration. */
    abstract SocketAddress bound(SocketAddress configured);

    /** The loopback address of the same family; the IPv6 wildcard stays, because it may serve IPv4 too. */
    private static InetAddress loopback(InetAddress configured) {
        if (configured.equals(Wildcard.V6)) {
            return configured;
        }
        byte[] v6 = new byte[16];
        v6[15] = 1;
        return Wildcard.of(configured instanceof Inet4Address ? new byte[] {127, 0, 0, 1} : v6);
    }
}
