package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.core.CertificateCaching;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.tls.openssl.VerifyResult;
import io.gangway.tls.pem.Pem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    @TempDir
    static Path directory;

    static CertificateFiles certificates;

    @BeforeAll
    static void make_certificates() throws IOException {
        certificates = new CertificateFiles(directory);
        certificates.root("root", "ec");
        certificates.root("other", "ec");
        certificates.root("self", "ec");
        certificates.signed("rsa", "rsa", "root", "subjectAltName=DNS:rsa.test,DNS:*.wild.test,IP:127.0.0.1");
        certificates.signed("ec", "ec", "root", "subjectAltName=DNS:ec.test");
        certificates.signed("ed", "ed25519", "root", "subjectAltName=DNS:ed.test");
        certificates.signed("common", "ec", "root");
        certificates.expired("expired", "ec", "root");
        certificates.signed("inter", "ec", "root", "basicConstraints=critical,CA:TRUE");
        certificates.signed("inter2", "ec", "inter", "basicConstraints=critical,CA:TRUE");
        certificates.signed("leaf", "ec", "inter", "subjectAltName=DNS:leaf.test");
        certificates.signed("leaf2", "ec", "inter2", "subjectAltName=DNS:leaf.test");
        certificates.signed("notca", "ec", "root", "basicConstraints=CA:FALSE");
        certificates.signed("leaf3", "ec", "notca", "subjectAltName=DNS:leaf.test");
        certificates.signed("user", "ec", "root", "subjectAltName=DNS:leaf.test", "extendedKeyUsage=clientAuth");
        certificates.join("leaf.chain", "leaf.crt", "inter.crt");
        certificates.join("leaf2.chain", "leaf2.crt", "inter2.crt", "inter.crt");
        certificates.join("leaf3.chain", "leaf3.crt", "notca.crt");
        certificates.join("ec.chain", "ec.crt", "root.crt");
    }

    private static final Set<String> DEFAULT_PROTOCOLS = Set.of();
    private static final String HIGH = "HIGH:!aNULL:!MD5";

    private static ServerTlsContext server(String chain, String key) {
        return server(offering(DEFAULT_PROTOCOLS, HIGH, false), certificates.credential(chain, key));
    }

    private static ServerTlsContext server(ServerTlsSettings settings, Credential... shown) {
        return new ServerTlsContext(settings, new Identity(List.of(shown)));
    }

    private static ServerTlsSettings offering(Set<String> protocols, String ciphers, boolean prefersOwn) {
        TlsOffer offer = new TlsOffer(protocols, ciphers);
        return new ServerTlsSettings(offer, prefersOwn, 0, Duration.ofMinutes(5), true, null, List.of(), null);
    }

    private static ServerTlsSettings keeping(String protocol, int sessions, Duration timeout, boolean tickets) {
        TlsOffer offer = new TlsOffer(Set.of(protocol), HIGH);
        return new ServerTlsSettings(offer, false, sessions, timeout, tickets, null, List.of(), null);
    }

    private static UpstreamTlsConfig client(boolean sendsName, Verifier verifier, Credential shown) {
        return client(DEFAULT_PROTOCOLS, null, sendsName, verifier, shown);
    }

    private static UpstreamTlsConfig client(
            Set<String> protocols, String ciphers, boolean sendsName, Verifier verifier, Credential shown) {
        UpstreamTlsProvider.Settings settings = new UpstreamTlsProvider.Settings(
                protocols, ciphers, sendsName, false, 1, null, null, null, null, CertificateCaching.OFF, null, true);
        return new UpstreamTlsConfig(settings, verifier, shown);
    }

    private static Verifier verifier(String root, int depth) {
        return new Verifier(trusted(root), depth, Verifier.SERVER, null);
    }

    private static List<X509Certificate> trusted(String name) {
        return Pem.certificates(certificates.path(name + ".crt"));
    }

    private static Handshake talk(SSLEngine client, SSLEngine server) throws SSLException {
        assertThat(new EnginePair(client, server).talk()).isEqualTo("ping pong");
        return Handshake.of(server);
    }

    @ParameterizedTest
    @CsvSource({
        "rsa, TLSv1.2, ECDHE-RSA-AES128-GCM-SHA256, ECDHE-RSA-AES128-GCM-SHA256",
        "ec, TLSv1.2, ECDHE-ECDSA-AES256-GCM-SHA384, ECDHE-ECDSA-AES256-GCM-SHA384",
        "ec, TLSv1.3, HIGH, TLS_AES_256_GCM_SHA384",
        "rsa, TLSv1.3, HIGH, TLS_AES_256_GCM_SHA384",
        "ed, TLSv1.3, HIGH, TLS_AES_256_GCM_SHA384",
    })
    void protocol_and_cipher_have_the_names_of_openssl(String name, String protocol, String ciphers, String expected)
            throws IOException {
        ServerTlsContext server = server(offering(Set.of(protocol), ciphers, false), certificates.credential(name));
        UpstreamTlsConfig client = client(true, verifier("root", 1), null);
        SSLEngine asking = client.newEngine(name + ".test", 443, null);
        SSLParameters parameters = asking.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        asking.setSSLParameters(parameters);
        SSLEngine engine = server.newEngine();
        Handshake handshake = talk(asking, engine);
        assertThat(handshake.protocol()).isEqualTo(protocol);
        assertThat(handshake.cipher()).isEqualTo(expected);
        assertThat(handshake.serverName()).isEqualTo(name + ".test");
        assertThat(handshake.alpn()).isEqualTo("http/1.1");
        assertThat(handshake.reused()).isFalse();
        assertThat(handshake.clientChain()).isEmpty();
        assertThat(server.verify(handshake.clientChain())).isNull();
    }

    @Test
    void the_server_name_keeps_the_spelling_of_the_client() throws IOException {
        ServerTlsContext server = server("ec.crt", "ec");
        UpstreamTlsConfig client = client(true, null, null);
        assertThat(talk(client.newEngine("EC.test", 443, null), server.newEngine())
                        .serverName())
                .isEqualTo("EC.test");
        assertThat(talk(client.newEngine("127.0.0.1", 443, null), server.newEngine())
                        .serverName())
                .isNull();
        SSLEngine silent = client(false, null, null).newEngine("ec.test", 443, null);
        assertThat(talk(silent, server.newEngine()).serverName()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_server_can_have_rsa_and_ec_certificates(String protocol) throws IOException {
        ServerTlsContext server = server(
                offering(Set.of(protocol), HIGH, false), certificates.credential("rsa"), certificates.credential("ec"));
        UpstreamTlsConfig rsaOnly = client(Set.of("TLSv1.2"), "aRSA", false, null, null);
        UpstreamTlsConfig any = client(false, null, null);
        SSLEngine engine = any.newEngine("x", 1, null);
        talk(engine, server.newEngine());
        assertThat(engine.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm())
                .isEqualTo("EC");
        if (protocol.equals("TLSv1.2")) {
            SSLEngine old = rsaOnly.newEngine("x", 1, null);
            talk(old, server.newEngine());
            assertThat(old.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm())
                    .isEqualTo("RSA");
        }
    }

    @Test
    void a_name_with_an_underscore_is_sent() throws IOException {
        SSLEngine engine = client(true, null, null).newEngine("under_score.test", 443, null);
        ByteBuffer hello = ByteBuffer.allocate(1 << 15);
        engine.wrap(ByteBuffer.allocate(0), hello);
        assertThat(new String(hello.array(), StandardCharsets.ISO_8859_1)).contains("under_score.test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_second_connection_reuses_the_session(String protocol) throws IOException {
        ServerTlsContext server = server(offering(Set.of(protocol), HIGH, false), certificates.credential("ec"));
        UpstreamTlsConfig client = client(true, null, null);
        assertThat(talk(client.newEngine("ec.test", 443, null), server.newEngine())
                        .reused())
                .isFalse();
        Handshake second = talk(client.newEngine("ec.test", 443, null), server.newEngine());
        assertThat(second.reused()).isTrue();
        assertThat(second.serverName()).isEqualTo("ec.test");
        assertThat(talk(client.newEngine("ec.test", 444, null), server.newEngine())
                        .reused())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void without_a_cache_and_tickets_no_session_is_resumed(String protocol) throws IOException {
        ServerTlsContext server =
                server(keeping(protocol, 0, Duration.ofMinutes(5), false), certificates.credential("ec"));
        UpstreamTlsConfig client = client(false, null, null);
        talk(client.newEngine("ec.test", 443, null), server.newEngine());
        assertThat(talk(client.newEngine("ec.test", 443, null), server.newEngine())
                        .reused())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, true", "TLSv1.3, true", "TLSv1.2, false", "TLSv1.3, false"})
    void a_cached_session_expires(String protocol, boolean tickets) throws IOException {
        ServerTlsContext server =
                server(keeping(protocol, 10, Duration.ofSeconds(2), tickets), certificates.credential("ec"));
        UpstreamTlsConfig client = client(false, null, null);
        talk(client.newEngine("ec.test", 443, null), server.newEngine());
        assertThat(talk(client.newEngine("ec.test", 443, null), server.newEngine())
                        .reused())
                .isTrue();
        await().pollDelay(Duration.ofSeconds(3))
                .until(() -> !talk(client.newEngine("ec.test", 443, null), server.newEngine())
                        .reused());
    }

    @ParameterizedTest
    @CsvSource({
        "server, ECDHE-ECDSA-AES128-GCM-SHA256",
        "client, ECDHE-ECDSA-AES256-GCM-SHA384",
    })
    void the_client_orders_ciphers_unless_the_server_prefers_its_own(String whose, String expected) throws IOException {
        ServerTlsContext server = server(
                offering(
                        Set.of("TLSv1.2"),
                        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384",
                        whose.equals("server")),
                certificates.credential("ec"));
        UpstreamTlsConfig client = client(
                DEFAULT_PROTOCOLS, "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256", false, null, null);
        assertThat(talk(client.newEngine("x", 1, null), server.newEngine()).cipher())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "user, OK",
        "self, SELF_SIGNED",
        "leaf, FIRST_UNVERIFIED",
    })
    void the_certificate_of_a_client_is_verified_after_the_handshake(String name, VerifyResult expected)
            throws IOException {
        ServerTlsContext server = server(
                new ServerTlsSettings(
                        new TlsOffer(DEFAULT_PROTOCOLS, HIGH),
                        false,
                        0,
                        Duration.ofMinutes(5),
                        true,
                        new Verifier(trusted("root"), 1, Verifier.CLIENT, null),
                        trusted("root"),
                        null),
                certificates.credential("ec"));
        UpstreamTlsConfig client = client(false, null, certificates.credential(name));
        SSLEngine engine = server.newEngine();
        Handshake handshake = talk(client.newEngine("x", 1, null), engine);
        assertThat(handshake.clientChain()).hasSize(1);
        assertThat(server.verify(handshake.clientChain())).isEqualTo(expected);
        SSLEngine other = server.newEngine();
        Handshake none = talk(client(false, null, null).newEngine("x", 1, null), other);
        assertThat(server.verify(none.clientChain())).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "ec.crt, ec, root, 1, ec.test",
        "rsa.crt, rsa, root, 1, a.wild.test",
        "common.crt, common, root, 1, common",
        "self.crt, self, self, 1, self",
        "leaf.chain, leaf, root, 1, leaf.test",
        "leaf2.chain, leaf2, root, 2, leaf.test",
    })
    void a_trusted_upstream_is_accepted(String chain, String key, String root, int depth, String name)
            throws IOException {
        UpstreamTlsConfig client = client(false, verifier(root, depth), null);
        assertThat(talk(client.newEngine(name, 443, null), server(chain, key).newEngine())
                        .protocol())
                .isEqualTo("TLSv1.3");
    }

    @ParameterizedTest
    @CsvSource({
        "ec.crt, ec, other, 1, verify error: (21:unable to verify the first certificate)",
        "ec.crt, ec, ec, 1, verify error: (21:unable to verify the first certificate)",
        "ec.chain, ec, other, 1, verify error: (19:self-signed certificate in certificate chain)",
        "self.crt, self, other, 1, verify error: (18:self-signed certificate)",
        "expired.crt, expired, root, 1, verify error: (10:certificate has expired)",
        "leaf.crt, leaf, root, 1, verify error: (21:unable to verify the first certificate)",
        "leaf.chain, leaf, other, 1, verify error: (20:unable to get local issuer certificate)",
        "leaf.chain, leaf, inter, 1, verify error: (2:unable to get issuer certificate)",
        "leaf.chain, leaf, root, 0, verify error: (20:unable to get local issuer certificate)",
        "leaf2.chain, leaf2, root, 1, verify error: (20:unable to get local issuer certificate)",
        "leaf3.chain, leaf3, root, 1, verify error: (26:unsuitable certificate purpose)",
        "user.crt, user, root, 1, verify error: (26:unsuitable certificate purpose)",
        "ec.crt, ec, root, 1, does not match \"leaf.test\"",
    })
    void an_untrusted_upstream_fails_with_the_message_of_nginx(
            String chain, String key, String root, int depth, String expected) {
        UpstreamTlsConfig client = client(false, verifier(root, depth), null);
        assertThatThrownBy(() -> talk(
                        client.newEngine("leaf.test", 443, null),
                        server(chain, key).newEngine()))
                .isInstanceOf(SSLException.class)
                .hasMessageEndingWith("upstream SSL certificate " + expected);
    }

    @Test
    void a_certificate_forged_under_the_name_of_an_intermediate_is_rejected(@TempDir Path elsewhere)
            throws IOException {
        CertificateFiles forger = new CertificateFiles(elsewhere);
        forger.root("inter", "ec");
        forger.signed("says", "ec", "inter", "authorityKeyIdentifier=keyid");
        forger.signed("silent", "ec", "inter", "authorityKeyIdentifier=none");
        Verifier verifier = new Verifier(trusted("root"), 3, Verifier.SERVER, null);
        X509Certificate inter = trusted("inter").get(0);
        for (VerifyResult expected : List.of(VerifyResult.FIRST_UNVERIFIED, VerifyResult.SIGNATURE)) {
            String name = expected == VerifyResult.SIGNATURE ? "silent" : "says";
            X509Certificate forged =
                    Pem.certificates(forger.path(name + ".crt")).get(0);
            assertThat(verifier.verify(List.of(forged, inter))).isEqualTo(expected);
        }
        assertThat(verifier.verify(List.of(trusted("leaf").get(0), inter))).isEqualTo(VerifyResult.OK);
    }

    @Test
    void an_address_never_matches_a_certificate() {
        UpstreamTlsConfig client = client(false, verifier("root", 1), null);
        assertThatThrownBy(() -> talk(
                        client.newEngine("127.0.0.1", 443, null),
                        server("rsa.crt", "rsa").newEngine()))
                .isInstanceOf(SSLException.class)
                .hasMessageEndingWith("upstream SSL certificate does not match \"127.0.0.1\"");
    }

    @Test
    void any_certificate_is_accepted_without_verification() throws IOException {
        SSLEngine client = client(false, null, null).newEngine("whatever", 443, null);
        assertThat(talk(client, server("expired.crt", "expired").newEngine()).cipher())
                .startsWith("TLS_");
    }
}
