package io.gangway.tls;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/**
 * Whether a server's sessions are kept by its clients, in tickets (RFC 5077, RFC 8446 section 4.6.1). JSSE has no method for
 * it: a context asks a system property when it is made.
 */
final class TicketProperty {
    private static final String NAME = "jdk.tls.server.enableSessionTicketExtension";

    private TicketProperty() {}

    /** A context, not initialised yet. Without tickets the property is another one for as long as it is made. */
    static synchronized SSLContext context(boolean tickets) throws NoSuchAlgorithmException {
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
