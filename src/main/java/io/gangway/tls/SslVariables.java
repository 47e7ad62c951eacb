package io.gangway.tls;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;
import io.gangway.exchange.Variables;
import io.gangway.net.TlsHello;
import io.gangway.tls.openssl.TlsNames;
import io.gangway.tls.openssl.VerifyResult;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The variables of a client's TLS. Some are always empty: JSSE does not expose the group and signature algorithm of a
 * handshake, and supports neither early data nor Encrypted Client Hello.
 */
final class SslVariables {
    private static final List<String> UNKNOWN = List.of(
            "ssl_curve",
            "ssl_sigalg",
            "ssl_client_sigalg",
            "ssl_early_data",
            "ssl_ech_status",
            "ssl_ech_outer_server_name");

    private SslVariables() {}

    static void define(Variables variables) {
        variables.define("ssl_protocol", of(Handshake::protocol));
        variables.define("ssl_cipher", of(Handshake::cipher));
        variables.define("ssl_server_name", SslVariables::serverName);
        variables.define("ssl_alpn_protocol", of(Handshake::alpn));
        variables.define("ssl_session_id", of(Handshake::sessionId));
        variables.define("ssl_session_reused", of(handshake -> handshake.reused() ? "r" : "."));
        variables.define("ssl_client_verify", SslVariables::clientVerify);
        variables.define("ssl_client_cert", ofClient(ClientCertificate::indented));
        variables.define("ssl_client_raw_cert", ofClient(ClientCertificate::pem));
        variables.define("ssl_client_escaped_cert", ofClient(ClientCertificate::escaped));
        variables.define("ssl_client_s_dn", ofClient(ClientCertificate::subject));
        variables.define("ssl_client_i_dn", ofClient(ClientCertificate::issuer));
        variables.define("ssl_client_s_dn_legacy", ofClient(ClientCertificate::legacySubject));
        variables.define("ssl_client_i_dn_legacy", ofClient(ClientCertificate::legacyIssuer));
        variables.define("ssl_client_serial", ofClient(ClientCertificate::serial));
        variables.define("ssl_client_fingerprint", ofClient(ClientCertificate::fingerprint));
        variables.define("ssl_client_v_start", ofClient(ClientCertificate::start));
        variables.define("ssl_client_v_end", ofClient(ClientCertificate::end));
        variables.define("ssl_client_v_remain", ofClient(ClientCertificate::remainingDays));
        variables.define("ssl_ciphers", ofHello(TlsHello::ciphers, TlsNames::suites));
        variables.define("ssl_curves", ofHello(TlsHello::groups, TlsNames::groups));
        UNKNOWN.forEach(name -> variables.define(name, x -> null));
    }

    /** The handshake of the exchange's connection; null without TLS. */
    private static Handshake handshake(Exchange x) {
        TlsConnection connection = TlsConnection.of(x);
        return connection == null ? null : connection.handshake();
    }

    private static Variable.Getter of(Function<Handshake, String> part) {
        return x -> {
            Handshake handshake = handshake(x);
            String value = handshake == null ? null : part.apply(handshake);
            return value == null || value.isEmpty() ? null : value;
        };
    }

    private static Variable.Getter ofHello(Function<TlsHello, String> list, UnaryOperator<String> names) {
        return x -> {
            TlsHello hello = x.client().tlsHello();
            return hello == null ? null : names.apply(list.apply(hello));
        };
    }

    private static Variable.Getter ofClient(Function<X509Certificate, String> part) {
        return x -> {
            Handshake handshake = handshake(x);
            return handshake == null || handshake.clientChain().isEmpty()
                    ? null
                    : part.apply(handshake.clientChain().get(0));
        };
    }

    /** Also available during the handshake. */
    private static String serverName(Exchange x) {
        TlsHello hello = x.client().tlsHello();
        return hello != null ? hello.serverName() : of(Handshake::serverName).get(x);
    }

    private static String clientVerify(Exchange x) {
        TlsConnection connection = TlsConnection.of(x);
        if (connection == null) {
            return null;
        }
        VerifyResult result = connection.verify(x);
        if (result == null) {
            return "NONE";
        }
        if (result != VerifyResult.OK) {
            return "FAILED:" + result.text();
        }
        OcspStatus status = connection.status(x);
        return status == null || status == OcspStatus.GOOD ? "SUCCESS" : "FAILED:" + status.text();
    }
}
