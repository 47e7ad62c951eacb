package io.gangway.tls;

import static io.gangway.tls.SslDirectives.SSL_CIPHERS;
import static io.gangway.tls.SslDirectives.SSL_CLIENT_CERTIFICATE;
import static io.gangway.tls.SslDirectives.SSL_CRL;
import static io.gangway.tls.SslDirectives.SSL_OCSP;
import static io.gangway.tls.SslDirectives.SSL_OCSP_CACHE;
import static io.gangway.tls.SslDirectives.SSL_OCSP_RESPONDER;
import static io.gangway.tls.SslDirectives.SSL_PREFER_SERVER_CIPHERS;
import static io.gangway.tls.SslDirectives.SSL_PROTOCOLS;
import static io.gangway.tls.SslDirectives.SSL_SESSION_CACHE;
import static io.gangway.tls.SslDirectives.SSL_SESSION_TICKETS;
import static io.gangway.tls.SslDirectives.SSL_SESSION_TIMEOUT;
import static io.gangway.tls.SslDirectives.SSL_TRUSTED_CERTIFICATE;
import static io.gangway.tls.SslDirectives.SSL_VERIFY_CLIENT;
import static io.gangway.tls.SslDirectives.SSL_VERIFY_DEPTH;

import io.gangway.conf.Environment;
import io.gangway.config.Scope;
import io.gangway.tls.SslDirectives.VerifyClient;
import io.gangway.tls.openssl.TlsException;
import io.gangway.tls.pem.LoadedPem;
import io.gangway.tls.pem.PemFile;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * The {@code ssl_*} directives of one {@code server}, except for its certificates.
 *
 * @param offer {@code ssl_protocols} and {@code ssl_ciphers}
 * @param preferServerCiphers {@code ssl_prefer_server_ciphers}
 * @param sessionCacheSize {@code ssl_session_cache}: maximum number of sessions; 0 for none
 * @param sessionTimeout {@code ssl_session_timeout}, in whole seconds, at least one
 * @param tickets {@code ssl_session_tickets}; no tickets are issued where sessions are cached, so that the timeout
 *     applies
 * @param clients verifies the certificates of clients; null when clients are not asked for one
 * @param named {@code ssl_client_certificate}: the authorities whose names are sent to clients
 * @param ocsp {@code ssl_ocsp}; null if clients are not checked by OCSP
 */
record ServerTlsSettings(
        TlsOffer offer,
        boolean preferServerCiphers,
        int sessionCacheSize,
        Duration sessionTimeout,
        boolean tickets,
        Verifier clients,
        List<X509Certificate> named,
        Ocsp ocsp) {
    /**
     * Reads the directives of a server, and loads the files that they name.
     *
     * @throws TlsException with nginx's wording
     */
    static ServerTlsSettings of(Scope scope, Environment environment, LoadedPem files) {
        TlsOffer offer = new TlsOffer(scope.get(SSL_PROTOCOLS), scope.get(SSL_CIPHERS));
        VerifyClient verify = scope.get(SSL_VERIFY_CLIENT);
        String client = scope.get(SSL_CLIENT_CERTIFICATE);
        String trusted = scope.get(SSL_TRUSTED_CERTIFICATE);
        boolean needsAuthority = verify == VerifyClient.ON || verify == VerifyClient.OPTIONAL;
        if (needsAuthority && client.isEmpty() && trusted.isEmpty()) {
            throw new TlsException("no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client");
        }
        List<X509Certificate> named = verify == VerifyClient.OFF ? List.of() : authorities(client, environment, files);
        List<X509Certificate> all = new ArrayList<>(named);
        all.addAll(authorities(trusted, environment, files));
        String revoked = scope.get(SSL_CRL);
        Revocation revocation = revoked.isEmpty()
                ? null
                : new Revocation(files.revocationLists(PemFile.absolute(revoked, environment)));
        return new ServerTlsSettings(
                offer,
                scope.get(SSL_PREFER_SERVER_CIPHERS),
                scope.get(SSL_SESSION_CACHE),
                scope.get(SSL_SESSION_TIMEOUT),
                scope.get(SSL_SESSION_TICKETS),
                verify == VerifyClient.OFF
                        ? null
                        : new Verifier(all, scope.get(SSL_VERIFY_DEPTH), Verifier.CLIENT, revocation),
                distinct(named),
                ocsp(scope));
    }

    private static Ocsp ocsp(Scope scope) {
        Ocsp.Extent extent = scope.get(SSL_OCSP);
        if (extent == Ocsp.Extent.OFF) {
            return null;
        }
        if (scope.get(SSL_VERIFY_CLIENT) == VerifyClient.OPTIONAL_NO_CA) {
            throw new TlsException("\"ssl_ocsp\" is incompatible with \"ssl_verify_client optional_no_ca\"");
        }
        String responder = scope.get(SSL_OCSP_RESPONDER);
        try {
            return new Ocsp(
                    extent == Ocsp.Extent.LEAF,
                    responder.isEmpty() ? null : OcspResponder.parse(responder, "\"ssl_ocsp_responder\""),
                    scope.get(SSL_OCSP_CACHE));
        } catch (OcspException e) {
            throw new TlsException(e.getMessage());
        }
    }

    /** Like OpenSSL, sends each name once. */
    private static List<X509Certificate> distinct(List<X509Certificate> certificates) {
        Set<X500Principal> names = new HashSet<>();
        return certificates.stream()
                .filter(each -> names.add(each.getSubjectX500Principal()))
                .toList();
    }

    private static List<X509Certificate> authorities(String file, Environment environment, LoadedPem files) {
        return file.isEmpty() ? List.of() : files.certificates(PemFile.absolute(file, environment));
    }
}
