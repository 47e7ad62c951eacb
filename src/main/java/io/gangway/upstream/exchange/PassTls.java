package io.gangway.upstream.exchange;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.conf.Node;
import io.gangway.conf.Position;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LocationBuilder;
import io.gangway.core.CertificateCaching;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.net.HostPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directives of TLS to upstreams, which protocols share but for the prefix of their names: {@code
 * proxy_ssl_verify}, {@code uwsgi_ssl_verify}, … Immutable.
 */
public final class PassTls {
    private final String prefix;
    private final Directive<Set<String>> protocols;
    private final Directive<String> ciphers;
    private final Directive<Boolean> serverName;
    /** Null: the host of the address. */
    private final Directive<Template> name;

    private final Directive<Boolean> verify;
    private final Directive<Integer> verifyDepth;
    private final Directive<Path> trustedCertificate;
    private final Directive<Path> crl;
    /** Empty if no certificate is configured, or if the level cancels an inherited one by an empty value. */
    private final Directive<Optional<Template>> certificate;

    private final Directive<Template> certificateKey;
    private final Directive<CertificateCaching> certificateCache;
    private final Directive<Path> passwordFile;
    private final Directive<Boolean> sessionReuse;
    private final Directive<?> confCommand;

    /**
     * Declares the directives of one protocol.
     *
     * @param prefix of their names, such as {@code proxy_}
     * @param scheme of addresses with TLS, such as {@code https}
     * @param byDefault the default of the name, for the description
     */
    public PassTls(String prefix, String scheme, String byDefault) {
        this.prefix = prefix;
        String backends = scheme + " backends";
        protocols = Directive.choices(prefix + "ssl_protocols", Integer.MAX_VALUE, UpstreamTlsProvider.PROTOCOLS)
                .byDefault(Set.of())
                .syntax("SSLv2 | SSLv3 | TLSv1 | TLSv1.1 | TLSv1.2 | TLSv1.3 ...")
                .defaultText("TLSv1.2 TLSv1.3")
                .description("Names the TLS versions for " + backends + ".")
                .in(HTTP, SERVER, LOCATION);
        ciphers = Directive.word(prefix + "ssl_ciphers")
                .syntax("ciphers")
                .defaultText("DEFAULT")
                .description("Names the ciphers for " + backends + ", in the format of OpenSSL.")
                .in(HTTP, SERVER, LOCATION);
        serverName = Directive.flag(prefix + "ssl_server_name")
                .byDefault(false)
                .description("Sends the name of " + prefix + "ssl_name in the TLS handshake (SNI).")
                .in(HTTP, SERVER, LOCATION);
        name = Directive.template(prefix + "ssl_name")
                .syntax("name")
                .defaultText(byDefault)
                .description("Sets the name against which the certificates of " + backends + " are verified, and which "
                        + "is sent with " + prefix + "ssl_server_name. It may contain variables.")
                .in(HTTP, SERVER, LOCATION);
        verify = Directive.flag(prefix + "ssl_verify")
                .byDefault(false)
                .description("Verifies the certificate of " + backends + ". Without it an attacker on the network can "
                        + "read and change what is passed.")
                .in(HTTP, SERVER, LOCATION);
        verifyDepth = Directive.number(prefix + "ssl_verify_depth")
                .byDefault(1)
                .description("Sets how many certificates may stand between the backend's own and the root.")
                .in(HTTP, SERVER, LOCATION);
        trustedCertificate = file(
                "ssl_trusted_certificate",
                "Names the file (PEM) with the authorities that " + prefix + "ssl_verify trusts.");
        crl = file("ssl_crl", "Names the file (PEM) with the revoked certificates of " + backends + ".");
        certificate = Directive.of(prefix + "ssl_certificate", 1, 1, PassTls::readCertificate)
                .byDefault(Optional.empty())
                .syntax("file")
                .description("Names the file with the certificate (PEM) that identifies the proxy to " + backends
                        + ". The name may contain variables.")
                .differs(
                        "With variables, each certificate has its own connections, and no session is resumed.",
                        ".*\\$.*")
                .in(HTTP, SERVER, LOCATION);
        certificateKey = Directive.of(prefix + "ssl_certificate_key", 1, 1, r -> r.pathTemplate(r.arg(0)))
                .syntax("file")
                .description("Names the file with the key (PEM) of " + prefix + "ssl_certificate. The name may contain "
                        + "variables.")
                .in(HTTP, SERVER, LOCATION);
        certificateCache = Directive.of(prefix + "ssl_certificate_cache", 1, 3, CertificateCaching::read)
                .byDefault(CertificateCaching.OFF)
                .since("1.27.4")
                .syntax("off", "max=N [inactive=time] [valid=time]")
                .defaultText("off")
                .description("Caches certificates and keys whose file names contain variables.")
                .in(HTTP, SERVER, LOCATION);
        passwordFile = file("ssl_password_file", "Names the file with the passwords of encrypted keys, one per line.");
        sessionReuse = Directive.flag(prefix + "ssl_session_reuse")
                .byDefault(true)
                .description("Resumes TLS sessions with " + backends + ".")
                .in(HTTP, SERVER, LOCATION);
        confCommand = Directive.noEffect(prefix + "ssl_conf_command", 2, 2)
                .differs("Commands are OpenSSL's; the JVM has none.")
                .syntax("name value")
                .description("Sets a configuration command of OpenSSL for " + backends + ".")
                .in(HTTP, SERVER, LOCATION);
    }

    /** All of them. */
    public List<Directive<?>> all() {
        return List.of(
                protocols,
                ciphers,
                serverName,
                name,
                verify,
                verifyDepth,
                trustedCertificate,
                crl,
                certificate,
                certificateKey,
                certificateCache,
                passwordFile,
                sessionReuse,
                confCommand);
    }

    /** The directive for the name in the certificate; its value is null if it is not configured. */
    public Directive<Template> name() {
        return name;
    }

    /** The name for the handshake of an exchange: the configured one without its port, else the host. */
    public static String name(Template configured, HostPort host, Exchange x) {
        if (configured == null) {
            return host.host();
        }
        String name = configured.render(x);
        int end = name.startsWith("[") ? name.indexOf(']') + 1 : name.indexOf(':');
        return end <= 0 ? name : name.substring(0, end);
    }

    private static Optional<Template> readCertificate(DirectiveArguments r) {
        return r.arg(0).isEmpty() ? Optional.empty() : Optional.of(r.pathTemplate(r.arg(0)));
    }

    private Directive<Path> file(String rest, String meaning) {
        return Directive.of(prefix + rest, 1, 1, r -> r.arg(0).isEmpty() ? null : r.confPath(r.arg(0)))
                .syntax("file")
                .description(meaning)
                .in(HTTP, SERVER, LOCATION);
    }

    /**
     * The TLS client of a location that may pass to such backends.
     *
     * @param pass the directive that passes requests
     * @param variable whether its address has variables, so that TLS may not be needed
     * @param protocol its name in the error when there is no TLS
     * @return null if there is no TLS and it is not known to be needed
     */
    public UpstreamTlsProvider.Client client(LocationBuilder location, Node pass, boolean variable, String protocol) {
        UpstreamTlsProvider clients = location.context().service(UpstreamTlsProvider.class);
        if (clients == null) {
            if (variable) {
                return null;
            }
            throw ConfErrors.at(pass, protocol + " protocol requires SSL support");
        }
        try {
            return clients.client(settings(location));
        } catch (ConfException e) {
            Position where = location.scope()
                    .positionOf(
                            e.getMessage(),
                            e.getMessage().contains("certificate key") ? certificateKey : certificate,
                            trustedCertificate,
                            crl,
                            passwordFile,
                            ciphers);
            throw e.at(where == null ? pass.end() : where);
        }
    }

    private UpstreamTlsProvider.Settings settings(LocationBuilder location) {
        if (location.get(verify) && location.get(trustedCertificate) == null) {
            throw new ConfException("no " + trustedCertificate.name() + " for " + verify.name(), null, null);
        }
        Template named = location.get(certificate).orElse(null);
        if (named != null && location.get(certificateKey) == null) {
            throw new ConfException(
                    "no \"" + certificateKey.name() + "\" is defined for certificate \"" + named.source() + "\"",
                    null,
                    null);
        }
        return new UpstreamTlsProvider.Settings(
                location.get(protocols),
                location.get(ciphers),
                location.get(serverName),
                location.get(verify),
                location.get(verifyDepth),
                location.get(trustedCertificate),
                location.get(crl),
                named,
                location.get(certificateKey),
                location.get(certificateCache),
                location.get(passwordFile),
                location.get(sessionReuse));
    }
}
