package io.gangway.net;

/**
 * What a client says first in a TLS handshake. The lists hold one number of TLS in each char.
 *
 * @param serverName one char per byte; null when the client names none
 * @param ciphers the cipher suites that it has
 * @param groups the groups that it has; empty when it does not say
 */
public record TlsHello(String serverName, String ciphers, String groups) {
    /** A client that says nothing that we understand. */
    public static final TlsHello EMPTY = new TlsHello(null, "", "");
}
