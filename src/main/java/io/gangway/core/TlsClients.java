package io.gangway.core;

import io.gangway.conf.ConfException;
import java.util.List;
import javax.net.ssl.SSLEngine;

/** TLS of upstream legs; a service of the drawing from {@link Module#compose} on, given by the room of TLS. */
public interface TlsClients {
    /**
     * What counts for the upstream legs of one place. File names are as the configuration has them, relative to its folder.
     *
     * @param verify {@code proxy_ssl_verify}
     * @param depth {@code proxy_ssl_verify_depth}
     * @param trusted {@code proxy_ssl_trusted_certificate}; null for none
     * @param sendName {@code proxy_ssl_server_name}: whether the name goes into SNI
     * @param reuse {@code proxy_ssl_session_reuse}
     * @param protocols words of {@code proxy_ssl_protocols}; empty for nginx's default
     * @param ciphers {@code proxy_ssl_ciphers}; null for nginx's default
     * @param certificate {@code proxy_ssl_certificate}; null for none
     * @param key {@code proxy_ssl_certificate_key}; null for none
     * @param passwords {@code proxy_ssl_password_file}; null for none
     */
    record Settings(
            boolean verify,
            int depth,
            String trusted,
            boolean sendName,
            boolean reuse,
            List<String> protocols,
            String ciphers,
            String certificate,
            String key,
            String passwords) {
        /** nginx's defaults: no verification, no SNI, sessions reused. */
        public static final Settings DEFAULT =
                new Settings(false, 1, null, false, true, List.of(), null, null, null, null);
    }

    /** Makes the engines of one place. Safe for any thread. */
    interface Client {
        /**
         * An engine in client mode for one leg.
         *
         * @param name {@code proxy_ssl_name}, one char per byte, without port: sent by SNI when the settings say so, and looked
         *     for in the certificate
         * @param port of the peer; sessions are reused for the same name and port
         */
        SSLEngine newEngine(String name, int port);
    }

    /**
     * Reads the files and makes a client of the settings.
     *
     * @throws ConfException in nginx's words
     */
    Client client(Settings settings);

    /** Why a handshake failed, as nginx's error log has it before {@code while SSL handshaking to upstream}. */
    String reason(Throwable cause);
}
