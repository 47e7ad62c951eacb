package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which server verifies the certificate of a client, and against which authorities. */
class ClientVerdictTest {
    private static final String CONF = """
            http2 on;
            ssl_certificate CERT/server.crt;
            ssl_certificate_key CERT/server.key;
            server {
                listen 127.0.0.1:%{port} ssl;
                server_name first.test;
                ssl_verify_client optional_no_ca;
                return 200 "first\\n.";
            }
            server {
                listen 127.0.0.1:%{port} ssl;
                server_name members.test;
                ssl_client_certificate CERT/root.crt;
                ssl_verify_client on;
                return 200 "members $ssl_client_verify\\n.";
            }
            server {
                listen 127.0.0.1:%{port} ssl;
                server_name others.test;
                ssl_client_certificate CERT/stranger.crt;
                ssl_verify_client on;
                return 200 "others $ssl_client_verify\\n.";
            }
            server {
                listen 127.0.0.1:%{port} ssl;
                server_name many.test;
                ssl_client_certificate CERT/many.crt;
                ssl_verify_client optional;
            }
            server {
                listen 127.0.0.1:%{port} ssl;
                server_name silent.test;
                ssl_trusted_certificate CERT/many.crt;
                ssl_verify_client on;
            }
            server {
                listen 127.0.0.1:%{port:one} ssl;
                server_name one.test;
                ssl_client_certificate CERT/root.crt;
                ssl_verify_client optional;
                return 200 "one $ssl_client_verify\\n.";
            }
            """;

    @TempDir
    static Path directory;

    static TlsSite tls;
    static CertificateFiles certificates;
    static GangwayServer server;

    @BeforeAll
    static void start() throws IOException {
        tls = new TlsSite(directory);
        certificates = tls.certificates();
        certificates.join("many.crt", "root.crt", "stranger.crt", "root.crt");
        server = tls.serve(CONF);
    }

    @AfterAll
    static void stop() throws IOException {
        tls.close();
    }

    private static TlsClient client(String name, String protocol, String own) throws Exception {
        return new TlsClient(name, List.of(protocol), own == null ? null : certificates.credential(own));
    }

    private static String http2(Http2Peer peer, String host) throws IOException {
        int stream = peer.open(true, ":method: GET", ":scheme: https", ":path: /", ":authority: " + host);
        return peer.response(stream).body();
    }

    @ParameterizedTest
    @CsvSource({
        "members.test, user, members SUCCESS",
        "members.test, stranger, The SSL certificate error",
        "members.test,, No required SSL certificate was sent",
        "others.test, stranger, others SUCCESS",
        "others.test, user, The SSL certificate error",
    })
    void each_protocol_gives_the_same_result(String name, String own, String expected) throws Exception {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            TlsClient client = client(name, protocol, own);
            for (int i = 0; i < 3; i++) {
                assertThat(client.get(server.port(), name)).contains(expected);
            }
        }
        TlsClient client = client(name, "TLSv1.3", own);
        for (int i = 0; i < 2; i++) {
            try (Http2Peer peer = Http2Peer.connectTls(client.context(), server.port(), name)) {
                assertThat(http2(peer, name)).contains(expected);
                assertThat(http2(peer, name)).contains(expected);
            }
        }
    }

    @Test
    void each_server_of_a_connection_verifies_the_certificate() throws Exception {
        TlsClient client = client(null, "TLSv1.3", "user");
        try (Http2Peer peer = Http2Peer.connectTls(client.context(), server.port(), "127.0.0.1")) {
            for (int i = 0; i < 2; i++) {
                assertThat(http2(peer, "members.test")).startsWith("members SUCCESS");
                assertThat(http2(peer, "others.test")).contains("The SSL certificate error");
                assertThat(http2(peer, "first.test")).startsWith("first");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "first.test, members.test, 421 Misdirected Request",
        "members.test, others.test, 421 Misdirected Request",
        "members.test, first.test, 421 Misdirected Request",
        "MEMBERS.test, members.TEST, No required SSL certificate was sent",
        "unknown.test, members.test, No required SSL certificate was sent",
        ", members.test, No required SSL certificate was sent",
    })
    void a_request_for_another_server_than_the_sni_name_is_misdirected(String sni, String host, String expected)
            throws Exception {
        assertThat(client(sni, "TLSv1.3", null).get(server.port(), host)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"many.test, root stranger", "silent.test, ''", "first.test, ''", "members.test, root"})
    void a_client_receives_each_authority_once(String name, String expected) throws Exception {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            TlsClient client = client(name, protocol, null);
            client.get(server.port(), name);
            assertThat(String.join(" ", client.authorities()).replace("CN=", ""))
                    .isEqualTo(expected);
        }
    }

    /** The names as OpenSSL 3 prints them. */
    @ParameterizedTest
    @CsvSource({"many.test, root stranger", "silent.test, ''", "first.test, ''", "members.test, root"})
    void an_openssl_client_receives_each_authority_once(String name, String expected) throws IOException {
        OpenSsl openssl = OpenSsl.assume(directory);
        certificates.write("nothing", "");
        for (String protocol : List.of("-tls1_2", "-tls1_3")) {
            String address = "127.0.0.1:" + server.port();
            String output = openssl.ask("nothing", "s_client", protocol, "-connect", address, "-servername", name);
            String names = output.replaceAll(
                            "(?s).*(Acceptable client certificate CA names|No client certificate CA)", "")
                    .replaceAll("(?s)(Client Certificate Types|Requested Signature| names sent).*", "");
            assertThat(names.replaceAll("CN ?= ?", "").strip().replaceAll("\\s+", " "))
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_single_server_accepts_any_name() throws Exception {
        assertThat(client("one.test", "TLSv1.3", null).get(server.site().port("one"), "other.test"))
                .startsWith("one NONE");
        assertThat(client("one.test", "TLSv1.3", "user").get(server.site().port("one"), "other.test"))
                .startsWith("one SUCCESS");
    }

    @Test
    void a_server_without_a_certificate_verifies_clients() throws Exception {
        String conf = """
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name first.test;
                    ssl_certificate CERT/server.crt;
                    ssl_certificate_key CERT/server.key;
                    FIRST
                    return 200 "first\\n.";
                }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name bare.test;
                    ssl_client_certificate CERT/root.crt;
                    ssl_verify_client on;
                    return 200 "bare $ssl_client_verify\\n.";
                }
                """.replace("CERT", directory.toString());
        try (Site own = Site.of(conf.replace("FIRST", ""));
                GangwayServer ignored = GangwayServer.start(own)) {
            assertThat(client("bare.test", "TLSv1.3", "user").get(own.port(), "bare.test"))
                    .contains("No required SSL certificate was sent");
        }
        String asks = "ssl_verify_client optional; ssl_client_certificate " + certificates.path("root.crt") + ";";
        try (Site own = Site.of(conf.replace("FIRST", asks));
                GangwayServer ignored = GangwayServer.start(own)) {
            assertThat(client("bare.test", "TLSv1.3", "user").get(own.port(), "bare.test"))
                    .contains("bare SUCCESS");
            assertThat(client("bare.test", "TLSv1.3", "stranger").get(own.port(), "bare.test"))
                    .contains("The SSL certificate error");
        }
    }

    @Test
    void a_reload_applies_new_authorities_to_clients() throws Exception {
        try (Site own = Site.of(
                        "server { listen 127.0.0.1:%{port} ssl; ssl_certificate " + certificates.path("server.crt")
                                + "; ssl_certificate_key " + certificates.path("server.key")
                                + "; ssl_client_certificate ca.crt; ssl_verify_client on; return 200 \"in $ssl_session_reused\\n.\"; }")
                .file("ca.crt", Files.readString(directory.resolve("root.crt")))) {
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                own.file("ca.crt", Files.readString(directory.resolve("root.crt")));
                TlsClient client = client(null, protocol, "user");
                try (GangwayServer changing = GangwayServer.start(own);
                        SSLSocket old = client.connect(own.port())) {
                    assertThat(TlsClient.ask(old, "x", "keep-alive")).endsWith("in .\n.");
                    assertThat(client.get(own.port(), "x")).isEqualTo("in r\n.");
                    own.file("ca.crt", Files.readString(directory.resolve("stranger.crt")));
                    changing.reload();
                    assertThat(client.get(own.port(), "x")).contains("The SSL certificate error");
                    assertThat(TlsClient.ask(old, "x", "close")).contains("The SSL certificate error");
                }
            }
        }
    }
}
