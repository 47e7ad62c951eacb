package io.gangway.core;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;

/**
 * Creates the client side of TLS for upstream legs. A service of the generation, registered by the TLS module when it
 * is linked.
 */
public interface UpstreamTlsProvider {
    /** The values of {@code ssl_protocols} and {@code proxy_ssl_protocols}. */
    Map<String, String> PROTOCOLS = Stream.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
            .collect(Collectors.toUnmodifiableMap(word -> word, word -> word));

    /**
     * Loads the files that the settings name.
     *
     * @throws io.gangway.conf.ConfException when a file or a setting cannot be used
     */
    Client client(Settings settings);

    /** The connections of one configuration. Safe for all loops. */
    interface Client {
        /** The identity for an exchange; its certificate may be named by variables. */
        Identity identity(Exchange x);

        /**
         * The reason of a failed connection, if TLS failed: {@code SSL_do_handshake() failed (SSL: error:...)} or
         * {@code upstream SSL certificate ...}, to be logged with {@code while SSL handshaking to upstream}.
         *
         * @return null for other causes
         */
        String reason(Throwable cause);
    }

    /** The client with its certificate, for one exchange. */
    interface Identity {
        /** Equal for identities whose connections are interchangeable. */
        Object kind();

        /** Whether {@link #load} must be called before each {@link #engine}. */
        boolean loads();

        /** Loads the files of the certificate; blocks. Errors are reported by {@link #engine}. */
        void load();

        /**
         * Creates an engine in client mode.
         *
         * @param name sent by SNI and verified in the certificate, if these are enabled
         * @param port of the peer, to resume a session; 0 when unknown
         * @param protocol the protocol that is offered by ALPN, such as {@code h2}; null to offer none
         * @throws UnusableCertificateException when {@link #load} has failed
         */
        SSLEngine engine(String name, int port, String protocol);

        /** The same without ALPN. */
        default SSLEngine engine(String name, int port) {
            return engine(name, port, null);
        }
    }

    /** A certificate named by variables cannot be used; the message is in nginx's wording. */
    final class UnusableCertificateException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UnusableCertificateException(String message) {
            super(message);
        }
    }

    /**
     * The values of the {@code proxy_ssl_*} directives. Paths and texts are null and lists empty when not configured.
     *
     * @param protocols such as {@code TLSv1.2}; empty: the default
     * @param ciphers OpenSSL's cipher list, or null for the default
     * @param serverName whether the name is sent by SNI
     * @param verify whether the certificate is verified
     * @param verifyDepth maximum length of the chain
     * @param trusted CA certificates in PEM
     * @param revoked revocation lists in PEM
     * @param certificate own certificate in PEM
     * @param key private key in PEM
     * @param caching of certificates named by variables
     * @param passwords file with passwords of the key
     * @param reuseSessions whether sessions may be resumed
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
