package io.gangway.loop;

import java.net.SocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * The parameters of an upstream leg to be opened.
 *
 * @param address a resolved internet address or a {@link java.net.UnixDomainSocketAddress}
 * @param local the local address to connect from, null for any; not for a unix socket
 * @param keepAlive whether the system probes an idle connection (SO_KEEPALIVE)
 * @param tls creates the TLS engine of this leg, which is ready after the handshake; null for plain TCP
 * @param timeoutMillis time limit until the leg is ready, including the handshake; at least 1
 */
public record ConnectAttempt(
        SocketAddress address, SocketAddress local, boolean keepAlive, Supplier<SSLEngine> tls, long timeoutMillis) {
    /** Connects from any local address, without TCP keep-alive probes. */
    public ConnectAttempt(SocketAddress address, Supplier<SSLEngine> tls, long timeoutMillis) {
        this(address, null, false, tls, timeoutMillis);
    }

    /** Called on the loop with the result of the attempt, exactly once unless it is cancelled. */
    public interface Listener {
        /** The leg is ready and now owned by the listener. */
        void connected(Leg leg);

        /**
         * The attempt failed: with a {@link java.net.SocketTimeoutException} after the time limit; else with the error
         * of the system or of TLS.
         */
        void failed(Throwable cause);
    }
}
