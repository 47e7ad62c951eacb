package io.gangway.uwsgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.conf.ConfException;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedGateway;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.net.InetAddress;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code uwsgi_pass} against a scripted server, in plain text and over TLS. */
class UwsgiTest {
    private static final ScriptedGateway.Responder OK =
            (request, response) -> response.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

    private Site site;
    private SelfSigned identity;
    private ScriptedGateway plain;
    private ScriptedGateway secure;

    @BeforeEach
    void open() throws Exception {
        identity = SelfSigned.of("app.test");
        plain = ScriptedGateway.uwsgi(OK);
        secure = ScriptedGateway.uwsgi(
                identity.serverContext()
                        .getServerSocketFactory()
                        .createServerSocket(0, 10, InetAddress.getLoopbackAddress()),
                OK);
        site = Site.create()
                .file("own.pem", identity.certificatePem())
                .file("other.pem", SelfSigned.of("other.test").certificatePem());
    }

    @AfterEach
    void close() throws Exception {
        plain.close();
        secure.close();
        site.close();
    }

    private GangwayServer start(String location) throws Exception {
        String text = location.replace("PLAIN", plain.address()).replace("SECURE", secure.address());
        site.config(
                "error_log %{dir}/error.log info;\nserver { listen 127.0.0.1:%{port}; location / { " + text + " } }");
        return GangwayServer.start(site);
    }

    private String errorLog() throws Exception {
        return Files.readString(site.dir().resolve("error.log"), ISO_8859_1);
    }

    @Test
    void a_packet_has_modifiers_and_parameters() throws Exception {
        try (GangwayServer server =
                start("uwsgi_modifier1 5; uwsgi_modifier2 200; uwsgi_param A b; uwsgi_pass uwsgi://PLAIN;")) {
            assertThat(RawHttp.get(server.port(), "/").body()).isEqualTo("hello");
        }
        assertThat(plain.request().kind()).isEqualTo("5 200");
        assertThat(plain.request().params()).containsEntry("A", "b");
    }

    @Test
    void the_body_of_a_response_to_HEAD_is_dropped_in_silence() throws Exception {
        try (GangwayServer server = start("uwsgi_pass PLAIN;")) {
            RawResponse response =
                    RawHttp.send(server.port(), "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(response.status()).isEqualTo(200);
            assertThat(errorLog()).doesNotContain("[warn]");
        }
    }

    @Test
    void too_many_parameters_give_500() throws Exception {
        try (GangwayServer server = start(
                "uwsgi_param A $arg_a$arg_a$arg_a$arg_a$arg_a$arg_a$arg_a$arg_a$arg_a$arg_a;" + " uwsgi_pass PLAIN;")) {
            RawResponse response = RawHttp.get(server.port(), "/?a=" + "x".repeat(7000));

            assertThat(response.status()).isEqualTo(500);
            assertThat(errorLog()).contains("[alert]").contains("uwsgi request is too big: 70");
        }
        assertThat(plain.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "uwsgi_pass suwsgi://SECURE;, 200",
        "uwsgi_pass SUWSGI://SECURE;, 200",
        "uwsgi_pass suwsgi://$arg_to;, 200",
        "uwsgi_ssl_verify on; uwsgi_ssl_trusted_certificate own.pem; uwsgi_ssl_name app.test; uwsgi_pass suwsgi://SECURE;, 200",
        "uwsgi_ssl_verify on; uwsgi_ssl_trusted_certificate own.pem; uwsgi_ssl_name no.test; uwsgi_pass suwsgi://SECURE;, 502",
        "uwsgi_ssl_verify on; uwsgi_ssl_trusted_certificate other.pem; uwsgi_ssl_name app.test; uwsgi_pass suwsgi://SECURE;, 502",
        "uwsgi_connect_timeout 1s; uwsgi_read_timeout 1s; uwsgi_pass SECURE;, 502"
    })
    void suwsgi_is_uwsgi_over_tls(String directives, int status) throws Exception {
        try (GangwayServer server = start(directives)) {
            assertThat(RawHttp.get(server.port(), "/?to=" + secure.address()).status())
                    .isEqualTo(status);
        }
    }

    @Test
    void a_certificate_needs_a_key_and_verifying_an_authority() {
        assertThatThrownBy(() -> start("uwsgi_ssl_certificate own.pem; uwsgi_pass suwsgi://SECURE;"))
                .isInstanceOf(ConfException.class)
                .hasMessageStartingWith("no \"uwsgi_ssl_certificate_key\" is defined for certificate \"");
        assertThatThrownBy(() -> start("uwsgi_ssl_verify on; uwsgi_pass suwsgi://SECURE;"))
                .isInstanceOf(ConfException.class)
                .hasMessageStartingWith("no uwsgi_ssl_trusted_certificate for uwsgi_ssl_verify");
    }
}
