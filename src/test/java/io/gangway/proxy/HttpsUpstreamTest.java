package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.SelfSigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code proxy_pass https://}: a backend behind TLS whose certificate names {@code backend.test}. */
class HttpsUpstreamTest extends BackendTest {
    private static SelfSigned certificate;
    private static SelfSigned other;

    private ScriptedUpstream secure;
    private final List<String> names = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificate = SelfSigned.of("backend.test");
        other = SelfSigned.of("other.test");
    }

    @BeforeEach
    void openSecure() throws Exception {
        secure = ScriptedUpstream.start(Script.body("secret"), certificate.serverContext());
        site.backend("tls", secure);
        site.file("backend.pem", certificate.certificatePem());
        site.file("other.pem", other.certificatePem());
    }

    @AfterEach
    void closeSecure() throws Exception {
        secure.close();
    }

    private RawResponse ask(String directives) throws Exception {
        return RawHttp.get(start("proxy_pass https://%{backend:tls}; " + directives), "/x");
    }

    private void recordNames() {
        secure.respond((request, connection) -> {
            var session = (ExtendedSSLSession) ((SSLSocket) connection.socket()).getSession();
            for (SNIServerName name : session.getRequestedServerNames()) {
                names.add(name.toString());
            }
            Script.body("ok").run(request, connection);
        });
    }

    @Test
    void any_certificate_is_accepted_without_verification() throws Exception {
        assertThat(ask("proxy_ssl_trusted_certificate %{dir}/other.pem;").body())
                .isEqualTo("secret");
    }

    @Test
    void a_trusted_certificate_of_the_right_name_passes() throws Exception {
        RawResponse response = ask("proxy_ssl_verify on; proxy_ssl_trusted_certificate %{dir}/backend.pem;"
                + " proxy_ssl_name backend.test;");
        assertThat(response.body()).isEqualTo("secret");
    }

    @Test
    void a_certificate_of_another_name_gives_502_and_is_logged() throws Exception {
        RawResponse response = ask("proxy_ssl_verify on; proxy_ssl_trusted_certificate %{dir}/backend.pem;"
                + " proxy_ssl_name wrong.test;");
        assertThat(response.status()).isEqualTo(502);
        assertThat(errorLog())
                .contains("upstream SSL certificate does not match \"wrong.test\" while SSL handshaking to upstream,"
                        + " client: 127.0.0.1, server: s, request: \"GET /x HTTP/1.1\", upstream: \"https://"
                        + secure.address() + "/x\"");
        assertThat(secure.requests()).isEmpty();
    }

    @Test
    void without_a_name_the_host_of_the_address_is_verified() throws Exception {
        RawResponse response = ask("proxy_ssl_verify on; proxy_ssl_trusted_certificate %{dir}/backend.pem;");
        assertThat(response.status()).isEqualTo(502);
        assertThat(errorLog()).contains("upstream SSL certificate does not match \"127.0.0.1\"");
    }

    @Test
    void an_untrusted_certificate_gives_502_and_is_logged() throws Exception {
        RawResponse response = ask("proxy_ssl_verify on; proxy_ssl_trusted_certificate %{dir}/other.pem;"
                + " proxy_ssl_name backend.test;");
        assertThat(response.status()).isEqualTo(502);
        assertThat(errorLog())
                .contains("upstream SSL certificate verify error: (18:self-signed certificate)"
                        + " while SSL handshaking to upstream");
        assertThat(secure.requests()).isEmpty();
    }

    @Test
    void no_name_is_sent_by_default() throws Exception {
        recordNames();
        assertThat(ask("proxy_ssl_name backend.test;").body()).isEqualTo("ok");
        assertThat(names).isEmpty();
    }

    @Test
    void the_name_is_sent_if_configured() throws Exception {
        recordNames();
        assertThat(ask("proxy_ssl_server_name on; proxy_ssl_name $arg_none$host.test;")
                        .body())
                .isEqualTo("ok");
        assertThat(names).singleElement().asString().contains("localhost.test");
    }

    @Test
    void an_address_is_never_sent_as_a_name() throws Exception {
        recordNames();
        assertThat(ask("proxy_ssl_server_name on;").body()).isEqualTo("ok");
        assertThat(names).isEmpty();
    }

    @Test
    void an_idle_tls_connection_is_reused() throws Exception {
        int port = startHttp("upstream u { server %{backend:tls}; } server { listen 127.0.0.1:%{port}; "
                + "location / { proxy_pass https://u; } }");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("secret");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("secret");
        assertThat(secure.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void a_backend_without_tls_gives_502() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread speaker = new Thread(() -> speakPlainly(plain));
            speaker.start();
            int port = start("proxy_pass https://127.0.0.1:" + plain.getLocalPort() + ";");
            assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
            assertThat(errorLog()).contains("SSL_do_handshake() failed").contains("while SSL handshaking to upstream");
            speaker.join();
        }
    }

    private static void speakPlainly(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_large_body_and_a_large_response_pass_through_tls() throws Exception {
        String body = "0123456789".repeat(100_000);
        secure.respond((request, connection) -> Script.body(request.body()).run(request, connection));
        int port = start("proxy_pass https://%{backend:tls}; client_max_body_size 2m;");
        RawResponse response = RawHttp.send(
                port,
                "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void a_variable_selects_tls_at_run_time() throws Exception {
        int port = startHttp("server { listen 127.0.0.1:%{port}; set $scheme_there https; "
                + "location / { proxy_pass $scheme_there://%{backend:tls}; } }");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("secret");
    }
}
