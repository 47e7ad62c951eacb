package io.gangway.core;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;

/** Makes the client side of TLS for upstream legs; a service of the drawing, given by the room of TLS when it is linked. */
public interface UpstreamTlsProvider {
    /** The words of {@code ssl_protocols} and {@code proxy_ssl_protocols}. */
    Map<String, String> PROTOCOLS = Stream.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
            .collect(Collectors.toUnmodifiableMap(word -> word, word -> word));

    /**
     * Reads what the settings name.
     *
     * @throws io.gangway.conf.ConfException when a file or a setting can't be used
     */
    Client client(Settings settings);

    /** Connections of one kind. Safe for all loops. */
    interface Client {
        /** Who it is for an exchange: its certificate may be named by variables. */
        Identity identity(Exchange x);

        /**
         * Why a leg could not be made, when it was TLS that failed: {@code SSL_do_handshake() failed (SSL: error:...)} or
         * {@code upstream SSL certificate ...}, to be logged with {@code while SSL handshaking to upstream}.
         *
         * @return null when the cause is not of TLS
         */
        String reason(Throwable cause);
    }

    /** A client with the certificate that it shows, for one exchange. */
    interface Identity {
        /** Equal for those whose connections are interchangeable. */
        Object kind();

        /** Whether {@link #load} must be called before each {@link #engine}. */
        boolean loads();

        /** Reads the files of the certificate, so it blocks; what is wrong with them is told by {@link #engine}. */
        void load();

        /**
         * A new engine in client mode.
         *
         * @param name sent by SNI where that is on, and looked for in the certificate where that is verified
         * @param port of the peer, to find a session to resume; 0 when not known
         * @throws UnusableCertificateException when {@link #load} failed
         */
        SSLEngine engine(String name, int port);
    }

    /** A certificate that variables named can't be shown; the message has nginx's words. */
    final class UnusableCertificateException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UnusableCertificateException(String message) {
            super(message);
        }
    }

    /**
     * What {@code proxy_ssl_*} say. Paths may be null, lists empty and texts null where nothing was said.
     *
     * @param protocols nginx's words, such as {@code TLSv1.2}; empty: the default
     * @param ciphers OpenSSL's list, or null for the default
     * @param serverName whether the name is sent by SNI
     * @param verify whether the certificate is verified
     * @param verifyDepth longest chain
     * @param trusted certificates in PEM
     * @param revoked revocation lists in PEM
     * @param certificate file of our own, in PEM
     * @param key file of its key, in PEM
     * @param caching of certificates that variables name
     * @param passwords file with the passwords of the key
     * @param reuseSessions whether a session may be resumed
     */
    record Settings(
            Set<String> protocols,
            String ciphers,
            boolean serverName,
            boolean verify,
            int verifyDepth,
            Path trusted,
            Path revoked,
            Template certificate,
            Template key,
            CertificateCaching caching,
            Path passwords,
            boolean reuseSessions) {}
}
