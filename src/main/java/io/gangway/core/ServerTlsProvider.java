package io.gangway.core;

import io.gangway.exchange.Client;
import io.gangway.exchange.Generation;
import io.gangway.exchange.VirtualHosts;
import io.gangway.loop.EventLoop;
import io.gangway.metrics.TlsCounts;
import javax.net.ssl.SSLEngine;

/** Creates the TLS engines of client connections. A service of the generation, provided by the TLS module. */
public interface ServerTlsProvider {
    /** The creation of one engine. */
    interface EngineFactory {
        /** Whether {@link #make} reads files, so that it must not run on a loop. */
        default boolean blocks() {
            return false;
        }

        /**
         * Creates an engine in server mode; called once.
         *
         * @throws RuntimeException with a message in nginx's wording
         */
        SSLEngine make();
    }

    /**
     * Selects the engine for a connection to an address. The server name of the ClientHello selects the virtual server;
     * a server without a certificate uses the settings of the default server.
     *
     * @param generation the generation of this service
     * @param hosts the virtual hosts of the address, of that generation
     * @param client whose ClientHello has been read
     * @return null when the handshake must be refused with {@code unrecognized_name}
     */
    EngineFactory engine(Generation generation, VirtualHosts hosts, Client client, EventLoop loop);

    /**
     * The reason of a failed handshake, as in nginx's error log: {@code SSL_do_handshake() failed (SSL: error:...)}.
     *
     * @param cause exception of JSSE or the socket
     */
    String reason(Throwable cause);

    /** The kind of failure of a handshake, for its count. */
    TlsCounts.Failure failure(Throwable cause);

    /** Whether a successful handshake resumed a session. */
    boolean isReused(SSLEngine engine);
}
