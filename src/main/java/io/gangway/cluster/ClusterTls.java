package io.gangway.cluster;

import io.gangway.conf.ConfException;
import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.Scope;
import io.gangway.tls.Credential;
import io.gangway.tls.TlsOffer;
import io.gangway.tls.openssl.TlsException;
import io.gangway.tls.pem.LoadedPem;
import io.gangway.tls.pem.Pem;
import io.gangway.tls.pem.PemFile;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * TLS between nodes.
 *
 * @param listening the certificate for nodes that connect to this one
 * @param connecting the certificate for nodes that this one connects to
 * @param trusted the authorities of other nodes; null if they are not verified
 * @param revoked lists of revoked certificates; null for none
 * @param depth how many authorities may be above a certificate
 * @param name that certificates must have; null for any
 */
record ClusterTls(
        Credential listening,
        Credential connecting,
        List<X509Certificate> trusted,
        List<X509CRL> revoked,
        int depth,
        String name,
        Offer listeningOffer,
        Offer connectingOffer) {
    /** {@code ssl_protocols} and {@code ssl_ciphers}, and their like. */
    record Offer(Set<String> protocols, String ciphers) {}

    private static final char[] NO_PASSWORD = new char[0];

    /**
     * Reads the settings of a server, and the files that they name.
     *
     * @param listens whether {@code listen} has {@code ssl}
     * @return null without TLS
     */
    static ClusterTls of(Scope server, boolean listens, LoadContext context) {
        boolean connects = server.get(ZoneSyncDirectives.ZONE_SYNC_SSL);
        if (listens != connects) {
            throw new ConfException(
                    listens
                            ? "\"listen ... ssl\" of \"zone_sync\" needs \"zone_sync_ssl on\""
                            : "\"zone_sync_ssl\" needs \"ssl\" in \"listen\"",
                    server.node().end());
        }
        return listens ? new Reader(server, context).read() : null;
    }

    /** Whether nodes must show a certificate of {@link #trusted}. */
    boolean verifiesNodes() {
        return trusted != null;
    }

    SSLContext listeningContext() throws GeneralSecurityException {
        return context(listening);
    }

    SSLContext connectingContext() throws GeneralSecurityException {
        return context(connecting);
    }

    /** The parameters of a socket that listens. */
    SSLParameters listening(SSLContext context) {
        SSLParameters parameters = parameters(context, listeningOffer);
        parameters.setNeedClientAuth(verifiesNodes());
        return parameters;
    }

    /** The parameters of a socket that connects. */
    SSLParameters connecting(SSLContext context) {
        return parameters(context, connectingOffer);
    }

    private static SSLParameters parameters(SSLContext context, Offer offer) {
        return new TlsOffer(offer.protocols, offer.ciphers).parameters(context.createSSLEngine());
    }

    private SSLContext context(Credential shown) throws GeneralSecurityException {
        KeyStore store = NodeTrust.store();
        store.setKeyEntry("node", shown.key(), NO_PASSWORD, shown.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {NodeTrust.of(this)}, null);
        return context;
    }

    /** Reads the directives of one server. */
    private static final class Reader {
        private final Scope server;
        private final LoadContext context;
        private final LoadedPem files;

        Reader(Scope server, LoadContext context) {
            this.server = server;
            this.context = context;
            files = context.shared(LoadedPem.class, LoadedPem::new);
        }

        ClusterTls read() {
            try {
                Credential listening = credential(
                        ZoneSyncDirectives.SSL_CERTIFICATE,
                        ZoneSyncDirectives.SSL_CERTIFICATE_KEY,
                        ZoneSyncDirectives.SSL_PASSWORD_FILE);
                if (listening == null) {
                    throw new ConfException(
                            "no \"ssl_certificate\" is defined for the \"listen ... ssl\" directive",
                            server.node().end());
                }
                Credential connecting = credential(
                        ZoneSyncDirectives.ZONE_SYNC_SSL_CERTIFICATE,
                        ZoneSyncDirectives.ZONE_SYNC_SSL_CERTIFICATE_KEY,
                        ZoneSyncDirectives.ZONE_SYNC_SSL_PASSWORD_FILE);
                boolean verifies = server.get(ZoneSyncDirectives.ZONE_SYNC_SSL_VERIFY);
                String crl = server.get(ZoneSyncDirectives.ZONE_SYNC_SSL_CRL);
                ClusterTls tls = new ClusterTls(
                        listening,
                        connecting == null ? listening : connecting,
                        verifies ? trusted() : null,
                        crl == null ? null : List.copyOf(files.revocationLists(path(crl))),
                        server.get(ZoneSyncDirectives.ZONE_SYNC_SSL_VERIFY_DEPTH),
                        server.get(ZoneSyncDirectives.ZONE_SYNC_SSL_NAME),
                        new Offer(
                                server.get(ZoneSyncDirectives.SSL_PROTOCOLS),
                                server.get(ZoneSyncDirectives.SSL_CIPHERS)),
                        new Offer(
                                server.get(ZoneSyncDirectives.ZONE_SYNC_SSL_PROTOCOLS),
                                server.get(ZoneSyncDirectives.ZONE_SYNC_SSL_CIPHERS)));
                tls.listening(tls.listeningContext());
                tls.connecting(tls.connectingContext());
                return tls;
            } catch (TlsException e) {
                throw new ConfException(e.getMessage(), server.node().end());
            } catch (GeneralSecurityException e) {
                throw new ConfException(
                        "zone_sync: " + e.getMessage(), server.node().end());
            }
        }

        private List<X509Certificate> trusted() {
            String file = server.get(ZoneSyncDirectives.ZONE_SYNC_SSL_TRUSTED_CERTIFICATE);
            if (file == null) {
                throw new ConfException(
                        "no zone_sync_ssl_trusted_certificate for zone_sync_ssl_verify",
                        server.node().end());
            }
            return List.copyOf(files.certificates(path(file)));
        }

        private Credential credential(
                Directive<String> certificate, Directive<String> key, Directive<String> passwords) {
            String file = server.get(certificate);
            if (file == null) {
                return null;
            }
            if (server.get(key) == null) {
                throw new ConfException(
                        "no \"" + key.name() + "\" is defined for certificate \"" + file + "\"",
                        server.node().end());
            }
            String words = server.get(passwords);
            return Credential.load(
                    files, path(file), path(server.get(key)), words == null ? List.of() : Pem.passwords(path(words)));
        }

        private String path(String written) {
            return PemFile.absolute(written, context.environment());
        }
    }
}
