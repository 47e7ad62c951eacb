package io.gangway.core;

import javax.net.ssl.SSLEngine;

/** Makes the TLS engines of client connections; a service of the generation, given by the room of TLS. */
public interface ServerTlsEngines {
    /** An engine in server mode for one connection to an address; SNI picks the server's certificate. */
    SSLEngine newEngine(VirtualHosts hosts);
}
