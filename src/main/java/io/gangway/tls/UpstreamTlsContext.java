package io.gangway.tls;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.tls.openssl.OpenSslError;
import io.gangway.tls.openssl.TlsException;
import io.gangway.tls.pem.LoadedPem;
import io.gangway.tls.pem.Pem;
import io.gangway.tls.pem.PemFile;
import java.io.EOFException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Creates the engines for upstreams with the same settings. The TLS context is created at first use, or while loading
 * if there are files or ciphers to check. It is shared by all exchanges unless the certificate's name contains
 * variables.
 */
final class UpstreamTlsContext implements UpstreamTlsProvider.Client, UpstreamTlsProvider.Identity {
    private final UpstreamTlsProvider.Settings settings;
    private final Environment environment;
    private final CertificateCache cache;
    private final List<String> passwords;
    /** Null when the peer is not verified. */
    private final Verifier verifier;

    private UpstreamTlsConfig tls;

    private UpstreamTlsContext(UpstreamTlsProvider.Settings settings, Environment environment, LoadedPem files) {
        this.settings = settings;
        this.environment = environment;
        cache = CertificateCache.of(settings.caching());
        passwords = settings.certificate() == null || settings.passwords() == null
                ? List.of()
                : Pem.passwords(Environment.bytes(settings.passwords()));
        verifier = settings.verify() ? verifier(settings, files) : null;
    }

    private static Verifier verifier(UpstreamTlsProvider.Settings settings, LoadedPem files) {
        Revocation revocation = settings.revoked() == null
                ? null
                : new Revocation(files.revocationLists(Environment.bytes(settings.revoked())));
        return new Verifier(
                files.certificates(Environment.bytes(settings.trusted())),
                settings.verifyDepth(),
                Verifier.SERVER,
                revocation);
    }

    /** @param files of the configuration */
    static UpstreamTlsContext of(UpstreamTlsProvider.Settings settings, Environment environment, LoadedPem files) {
        try {
            UpstreamTlsContext client = new UpstreamTlsContext(settings, environment, files);
            client.check(files);
            return client;
        } catch (TlsException e) {
            throw new ConfException(e.getMessage(), null, TlsHint.of(e));
        }
    }

    private void check(LoadedPem files) {
        Template certificate = settings.certificate();
        if (settings.ciphers() != null || certificate != null || settings.verify()) {
            tls(files);
        }
    }

    private boolean isNamed() {
        return settings.certificate() != null
                && (settings.certificate().constant() == null || settings.key().constant() == null);
    }

    private String absolute(String written) {
        return PemFile.absolute(written, environment);
    }

    // ---- the certificate

    @Override
    public UpstreamTlsProvider.Identity identity(Exchange x) {
        String certificate = isNamed() ? settings.certificate().render(x) : "";
        return certificate.isEmpty()
                ? this
                : new NamedIdentity(
                        this, absolute(certificate), absolute(settings.key().render(x)));
    }

    @Override
    public Object kind() {
        return this;
    }

    @Override
    public boolean loads() {
        return false;
    }

    @Override
    public void load() {}

    @Override
    public SSLEngine engine(String name, int port, String protocol) {
        return tls(null).newEngine(name, port, protocol);
    }

    /** Creates a configuration with a certificate, which is loaded unless the cache has it. */
    UpstreamTlsConfig named(String certificate, String key) {
        long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        return new UpstreamTlsConfig(settings, verifier, cache.load(certificate, key, passwords, now));
    }

    @Override
    public String reason(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof SSLException || each instanceof EOFException) {
                return OpenSslError.handshake(cause);
            }
        }
        return null;
    }

    // ---- creation

    /** @param files of the configuration; null later, when no file has to be read */
    private synchronized UpstreamTlsConfig tls(LoadedPem files) {
        if (tls == null) {
            boolean shows = settings.certificate() != null && !isNamed();
            Credential shown = shows
                    ? Credential.load(
                            files,
                            absolute(settings.certificate().constant()),
                            absolute(settings.key().constant()),
                            passwords)
                    : null;
            tls = new UpstreamTlsConfig(settings, verifier, shown);
        }
        return tls;
    }
}
