package io.gangway.tls;

import io.gangway.tls.openssl.TlsException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Makes contexts of JSSE. Whether a server's sessions are kept by its clients, in tickets (RFC 5077, RFC 8446 section 4.6.1). JSSE has no method for
 * it: a context asks a system property when it is made.
 */
final class TicketProperty {
    private static final String NAME = "jdk.tls.server.enableSessionTicketExtension";

    private TicketProperty() {}

    /**
     * A context of that kind.
     *
     * @param keys null where no certificate is shown
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

    /** Without tickets the property is another one for as long as it is made. */
    private static synchronized SSLContext context(boolean tickets) throws NoSuchAlgorithmException {
        if (tickets) {
            return SSLContext.getInstance("TLS");
        }
        // https://bugs.openjdk.org/browse/JDK-8223922: tickets came with system properties and without an API.
        // This class can go when SSLParameters or SSLSessionContext turn tickets on and off.
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
