package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import io.gangway.tls.pem.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS end to end, over real sockets. */
class TlsServingTest {
    private static final String CONF = """
            error_log %{dir}/error.log info;
            events {}
            http {
                access_log off;
                server_tokens off;
                ssl_session_timeout 10m;

                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name localhost first.test;
                    ssl_certificate CERT/first.crt;
                    ssl_certificate_key CERT/first.key;
                    return 200 "first $scheme $https $ssl_protocol $ssl_cipher [$ssl_server_name] $ssl_session_reused $ssl_alpn_protocol\\n.";
                }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name *.second.test;
                    ssl_certificate CERT/second.crt;
                    ssl_certificate_key CERT/second.key;
                    ssl_protocols TLSv1.2;
                    ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256;
                    return 200 "second $ssl_protocol $ssl_cipher [$ssl_server_name]\\n.";
                }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name bare.test;
                    return 200 "bare\\n.";
                }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name refused.test;
                    ssl_reject_handshake on;
                }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name both.test;
                    ssl_certificate CERT/first.crt;
                    ssl_certificate_key CERT/first.key;
                    ssl_certificate CERT/second.crt;
                    ssl_certificate_key CERT/second.key;
                }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name clients.test;
                    ssl_certificate CERT/second.crt;
                    ssl_certificate_key CERT/second.key;
                    ssl_client_certificate CERT/root.crt;
                    ssl_verify_client optional;
                    return 200 "$ssl_client_verify|$ssl_client_s_dn|$ssl_client_i_dn|$ssl_client_fingerprint\\n.";
                }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name members.test;
                    ssl_certificate CERT/second.crt;
                    ssl_certificate_key CERT/second.key;
                    ssl_client_certificate CERT/root.crt;
                    ssl_verify_client on;
                    return 200 "$ssl_client_verify\\n.";
                }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name told.test;
                    ssl_certificate CERT/second.crt;
                    ssl_certificate_key CERT/second.key;
                    return 200 "$ssl_ciphers $ssl_curves\\n.";
                }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name anybody.test;
                    ssl_certificate CERT/second.crt;
                    ssl_certificate_key CERT/second.key;
                    ssl_verify_client optional_no_ca;
                    return 200 "$ssl_client_verify\\n.";
                }
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
        certificates.signed("first", "rsa", "root", "subjectAltName=DNS:localhost");
        certificates.signed("second", "ec", "root", "subjectAltName=DNS:*.second.test");
        certificates.signed("third", "ec", "root", "subjectAltName=DNS:localhost");
        server = tls.serve(CONF);
    }

    @AfterAll
    static void stop() throws IOException {
        tls.close();
    }

    private static List<String> log() throws IOException {
        return Files.readAllLines(server.site().dir().resolve("error.log"), StandardCharsets.ISO_8859_1);
    }

    private static void awaitLogged(int from, String text) {
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(log().stream().skip(from))
                        .anySatisfy(line -> assertThat(line).contains("[info]").contains(text)));
    }

    @Test
    void a_client_that_trusts_the_authority_is_served() throws Exception {
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null);
        authorities.setCertificateEntry(
                "root", Pem.certificates(certificates.path("root.crt")).get(0));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        URI uri = URI.create("https://localhost:" + server.port() + "/");
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.body())
                .isEqualTo("first https on TLSv1.3 TLS_AES_256_GCM_SHA384 [localhost] . http/1.1\n.");
    }

    @ParameterizedTest
    @CsvSource({
        ", first, CN=first",
        "first.test, first, CN=first",
        "other.test, first, CN=first",
        "bare.test, bare, CN=first",
        "refused.example, first, CN=first",
        "clients.test, NONE, CN=second",
    })
    void the_sni_name_selects_the_server(String name, String body, String shown) throws Exception {
        assertThat(TlsClient.of(name).serverSubject(server.port())).isEqualTo(shown);
        assertThat(TlsClient.of(name).get(server.port(), name == null ? "x" : name))
                .startsWith(body);
    }

    @Test
    void the_selected_server_sets_protocols_and_ciphers() throws Exception {
        TlsClient both = new TlsClient("a.second.test", List.of("TLSv1.3", "TLSv1.2"), null);
        assertThat(both.get(server.port(), "a.second.test"))
                .isEqualTo("second TLSv1.2 ECDHE-ECDSA-AES128-GCM-SHA256 [a.second.test]\n.");
        int lines = log().size();
        assertThatThrownBy(() -> TlsClient.of("a.second.test").serverSubject(server.port()))
                .isInstanceOf(SSLException.class);
        awaitLogged(
                lines,
                "SSL_do_handshake() failed (SSL: error:0A000102:SSL routines::unsupported protocol)"
                        + " while SSL handshaking, client: 127.0.0.1, server: 127.0.0.1:" + server.port());
    }

    @Test
    void a_server_with_two_certificates_presents_the_matching_one() throws Exception {
        OpenSsl openssl = OpenSsl.assume(directory);
        openssl.run(
                "s_client",
                "-connect",
                "127.0.0.1:" + server.port(),
                "-servername",
                "both.test",
                "-sigalgs",
                "RSA-PSS+SHA256",
                "-CAfile",
                "root.crt",
                "-verify_return_error");
        assertThat(Files.readString(directory.resolve("openssl.log"))).contains("subject=CN = first");
        openssl.run(
                "s_client",
                "-connect",
                "127.0.0.1:" + server.port(),
                "-servername",
                "both.test",
                "-sigalgs",
                "ECDSA+SHA256");
        assertThat(Files.readString(directory.resolve("openssl.log"))).contains("subject=CN = second");
    }

    @Test
    void a_server_can_reject_handshakes() throws Exception {
        int lines = log().size();
        assertThatThrownBy(() -> TlsClient.of("refused.test").serverSubject(server.port()))
                .hasMessageContaining("unrecognized_name");
        awaitLogged(lines, "handshake rejected while SSL handshaking, client: 127.0.0.1, server: 127.0.0.1:");
    }

    @Test
    void the_ciphers_of_a_client_have_the_names_of_openssl() throws Exception {
        TlsClient client = new TlsClient("told.test", List.of("TLSv1.2"), null);
        assertThat(client.get(server.port(), "told.test"))
                .contains("ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:")
                .contains(":AES128-SHA:TLS_EMPTY_RENEGOTIATION_INFO_SCSV ")
                .contains("prime256v1:secp384r1:secp521r1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_second_connection_resumes_the_session(String protocol) throws Exception {
        TlsClient client = new TlsClient("first.test", List.of(protocol), null);
        assertThat(client.get(server.port(), "first.test")).contains("[first.test] .");
        assertThat(client.get(server.port(), "first.test")).contains("[first.test] r");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        clients.test | user     | SUCCESS|CN=user|CN=root|
        clients.test |          | NONE
        clients.test | stranger | The SSL certificate error
        members.test | user     | SUCCESS
        members.test |          | No required SSL certificate was sent
        members.test | stranger | The SSL certificate error
        anybody.test | stranger | FAILED:self-signed certificate
        anybody.test |          | NONE
        """, quoteCharacter = '`', maxCharsPerColumn = 200, nullValues = "")
    void the_certificate_of_a_client_is_verified(String name, String own, String expected) throws Exception {
        Credential credential = own == null ? null : certificates.credential(own);
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            TlsClient client = new TlsClient(name, List.of(protocol), credential);
            assertThat(client.get(server.port(), name)).contains(expected);
        }
    }

    @Test
    void another_host_is_misdirected_if_clients_are_verified() throws Exception {
        assertThat(TlsClient.of("first.test").get(server.port(), "members.test"))
                .contains("421 Misdirected Request");
        assertThat(TlsClient.of(null).get(server.port(), "members.test"))
                .contains("No required SSL certificate was sent");
        assertThat(TlsClient.of("clients.test").get(server.port(), "first.test"))
                .startsWith("first");
    }

    @Test
    void plain_http_on_a_tls_port_gets_400() throws Exception {
        int lines = log().size();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            assertThat(TlsClient.ask(socket, "first.test", "close"))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("<title>400 The plain HTTP request was sent to HTTPS port</title>")
                    .contains("<center><h1>400 Bad Request</h1></center>\r\n<center>The plain HTTP request was sent");
        }
        awaitLogged(
                lines, "client sent plain HTTP request to HTTPS port while reading client request headers, client:");
    }

    @ParameterizedTest
    @CsvSource({
        "'', client timed out (110: Connection timed out) while SSL handshaking",
        "160301, client timed out (110: Connection timed out) while SSL handshaking",
    })
    void a_silent_client_is_closed(String sent, String logged) throws Exception {
        int lines = log().size();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(java.util.HexFormat.of().parseHex(sent));
            assertClosedInTime(socket);
        }
        awaitLogged(lines, logged);
    }

    /**
     * Waits for {@code client_header_timeout}, one minute. The clock leaps repeatedly, as the server may not have
     * accepted the client yet.
     */
    private static void assertClosedInTime(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        await().until(() -> {
            server.advance(Duration.ofSeconds(61));
            try {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            }
        });
    }

    @Test
    void a_client_that_is_silent_after_its_handshake_is_closed() throws Exception {
        try (SSLSocket socket = TlsClient.of("first.test").connect(server.port())) {
            socket.startHandshake();
            assertClosedInTime(socket);
        }
    }

    @Test
    void garbage_is_logged_in_one_line() throws Exception {
        int lines = log().size();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("\u0016\u0003\u0001\u0000\u0005hello".getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
        awaitLogged(lines, " while SSL handshaking, client: 127.0.0.1, server: 127.0.0.1:");
        assertThat(log().stream().skip(lines).filter(line -> line.contains("SSL handshaking")))
                .hasSize(1);
        assertThat(log()).noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void a_client_hello_in_small_pieces_is_read() throws Exception {
        // Writes the message of a client engine byte by byte.
        var engine = SSLContext.getDefault().createSSLEngine("clients.test", server.port());
        engine.setUseClientMode(true);
        var hello = java.nio.ByteBuffer.allocate(1 << 15);
        engine.wrap(java.nio.ByteBuffer.allocate(0), hello);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            for (int i = 0; i < hello.position(); i++) {
                socket.getOutputStream().write(hello.array()[i]);
            }
            assertThat(socket.getInputStream().read()).isEqualTo(22);
        }
    }

    @Test
    void a_reload_replaces_certificates_and_keeps_connections() throws Exception {
        try (Site own = Site.of(
                        "server { listen 127.0.0.1:%{port} ssl; ssl_certificate a.crt; ssl_certificate_key a.key;"
                                + " return 200 \"one\\n.\"; }");
                AutoCloseable copied = copy(own, "first")) {
            try (GangwayServer changing = GangwayServer.start(own);
                    SSLSocket old = TlsClient.of(null).connect(own.port())) {
                assertThat(TlsClient.ask(old, "x", "keep-alive")).endsWith("one\n.");
                copy(own, "third").close();
                changing.reload();
                assertThat(TlsClient.of(null).serverSubject(own.port())).isEqualTo("CN=third");
                assertThat(TlsClient.ask(old, "x", "keep-alive")).endsWith("one\n.");
                assertThat(TlsClient.subject(old)).isEqualTo("CN=first");
                own.file("a.crt", "broken");
                assertThatThrownBy(changing::reload).hasMessageContaining("no start line");
                assertThat(TlsClient.of(null).serverSubject(own.port())).isEqualTo("CN=third");
            }
        }
    }

    private static AutoCloseable copy(Site to, String name) throws IOException {
        to.file("a.crt", Files.readAllBytes(directory.resolve(name + ".crt")));
        to.file("a.key", Files.readAllBytes(directory.resolve(name + ".key")));
        return () -> {};
    }

    @Test
    void a_long_response_arrives_whole() throws Exception {
        byte[] big = new byte[3_000_000];
        for (int i = 0; i < big.length; i++) {
            big[i] = (byte) ('a' + i % 23);
        }
        try (Site own = Site.of("server { listen 127.0.0.1:%{port} ssl; root %{dir}; index big; ssl_certificate "
                + certificates.path("first.crt") + "; ssl_certificate_key " + certificates.path("first.key") + "; }")) {
            own.file("big", big);
            try (GangwayServer files = GangwayServer.start(own)) {
                String body = TlsClient.of(null).get(files.port(), "x");
                assertThat(body.getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(big);
            }
        }
    }

    @Test
    void sessions_with_an_upstream_are_resumed_unless_turned_off() throws Exception {
        try (Site own = Site.of("server { listen 127.0.0.1:%{port:tls} ssl; ssl_certificate "
                + certificates.path("first.crt") + "; ssl_certificate_key " + certificates.path("first.key")
                + "; return 200 $ssl_session_reused; } server { listen 127.0.0.1:%{port};"
                + " location /off { proxy_pass https://127.0.0.1:%{port:tls}; proxy_ssl_session_reuse off; }"
                + " location /on { proxy_pass https://127.0.0.1:%{port:tls}; } }")) {
            try (GangwayServer ignored = GangwayServer.start(own)) {
                assertThat(RawHttp.get(own.port(), "/off").body()).isEqualTo(".");
                assertThat(RawHttp.get(own.port(), "/off").body()).isEqualTo(".");
                assertThat(RawHttp.get(own.port(), "/on").body()).isEqualTo(".");
                assertThat(RawHttp.get(own.port(), "/on").body()).isEqualTo("r");
            }
        }
    }
}
