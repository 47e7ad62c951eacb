package io.gangway.tls;

import io.gangway.tls.openssl.CipherList;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The result of a server engine's handshake.
 *
 * @param serverName {@code $ssl_server_name}, as the client wrote it; null when the client sent none
 * @param protocol {@code $ssl_protocol}, such as TLSv1.3
 * @param cipher {@code $ssl_cipher}, OpenSSL's name
 * @param alpn {@code $ssl_alpn_protocol}; empty when none was negotiated
 * @param clientChain the client's certificate and the intermediate certificates that it sent; empty when it sent none
 * @param reused {@code $ssl_session_reused}
 * @param sessionId {@code $ssl_session_id}, in hex; empty with TLS 1.3 tickets
 */
public record Handshake(
        String serverName,
        String protocol,
        String cipher,
        String alpn,
        List<X509Certificate> clientChain,
        boolean reused,
        String sessionId) {
    public Handshake {
        clientChain = List.copyOf(clientChain);
    }

    /** Reads the state of an engine of {@link ServerTlsContext} whose handshake is complete. */
    static Handshake of(SSLEngine engine) {
        SSLSession session = engine.getSession();
        String alpn = engine.getApplicationProtocol();
        return new Handshake(
                SniHostName.requested(session),
                session.getProtocol(),
                CipherList.openSslName(session.getCipherSuite()),
                alpn == null ? "" : alpn,
                clientChain(session),
                isReused(session, engine),
                hex(session.getId()));
    }

    private static List<X509Certificate> clientChain(SSLSession session) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            return chain;
        } catch (SSLPeerUnverifiedException e) {
            // The client sent no certificate.
            return List.of();
        }
    }

    /**
     * JSSE has no method for this. A session that is older than its engine comes from an earlier handshake. A value
     * bound to the session would work too, but JSSE makes no tickets of sessions with bound values.
     */
    static boolean isReused(SSLSession session, SSLEngine engine) {
        // https://bugs.openjdk.org/browse/JDK-8329986: values bound to a session are lost when a ticket resumes it.
        // This can be removed when SSLSession tells whether it was resumed.
        return session.getCreationTime() < ServerTlsContext.createdMillis(engine);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
