package io.gangway.net;

/**
 * The parts of a TLS ClientHello that are used. The lists hold one TLS code point per char.
 *
 * @param serverName the name in SNI, one char per byte; null when there is none
 * @param ciphers the client's cipher suites
 * @param groups the client's groups; empty when it sends none
 */
public record TlsHello(String serverName, String ciphers, String groups) {
    /** A ClientHello without usable content. */
    public static final TlsHello EMPTY = new TlsHello(null, "", "");
}
