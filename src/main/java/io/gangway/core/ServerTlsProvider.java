package io.gangway.core;

import io.gangway.exchange.Client;
import io.gangway.exchange.Generation;
import io.gangway.exchange.VirtualHosts;
import io.gangway.loop.EventLoop;
import javax.net.ssl.SSLEngine;

/** Makes the TLS engines of client connections; a service of the generation, given by the room of TLS. */
public interface ServerTlsProvider {
    /** How an engine comes to be. */
    interface Making {
        /** Whether files must be read for it, so that a loop may not do it. */
        default boolean blocks() {
            return false;
        }

        /**
         * An engine in server mode; called once.
         *
         * @throws RuntimeException whose message tells why there is none, in nginx's words
         */
        SSLEngine make();
    }

    /**
     * An engine for one connection to an address. The name that the client asks for picks the virtual server whose settings
     * count; a server without a certificate takes those of the default server.
     *
     * @param generation the one of this service
     * @param hosts the servers of the address, of that generation
     * @param client has said hello
     * @return null when the handshake is to be refused with {@code unrecognized_name}
     */
    Making engine(Generation generation, VirtualHosts hosts, Client client, EventLoop loop);

    /**
     * Why a handshake failed, as nginx's error log has it: {@code SSL_do_handshake() failed (SSL: error:...)}.
     *
     * @param cause what JSSE or the socket threw
     */
    String reason(Throwable cause);
}
