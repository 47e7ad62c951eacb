package io.gangway.core;

import javax.net.ssl.SSLEngine;

/** Makes the TLS engines of client connections; a service of the generation, given by the room of TLS. */
public interface ServerTlsEngines {
    /**
     * An engine in server mode for one connection to an address. The name that the client asks for picks the virtual server
     * whose settings count; a server without a certificate takes those of the default server.
     *
     * @param hosts the servers of the address, of the same generation as this service
     * @param serverName what SNI says, one char per byte; null when it says nothing
     * @return null when the handshake is to be refused with {@code unrecognized_name}
     */
    SSLEngine newEngine(VirtualHosts hosts, String serverName);

    /**
     * Why a handshake failed, as nginx's error log has it: {@code SSL_do_handshake() failed (SSL: error:...)}.
     *
     * @param cause what JSSE or the socket threw
     */
    String reason(Throwable cause);
}
