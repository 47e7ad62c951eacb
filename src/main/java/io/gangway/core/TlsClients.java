package io.gangway.core;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;

/** Makes the client side of TLS for upstream legs; a service of the drawing, given by the room of TLS when it is linked. */
public interface TlsClients {
    /** The words of {@code ssl_protocols} and {@code proxy_ssl_protocols}. */
    Map<String, String> PROTOCOLS = Stream.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
            .collect(Collectors.toUnmodifiableMap(word -> word, word -> word));

    /**
     * Reads what the settings name.
     *
     * @throws io.gangway.conf.ConfException when a file or a setting can't be used
     */
    Client client(Settings settings);

    /** Engines of one kind. Safe for all loops. */
    interface Client {
        /**
         * A new engine in client mode.
         *
         * @param name sent by SNI where that is on, and looked for in the certificate where that is verified
         * @param port of the peer, to find a session to resume; 0 when not known
         */
        SSLEngine engine(String name, int port);

        /**
         * Why a leg could not be made, when it was TLS that failed: {@code SSL_do_handshake() failed (SSL: error:...)} or
         * {@code upstream SSL certificate ...}, to be logged with {@code while SSL handshaking to upstream}.
         *
         * @return null when the cause is not of TLS
         */
        String reason(Throwable cause);
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
     * @param certificate our own, in PEM
     * @param key its key, in PEM
     * @param passwords file with the passwords of the key
     * @param reuseSessions whether a session may be resumed
     * @param scope the level that says so, for errors
     */
    record Settings(
            Set<String> protocols,
            String ciphers,
            boolean serverName,
            boolean verify,
            int verifyDepth,
            Path trusted,
            Path revoked,
            Path certificate,
            Path key,
            Path passwords,
            boolean reuseSessions,
            Scope scope) {}
}
