package io.gangway.tls;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ChoiceValue;
import io.gangway.conf.FlagValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.core.CertificateCaching;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Template;
import io.gangway.tls.openssl.TlsException;
import io.gangway.tls.pem.Pem;
import io.gangway.tls.pem.PemFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The directives of TLS for clients, nginx's {@code ngx_http_ssl_module}. */
final class SslDirectives {
    /** The values of {@code ssl_verify_client}. */
    public enum VerifyClient {
        OFF,
        ON,
        OPTIONAL,
        OPTIONAL_NO_CA
    }

    private SslDirectives() {}

    /** A file with a certificate and its intermediate certificates; repeated for each key type. */
    static final Directive<List<Template>> SSL_CERTIFICATE = Directive.list(
                    "ssl_certificate", 1, 1, r -> r.pathTemplate(r.arg(0)))
            .notDraining()
            .syntax("file")
            .description("Names the file (PEM) with the certificate of the server, followed by the intermediate "
                    + "certificates. May be written once for each kind of key. The name may contain variables.")
            .in(HTTP, SERVER);

    /** The key of the certificate with the same index. */
    static final Directive<List<Template>> SSL_CERTIFICATE_KEY = Directive.list(
                    "ssl_certificate_key", 1, 1, r -> r.pathTemplate(r.arg(0)))
            .notDraining()
            .syntax("file")
            .description("Names the file (PEM) with the key of the certificate. The name may contain variables.")
            .in(HTTP, SERVER);

    /** Passwords for encrypted keys, one per line. */
    static final Directive<List<String>> SSL_PASSWORD_FILE = Directive.of(
                    "ssl_password_file", 1, 1, SslDirectives::passwords)
            .byDefault(List.of())
            .notDraining()
            .syntax("file")
            .description("Names the file with the passwords of encrypted keys, one per line.")
            .in(HTTP, SERVER);

    /** How long certificates are cached whose file names contain variables. */
    static final Directive<CertificateCache> SSL_CERTIFICATE_CACHE = Directive.of(
                    "ssl_certificate_cache", 1, 3, r -> CertificateCache.of(CertificateCaching.read(r)))
            .byDefault(CertificateCache.OFF)
            .notDraining()
            .since("1.27.4")
            .syntax("off", "max=N [inactive=time] [valid=time]")
            .defaultText("off")
            .description("Caches certificates and keys whose file names contain variables.")
            .in(HTTP, SERVER);

    static final Directive<Set<String>> SSL_PROTOCOLS = Directive.choices(
                    "ssl_protocols", Integer.MAX_VALUE, UpstreamTlsProvider.PROTOCOLS)
            .byDefault(TlsOffer.DEFAULT_PROTOCOLS)
            .differs(
                    "The JVM has TLSv1.2 and TLSv1.3; older words are accepted, and the protocol stays off unless"
                            + " jdk.tls.disabledAlgorithms is changed.",
                    "SSLv[23]|TLSv1|TLSv1.1")
            .syntax("SSLv2 | SSLv3 | TLSv1 | TLSv1.1 | TLSv1.2 | TLSv1.3 ...")
            .defaultText("TLSv1.2 TLSv1.3")
            .description("Names the TLS versions that are offered to clients.")
            .in(HTTP, SERVER);

    static final Directive<String> SSL_CIPHERS = Directive.word("ssl_ciphers")
            .byDefault("HIGH:!aNULL:!MD5")
            .differs("The list is applied to the suites that the JVM has.")
            .syntax("ciphers")
            .description("Names the ciphers that are offered to clients, in the format of OpenSSL.")
            .in(HTTP, SERVER);

    static final Directive<Boolean> SSL_PREFER_SERVER_CIPHERS = Directive.flag("ssl_prefer_server_ciphers")
            .byDefault(false)
            .description("Prefers the server's order of ciphers to the client's.")
            .in(HTTP, SERVER);

    /** The maximum number of cached sessions. */
    static final Directive<Integer> SSL_SESSION_CACHE = Directive.of("ssl_session_cache", 1, 2, SessionCacheValue::read)
            .byDefault(SessionCacheValue.NONE)
            .differs("Each server has its own cache. With a cache, no tickets are issued.", "shared:.*|builtin.*")
            .syntax("off", "none", "builtin[:size] [shared:name:size]", "shared:name:size")
            .defaultText("none")
            .description(
                    "Sets where TLS sessions are kept for resumption: nowhere, with (\"off\") or without (\"none\") "
                            + "telling clients so, or in a cache.")
            .in(HTTP, SERVER);

    static final Directive<Duration> SSL_SESSION_TIMEOUT = Directive.seconds("ssl_session_timeout")
            .byDefault(Duration.ofMinutes(5))
            .differs("Tickets are valid for an hour: jdk.tls.server.statelessKeyTimeout.")
            .description("Sets how long a session can be resumed.")
            .in(HTTP, SERVER);

    static final Directive<Boolean> SSL_SESSION_TICKETS = Directive.flag("ssl_session_tickets")
            .byDefault(true)
            .description("Allows clients to resume sessions by tickets.")
            .in(HTTP, SERVER);

    static final Directive<VerifyClient> SSL_VERIFY_CLIENT = Directive.of(
                    "ssl_verify_client", 1, 1, SslDirectives::verifyClient)
            .byDefault(VerifyClient.OFF)
            .syntax("on | off | optional | optional_no_ca")
            .defaultText("off")
            .description(
                    "Asks clients for a certificate and verifies it. \"optional\" also admits clients without one; "
                            + "\"optional_no_ca\" does not ask for a trusted one. The result is in $ssl_client_verify.")
            .in(HTTP, SERVER);

    /** The maximum number of certificates between the client's own and the root. */
    static final Directive<Integer> SSL_VERIFY_DEPTH = Directive.number("ssl_verify_depth")
            .byDefault(1)
            .description("Sets the maximum number of certificates between the client's own and the root.")
            .in(HTTP, SERVER);

    /** Trusted authorities whose names are sent to clients. */
    static final Directive<String> SSL_CLIENT_CERTIFICATE = Directive.of(
                    "ssl_client_certificate", 1, 1, SslDirectives::confFile)
            .byDefault("")
            .syntax("file")
            .description("Names the file (PEM) with the authorities for client certificates. Their names are sent to "
                    + "clients.")
            .in(HTTP, SERVER);

    /** Trusted authorities whose names are not sent. */
    static final Directive<String> SSL_TRUSTED_CERTIFICATE = Directive.of(
                    "ssl_trusted_certificate", 1, 1, SslDirectives::confFile)
            .byDefault("")
            .syntax("file")
            .description("Names the file (PEM) with further authorities for client certificates. Their names are not "
                    + "sent to clients.")
            .in(HTTP, SERVER);

    /** Revocation lists for clients' certificates. */
    static final Directive<String> SSL_CRL = Directive.of("ssl_crl", 1, 1, SslDirectives::confFile)
            .byDefault("")
            .syntax("file")
            .description("Names the file (PEM) with the revoked certificates of clients.")
            .in(HTTP, SERVER);

    static final Directive<Ocsp.Extent> SSL_OCSP = Directive.choice(
                    "ssl_ocsp", Map.of("off", Ocsp.Extent.OFF, "on", Ocsp.Extent.ALL, "leaf", Ocsp.Extent.LEAF))
            .byDefault(Ocsp.Extent.OFF)
            .syntax("on | off | leaf")
            .defaultText("off")
            .description(
                    "Asks OCSP responders whether the certificates of clients are revoked: all of the chain, or only "
                            + "the client's own. Requests of a client whose certificate is revoked, or whose status cannot be found "
                            + "out, get 400.")
            .differs(
                    "The first request of a connection waits, and not its handshake. Responders have 10 seconds, not 60, "
                            + "and at most eight are asked at the same time, while others wait; their names are resolved by the JVM, not by "
                            + "\"resolver\".",
                    "on|leaf")
            .in(HTTP, SERVER);

    static final Directive<String> SSL_OCSP_RESPONDER = Directive.word("ssl_ocsp_responder")
            .byDefault("")
            .syntax("url")
            .description("Sets the URL of the OCSP responder, in place of that in the certificate. Only \"http://\" is "
                    + "supported.")
            .in(HTTP, SERVER);

    static final Directive<OcspCache> SSL_OCSP_CACHE = Directive.of("ssl_ocsp_cache", 1, 1, OcspCache::read)
            .byDefault(OcspCache.OFF)
            .notDraining()
            .syntax("off | shared:name:size")
            .defaultText("off")
            .description("Keeps OCSP responses in a cache of this size. Servers with the same name share it.")
            .differs("A reload starts with an empty cache.", "shared:.*")
            .in(HTTP, SERVER);

    /** Whether handshakes for the names of this server are refused. */
    static final Directive<Boolean> SSL_REJECT_HANDSHAKE = Directive.flag("ssl_reject_handshake")
            .byDefault(false)
            .description("Refuses TLS handshakes for the names of this server.")
            .in(HTTP, SERVER);

    static final Directive<Boolean> SSL_STAPLING = Directive.of("ssl_stapling", 1, 1, SslDirectives::stapling)
            .byDefault(false)
            .differs("The JVM does not staple by these directives; on is accepted with a warning.", "on")
            .syntax("on | off")
            .description("Sends the OCSP response about the server's certificate with the handshake.")
            .in(HTTP, SERVER);

    static final Directive<Boolean> SSL_EARLY_DATA = Directive.of("ssl_early_data", 1, 1, SslDirectives::earlyData)
            .byDefault(false)
            .differs("The JVM has no early data; on is accepted with a warning, and clients send nothing early.", "on")
            .syntax("on | off")
            .description("Accepts the first request of a client together with the TLS 1.3 handshake (0-RTT).")
            .in(HTTP, SERVER);

    private static final List<Directive<?>> NO_EFFECT = Directive.withoutEffect(
            Set.of(HTTP, SERVER),
            Directive.noEffect("ssl_session_ticket_key", 1, 1)
                    .differs("The JVM creates its own keys for tickets; another process cannot resume its sessions.")
                    .syntax("file")
                    .description(
                            "Names a file with the key of session tickets, for servers that resume each other's sessions."),
            Directive.noEffect("ssl_dhparam", 1, 1)
                    .differs("The JVM takes the groups of RFC 7919: jdk.tls.namedGroups.")
                    .syntax("file")
                    .description("Names the file with the parameters for DHE ciphers."),
            Directive.noEffect("ssl_ecdh_curve", 1, 1)
                    .differs("The JVM chooses curves: jdk.tls.namedGroups.")
                    .syntax("curve")
                    .defaultText("auto")
                    .description("Names the curves for ECDHE ciphers."),
            Directive.noEffect("ssl_buffer_size", 1, 1)
                    .differs("Records are as long as the JVM makes them.")
                    .syntax("size")
                    .defaultText("16k")
                    .description("Sets the size of the buffers in which responses are encrypted."),
            Directive.noEffect("ssl_conf_command", 2, 2)
                    .differs("Commands are OpenSSL's; the JVM has none.")
                    .syntax("name value")
                    .description("Sets a configuration command of OpenSSL."),
            Directive.noEffect("ssl_stapling_verify", 1, 1)
                    .syntax("on | off")
                    .defaultText("off")
                    .description("Verifies the OCSP responses that the server staples."),
            Directive.noEffect("ssl_stapling_file", 1, 1)
                    .syntax("file")
                    .description("Names the file with the OCSP response that the server staples."),
            Directive.flag("ssl_certificate_compression")
                    .since("1.29.1")
                    .differs("Certificates are sent as they are.")
                    .syntax("on | off")
                    .defaultText("off")
                    .description("Compresses certificates in handshakes of TLS 1.3."),
            Directive.noEffect("ssl_stapling_responder", 1, 1)
                    .syntax("url")
                    .description("Sets the URL of the OCSP responder, in place of that in the certificate."));

    static List<Directive<?>> all() {
        return Directive.joined(
                NO_EFFECT,
                List.of(
                        SSL_CERTIFICATE,
                        SSL_CERTIFICATE_KEY,
                        SSL_PASSWORD_FILE,
                        SSL_CERTIFICATE_CACHE,
                        SSL_PROTOCOLS,
                        SSL_CIPHERS,
                        SSL_PREFER_SERVER_CIPHERS,
                        SSL_SESSION_CACHE,
                        SSL_SESSION_TIMEOUT,
                        SSL_SESSION_TICKETS,
                        SSL_VERIFY_CLIENT,
                        SSL_VERIFY_DEPTH,
                        SSL_CLIENT_CERTIFICATE,
                        SSL_TRUSTED_CERTIFICATE,
                        SSL_CRL,
                        SSL_OCSP,
                        SSL_OCSP_RESPONDER,
                        SSL_OCSP_CACHE,
                        SSL_REJECT_HANDSHAKE,
                        SSL_STAPLING,
                        SSL_EARLY_DATA));
    }

    private static String confFile(DirectiveArguments r) {
        r.confPath(r.arg(0));
        return r.arg(0);
    }

    private static List<String> passwords(DirectiveArguments r) {
        r.confPath(r.arg(0));
        try {
            return Pem.passwords(PemFile.absolute(r.arg(0), r.context().environment()));
        } catch (TlsException e) {
            throw r.error(e.getMessage());
        }
    }

    private static VerifyClient verifyClient(DirectiveArguments r) {
        return ChoiceValue.read(
                r.node(),
                Map.of(
                        "off", VerifyClient.OFF,
                        "on", VerifyClient.ON,
                        "optional", VerifyClient.OPTIONAL,
                        "optional_no_ca", VerifyClient.OPTIONAL_NO_CA));
    }

    private static Boolean stapling(DirectiveArguments r) {
        boolean on = FlagValue.read(r.node());
        if (on) {
            r.warn("\"ssl_stapling\" ignored, not supported by Gangway");
        }
        return on;
    }

    private static Boolean earlyData(DirectiveArguments r) {
        boolean on = FlagValue.read(r.node());
        if (on) {
            r.warn("\"ssl_early_data\" ignored, not supported by the JVM");
        }
        return on;
    }
}
