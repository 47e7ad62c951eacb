package io.gangway.proxy;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.SERVER;

import io.gangway.conf.Complaint;
import io.gangway.conf.ConfException;
import io.gangway.conf.Position;
import io.gangway.core.CertificateCaching;
import io.gangway.core.Directive;
import io.gangway.core.Place;
import io.gangway.core.Reader;
import io.gangway.core.Template;
import io.gangway.core.TlsClients;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code proxy_ssl_*} directives. */
final class ProxyTls {
    private ProxyTls() {}

    static final Directive<Set<String>> PROXY_SSL_PROTOCOLS = Directive.choices(
                    "proxy_ssl_protocols", Integer.MAX_VALUE, TlsClients.PROTOCOLS)
            .byDefault(Set.of())
            .in(HTTP, SERVER, LOCATION);

    static final Directive<String> PROXY_SSL_CIPHERS =
            Directive.word("proxy_ssl_ciphers").in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> PROXY_SSL_SERVER_NAME =
            Directive.flag("proxy_ssl_server_name").byDefault(false).in(HTTP, SERVER, LOCATION);

    /** Null: the host of {@code proxy_pass}. */
    static final Directive<Template> PROXY_SSL_NAME =
            Directive.template("proxy_ssl_name").in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> PROXY_SSL_VERIFY =
            Directive.flag("proxy_ssl_verify").byDefault(false).in(HTTP, SERVER, LOCATION);

    static final Directive<Integer> PROXY_SSL_VERIFY_DEPTH =
            Directive.number("proxy_ssl_verify_depth").byDefault(1).in(HTTP, SERVER, LOCATION);

    static final Directive<Path> PROXY_SSL_TRUSTED_CERTIFICATE = file("proxy_ssl_trusted_certificate");
    static final Directive<Path> PROXY_SSL_CRL = file("proxy_ssl_crl");
    /** None where a level takes back what an outer one says. */
    static final Directive<Optional<Template>> PROXY_SSL_CERTIFICATE = Directive.of(
                    "proxy_ssl_certificate", 1, 1, ProxyTls::certificate)
            .byDefault(Optional.empty())
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Template> PROXY_SSL_CERTIFICATE_KEY = Directive.of(
                    "proxy_ssl_certificate_key", 1, 1, r -> r.pathTemplate(r.arg(0)))
            .in(HTTP, SERVER, LOCATION);

    static final Directive<CertificateCaching> PROXY_SSL_CERTIFICATE_CACHE = Directive.of(
                    "proxy_ssl_certificate_cache", 1, 3, CertificateCaching::read)
            .byDefault(CertificateCaching.OFF)
            .since("1.27.4")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Path> PROXY_SSL_PASSWORD_FILE = file("proxy_ssl_password_file");

    static final Directive<Boolean> PROXY_SSL_SESSION_REUSE =
            Directive.flag("proxy_ssl_session_reuse").byDefault(true).in(HTTP, SERVER, LOCATION);

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
                    .in(HTTP, SERVER, LOCATION));

    private static Optional<Template> certificate(Reader r) {
        return r.arg(0).isEmpty() ? Optional.empty() : Optional.of(r.pathTemplate(r.arg(0)));
    }

    private static Directive<Path> file(String name) {
        return Directive.of(name, 1, 1, r -> r.arg(0).isEmpty() ? null : r.confPath(r.arg(0)))
                .in(HTTP, SERVER, LOCATION);
    }

    /** The client for a place that may pass to https; null when it never does. */
    static TlsClients.Client client(Place place, ProxyPass pass) {
        boolean variable = pass.target() == null;
        if (!variable && !pass.target().tls()) {
            return null;
        }
        boolean verify = place.get(PROXY_SSL_VERIFY);
        if (verify && place.get(PROXY_SSL_TRUSTED_CERTIFICATE) == null) {
            throw Complaint.at(pass.node(), "no proxy_ssl_trusted_certificate for proxy_ssl_verify");
        }
        TlsClients clients = place.drawing().service(TlsClients.class);
        if (clients == null) {
            if (variable) {
                return null;
            }
            throw Complaint.at(pass.node(), "https protocol requires SSL support");
        }
        try {
            return clients.client(settings(place, verify));
        } catch (ConfException e) {
            Position where = place.scope()
                    .saidIn(
                            e.getMessage(),
                            e.getMessage().contains("certificate key")
                                    ? PROXY_SSL_CERTIFICATE_KEY
                                    : PROXY_SSL_CERTIFICATE,
                            PROXY_SSL_TRUSTED_CERTIFICATE,
                            PROXY_SSL_CRL,
                            PROXY_SSL_PASSWORD_FILE,
                            PROXY_SSL_CIPHERS);
            throw e.seenAt(where == null ? pass.node().end() : where);
        }
    }

    private static TlsClients.Settings settings(Place place, boolean verify) {
        return new TlsClients.Settings(
                place.get(PROXY_SSL_PROTOCOLS),
                place.get(PROXY_SSL_CIPHERS),
                place.get(PROXY_SSL_SERVER_NAME),
                verify,
                place.get(PROXY_SSL_VERIFY_DEPTH),
                place.get(PROXY_SSL_TRUSTED_CERTIFICATE),
                place.get(PROXY_SSL_CRL),
                place.get(PROXY_SSL_CERTIFICATE).orElse(null),
                place.get(PROXY_SSL_CERTIFICATE_KEY),
                place.get(PROXY_SSL_CERTIFICATE_CACHE),
                place.get(PROXY_SSL_PASSWORD_FILE),
                place.get(PROXY_SSL_SESSION_REUSE),
                place.scope());
    }
}
