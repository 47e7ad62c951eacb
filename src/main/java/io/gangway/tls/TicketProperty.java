package io.gangway.tls;

import io.gangway.tls.openssl.TlsException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Creates JSSE contexts with or without session tickets (RFC 5077, RFC 8446 section 4.6.1). JSSE has no method for
 * this: a context reads a system property when it is created.
 */
final class TicketProperty {
    private static final String NAME = "jdk.tls.server.enableSessionTicketExtension";

    private TicketProperty() {}

    /**
     * Creates a context.
     *
     * @param keys null to present no certificate
     */
    static SSLContext context(boolean tickets, KeyManager keys, TrustManager trust) {
        try {
            SSLContext context = context(tickets);
            context.init(keys == null ? null : new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new TlsException("the JVM has no TLS: " + e.getMessage(), e);
        }
    }

    /** Without tickets, the system property is changed while the context is created. */
    private static synchronized SSLContext context(boolean tickets) throws NoSuchAlgorithmException {
        if (tickets) {
            return SSLContext.getInstance("TLS");
        }
        // https://bugs.openjdk.org/browse/JDK-8223922: tickets came with system properties and without an API.
        // This class can be removed when SSLParameters or SSLSessionContext can switch tickets on and off.
        String before = System.getProperty(NAME);
        System.setProperty(NAME, "false");
        try {
            return SSLContext.getInstance("TLS");
        } finally {
            if (before == null) {
                System.clearProperty(NAME);
            } else {
                System.setProperty(NAME, before);
            }
        }
    }
}
