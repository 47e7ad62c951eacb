package io.gangway.tls;

import static io.gangway.tls.SslDirectives.SSL_CERTIFICATE;
import static io.gangway.tls.SslDirectives.SSL_CERTIFICATE_CACHE;
import static io.gangway.tls.SslDirectives.SSL_CERTIFICATE_KEY;
import static io.gangway.tls.SslDirectives.SSL_CIPHERS;
import static io.gangway.tls.SslDirectives.SSL_CLIENT_CERTIFICATE;
import static io.gangway.tls.SslDirectives.SSL_CRL;
import static io.gangway.tls.SslDirectives.SSL_OCSP;
import static io.gangway.tls.SslDirectives.SSL_OCSP_RESPONDER;
import static io.gangway.tls.SslDirectives.SSL_PASSWORD_FILE;
import static io.gangway.tls.SslDirectives.SSL_REJECT_HANDSHAKE;
import static io.gangway.tls.SslDirectives.SSL_TRUSTED_CERTIFICATE;
import static io.gangway.tls.SslDirectives.SSL_VERIFY_CLIENT;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.config.LoadContext;
import io.gangway.config.Scope;
import io.gangway.exchange.Template;
import io.gangway.tls.SslDirectives.VerifyClient;
import io.gangway.tls.openssl.TlsException;
import io.gangway.tls.pem.LoadedPem;
import io.gangway.tls.pem.PemFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The TLS configuration of one {@code server}.
 *
 * @param tls null when the server has no certificate
 * @param named the certificates when their names contain variables, else null
 * @param verifyClient {@code ssl_verify_client}
 * @param rejects {@code ssl_reject_handshake}
 */
record ServerTlsConfig(ServerTlsContext tls, NamedCertificates named, VerifyClient verifyClient, boolean rejects) {
    /** Loads the files of a server, whether it listens with TLS or not, as nginx does. */
    static ServerTlsConfig of(Scope scope, LoadContext context) {
        Environment environment = context.environment();
        LoadedPem files = context.shared(LoadedPem.class, LoadedPem::new);
        boolean rejects = scope.get(SSL_REJECT_HANDSHAKE);
        List<Template> certificates = scope.get(SSL_CERTIFICATE);
        if (certificates.isEmpty()) {
            return new ServerTlsConfig(null, null, scope.get(SSL_VERIFY_CLIENT), rejects);
        }
        List<Template> keys = scope.get(SSL_CERTIFICATE_KEY);
        if (keys.size() < certificates.size()) {
            throw new ConfException(
                            "no \"ssl_certificate_key\" is defined for certificate \""
                                    + certificates.get(certificates.size() - 1).source() + "\"",
                            null)
                    .at(scope.positionOf("", SSL_CERTIFICATE));
        }
        try {
            boolean variable = Stream.concat(
                            certificates.stream(), keys.stream().limit(certificates.size()))
                    .anyMatch(name -> name.constant() == null);
            NamedCertificates named = variable
                    ? new NamedCertificates(
                            certificates,
                            keys,
                            scope.get(SSL_PASSWORD_FILE),
                            scope.get(SSL_CERTIFICATE_CACHE),
                            environment)
                    : null;
            Identity identity = variable ? null : identity(scope, certificates, keys, environment, files);
            ServerTlsContext tls = new ServerTlsContext(ServerTlsSettings.of(scope, environment, files), identity);
            return new ServerTlsConfig(tls, named, scope.get(SSL_VERIFY_CLIENT), rejects);
        } catch (TlsException e) {
            throw new ConfException(e.getMessage(), null, TlsHint.of(e))
                    .at(scope.positionOf(
                            e.getMessage(),
                            e.getMessage().contains("certificate key") ? SSL_CERTIFICATE_KEY : SSL_CERTIFICATE,
                            SSL_TRUSTED_CERTIFICATE,
                            SSL_CLIENT_CERTIFICATE,
                            SSL_CRL,
                            SSL_OCSP_RESPONDER,
                            SSL_OCSP,
                            SSL_CIPHERS,
                            SSL_VERIFY_CLIENT));
        }
    }

    private static Identity identity(
            Scope scope, List<Template> certificates, List<Template> keys, Environment environment, LoadedPem files) {
        List<Credential> credentials = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            credentials.add(Credential.load(
                    files,
                    PemFile.absolute(certificates.get(i).constant(), environment),
                    PemFile.absolute(keys.get(i).constant(), environment),
                    scope.get(SSL_PASSWORD_FILE)));
        }
        return new Identity(credentials);
    }
}
