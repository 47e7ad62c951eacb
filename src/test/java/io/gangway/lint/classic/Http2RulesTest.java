package io.gangway.lint.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.lint.RuleProof;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.SelfSigned;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The rules on HTTP/2 tell the truth. {@code listen … http2} is understood by every nginx. */
class Http2RulesTest {
    private final RuleProof proof = new RuleProof();

    @AfterEach
    void close() throws Exception {
        proof.close();
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_client_that_begins_with_tls_as_browsers_do_gets_no_http2_without_tls(String server) throws Exception {
        int bad = proof.bad(
                server, "http2_without_tls", "server { listen 127.0.0.1:%{port} http2; location / { return 200 a; } }");
        assertThatThrownBy(() -> Http2Peer.connectTls(bad, "www.test").close()).isInstanceOf(IOException.class);

        SelfSigned certificate = SelfSigned.of("www.test");
        proof.site().file("c.pem", certificate.certificatePem()).file("c.key", certificate.keyPem());
        int good = proof.good(
                server,
                "http2_without_tls",
                "server { listen 127.0.0.1:%{port} ssl http2; ssl_certificate "
                        + proof.site().dir().resolve("c.pem") + "; ssl_certificate_key "
                        + proof.site().dir().resolve("c.key") + "; location / { return 200 a; } }");
        try (Http2Peer client = Http2Peer.connectTls(good, "www.test")) {
            assertThat(client.response(client.get("/")).body()).isEqualTo("a");
        }
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_client_of_grpc_is_refused_by_a_server_without_http2(String server) throws IOException {
        String conf = "server { listen 127.0.0.1:%%{port}%s; location / { grpc_pass grpc://%%{backend}; } }";

        int bad = proof.bad(server, "grpc_without_http2", conf.formatted(""));
        try (RawConnection client = RawHttp.connect(bad)) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertThat(client.read().statusLine()).startsWith("HTTP/1.1 400 ");
        }
        int good = proof.good(server, "grpc_without_http2", conf.formatted(" http2"));
        try (Http2Peer client = Http2Peer.connect(good)) {
            assertThat(client.next().type()).isEqualTo(Http2Peer.SETTINGS);
        }
    }

    /** nginx knows the version since 1.29.4. */
    @Test
    void without_keepalive_each_request_opens_a_connection() throws IOException {
        String conf = """
                upstream application { server %%{backend}; %s }
                server {
                    listen 127.0.0.1:%%{port};
                    location / { proxy_pass http://application; proxy_http_version 2; }
                }
                """;
        proof.backend().http2(true);

        get(proof.bad("gangway", "http2_upstream_keepalive", conf.formatted("keepalive 0;")));
        assertThat(proof.backend().http2Connections()).hasSize(2);
        get(proof.good("gangway", "http2_upstream_keepalive", conf.formatted("")));
        assertThat(proof.backend().http2Connections()).hasSize(3);
    }

    /** Sends two requests on one connection. */
    private static void get(int port) throws IOException {
        try (RawConnection client = RawHttp.connect(port)) {
            for (int i = 0; i < 2; i++) {
                client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(client.read().body()).isEqualTo("plain");
            }
        }
    }
}
