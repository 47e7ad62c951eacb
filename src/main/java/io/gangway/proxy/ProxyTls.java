package io.gangway.proxy;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.conf.Position;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LocationBuilder;
import io.gangway.core.CertificateCaching;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Template;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code proxy_ssl_*} directives. */
final class ProxyTls {
    private ProxyTls() {}

    static final Directive<Set<String>> PROXY_SSL_PROTOCOLS = Directive.choices(
                    "proxy_ssl_protocols", Integer.MAX_VALUE, UpstreamTlsProvider.PROTOCOLS)
            .byDefault(Set.of())
            .syntax("SSLv2 | SSLv3 | TLSv1 | TLSv1.1 | TLSv1.2 | TLSv1.3 ...")
            .defaultText("TLSv1.2 TLSv1.3")
            .description("Names the TLS versions for https backends.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<String> PROXY_SSL_CIPHERS = Directive.word("proxy_ssl_ciphers")
            .syntax("ciphers")
            .defaultText("DEFAULT")
            .description("Names the ciphers for https backends, in the format of OpenSSL.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> PROXY_SSL_SERVER_NAME = Directive.flag("proxy_ssl_server_name")
            .byDefault(false)
            .description("Sends the name of proxy_ssl_name in the TLS handshake (SNI).")
            .in(HTTP, SERVER, LOCATION);

    /** Null: the host of {@code proxy_pass}. */
    static final Directive<Template> PROXY_SSL_NAME = Directive.template("proxy_ssl_name")
            .syntax("name")
            .defaultText("$proxy_host")
            .description("Sets the name against which the certificate of an https backend is verified, and which is "
                    + "sent with proxy_ssl_server_name. It may contain variables.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> PROXY_SSL_VERIFY = Directive.flag("proxy_ssl_verify")
            .byDefault(false)
            .description("Verifies the certificate of https backends. Without it an attacker on the network can "
                    + "read and change what is passed.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Integer> PROXY_SSL_VERIFY_DEPTH = Directive.number("proxy_ssl_verify_depth")
            .byDefault(1)
            .description("Sets how many certificates may stand between the backend's own and the root.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Path> PROXY_SSL_TRUSTED_CERTIFICATE = file(
            "proxy_ssl_trusted_certificate", "Names the file (PEM) with the authorities that proxy_ssl_verify trusts.");
    static final Directive<Path> PROXY_SSL_CRL =
            file("proxy_ssl_crl", "Names the file (PEM) with the revoked certificates of https backends.");
    /** Empty if no certificate is configured, or if the level cancels an inherited one by an empty value. */
    static final Directive<Optional<Template>> PROXY_SSL_CERTIFICATE = Directive.of(
                    "proxy_ssl_certificate", 1, 1, ProxyTls::certificate)
            .byDefault(Optional.empty())
            .syntax("file")
            .description("Names the file with the certificate (PEM) that identifies the proxy to an https backend. The "
                    + "name may contain variables.")
            .differs("With variables, each certificate has its own connections, and no session is resumed.", ".*\\$.*")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Template> PROXY_SSL_CERTIFICATE_KEY = Directive.of(
                    "proxy_ssl_certificate_key", 1, 1, r -> r.pathTemplate(r.arg(0)))
            .syntax("file")
            .description("Names the file with the key (PEM) of proxy_ssl_certificate. The name may contain variables.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<CertificateCaching> PROXY_SSL_CERTIFICATE_CACHE = Directive.of(
                    "proxy_ssl_certificate_cache", 1, 3, CertificateCaching::read)
            .byDefault(CertificateCaching.OFF)
            .since("1.27.4")
            .syntax("off", "max=N [inactive=time] [valid=time]")
            .defaultText("off")
            .description("Caches certificates and keys whose file names contain variables.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Path> PROXY_SSL_PASSWORD_FILE =
            file("proxy_ssl_password_file", "Names the file with the passwords of encrypted keys, one per line.");

    static final Directive<Boolean> PROXY_SSL_SESSION_REUSE = Directive.flag("proxy_ssl_session_reuse")
            .byDefault(true)
            .description("Resumes TLS sessions with https backends.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = List.of(
            PROXY_SSL_PROTOCOLS,
            PROXY_SSL_CIPHERS,
            PROXY_SSL_SERVER_NAME,
            PROXY_SSL_NAME,
            PROXY_SSL_VERIFY,
            PROXY_SSL_VERIFY_DEPTH,
            PROXY_SSL_TRUSTED_CERTIFICATE,
            PROXY_SSL_CRL,
            PROXY_SSL_CERTIFICATE,
            PROXY_SSL_CERTIFICATE_KEY,
            PROXY_SSL_CERTIFICATE_CACHE,
            PROXY_SSL_PASSWORD_FILE,
            PROXY_SSL_SESSION_REUSE,
            Directive.noEffect("proxy_ssl_conf_command", 2, 2)
                    .differs("Commands are OpenSSL's; the JVM has none.")
                    .syntax("name value")
                    .description("Sets a configuration command of OpenSSL for https backends.")
                    .in(HTTP, SERVER, LOCATION));

    private static Optional<Template> certificate(DirectiveArguments r) {
        return r.arg(0).isEmpty() ? Optional.empty() : Optional.of(r.pathTemplate(r.arg(0)));
    }

    private static Directive<Path> file(String name, String meaning) {
        return Directive.of(name, 1, 1, r -> r.arg(0).isEmpty() ? null : r.confPath(r.arg(0)))
                .syntax("file")
                .description(meaning)
                .in(HTTP, SERVER, LOCATION);
    }

    /** The TLS client of a location; null if the location never passes to https. */
    static UpstreamTlsProvider.Client client(LocationBuilder location, ProxyPass pass) {
        boolean variable = pass.target() == null;
        if (!variable && !pass.target().tls()) {
            return null;
        }
        boolean verify = location.get(PROXY_SSL_VERIFY);
        if (verify && location.get(PROXY_SSL_TRUSTED_CERTIFICATE) == null) {
            throw ConfErrors.at(pass.node(), "no proxy_ssl_trusted_certificate for proxy_ssl_verify");
        }
        UpstreamTlsProvider clients = location.context().service(UpstreamTlsProvider.class);
        if (clients == null) {
            if (variable) {
                return null;
            }
            throw ConfErrors.at(pass.node(), "https protocol requires SSL support");
        }
        try {
            return clients.client(settings(location, verify));
        } catch (ConfException e) {
            Position where = location.scope()
                    .positionOf(
                            e.getMessage(),
                            e.getMessage().contains("certificate key")
                                    ? PROXY_SSL_CERTIFICATE_KEY
                                    : PROXY_SSL_CERTIFICATE,
                            PROXY_SSL_TRUSTED_CERTIFICATE,
                            PROXY_SSL_CRL,
                            PROXY_SSL_PASSWORD_FILE,
                            PROXY_SSL_CIPHERS);
            throw e.at(where == null ? pass.node().end() : where);
        }
    }

    private static UpstreamTlsProvider.Settings settings(LocationBuilder location, boolean verify) {
        return new UpstreamTlsProvider.Settings(
                location.get(PROXY_SSL_PROTOCOLS),
                location.get(PROXY_SSL_CIPHERS),
                location.get(PROXY_SSL_SERVER_NAME),
                verify,
                location.get(PROXY_SSL_VERIFY_DEPTH),
                location.get(PROXY_SSL_TRUSTED_CERTIFICATE),
                location.get(PROXY_SSL_CRL),
                location.get(PROXY_SSL_CERTIFICATE).orElse(null),
                location.get(PROXY_SSL_CERTIFICATE_KEY),
                location.get(PROXY_SSL_CERTIFICATE_CACHE),
                location.get(PROXY_SSL_PASSWORD_FILE),
                location.get(PROXY_SSL_SESSION_REUSE));
    }
}
