package io.gangway.core;

import java.net.SocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * Where and how to open an upstream leg.
 *
 * @param address a resolved internet address or a {@link java.net.UnixDomainSocketAddress}
 * @param tls makes the client engine of this leg, or null for plain TCP; the leg is ready after its handshake
 * @param timeoutMillis the longest time until the leg is ready, handshake included; at least 1
 */
public record Dial(SocketAddress address, Supplier<SSLEngine> tls, long timeoutMillis) {
    /** Told on the loop how a dial ended. */
    public interface Listener {
        /** The leg is ready and now owned by the listener. */
        void connected(Leg leg);

        /** A {@link java.net.SocketTimeoutException} when the time was over; else what the system or TLS said. */
        void failed(Throwable cause);
    }
}
