package io.gangway.loop;

import java.net.SocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * Where and how to open an upstream leg.
 *
 * @param address a resolved internet address or a {@link java.net.UnixDomainSocketAddress}
 * @param local the address of ours to connect from, null for any; not for a unix socket
 * @param keepAlive whether the system probes an idle connection (SO_KEEPALIVE)
 * @param tls makes the client engine of this leg, or null for plain TCP; the leg is ready after its handshake
 * @param timeoutMillis the longest time until the leg is ready, handshake included; at least 1
 */
public record ConnectAttempt(
        SocketAddress address, SocketAddress local, boolean keepAlive, Supplier<SSLEngine> tls, long timeoutMillis) {
    /** From any address of ours, without the system's probes. */
    public ConnectAttempt(SocketAddress address, Supplier<SSLEngine> tls, long timeoutMillis) {
        this(address, null, false, tls, timeoutMillis);
    }

    /** Told on the loop how a dial ended. */
    public interface Listener {
        /** The leg is ready and now owned by the listener. */
        void connected(Leg leg);

        /** A {@link java.net.SocketTimeoutException} when the time was over; else what the system or TLS said. */
        void failed(Throwable cause);
    }
}
