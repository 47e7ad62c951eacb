package io.gangway.explainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.explain.Explanation;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests to a port with TLS. */
class ExplainedTlsTest {
    private static Site site;

    private static Gangway gangway;

    @BeforeAll
    static void read() throws Exception {
        SelfSigned certificate = SelfSigned.of("a.test");
        site = Site.create().file("cert.pem", certificate.certificatePem()).file("key.pem", certificate.keyPem());
        site.config("""
                server {
                    listen 443 ssl;
                    server_name a.test;
                    ssl_certificate cert.pem;
                    ssl_certificate_key key.pem;
                    ssl_client_certificate cert.pem;
                    ssl_verify_client optional;
                    location / { return 302 /$scheme/$https; }
                    location /file { root html; }
                }
                """);
        gangway = Gangway.builder().file(site.conf()).inspectOnly().read();
    }

    @AfterAll
    static void close() throws IOException {
        gangway.close();
        site.close();
    }

    @Test
    void the_scheme_is_https() {
        Explanation explanation = gangway.explain("https://a.test/");

        assertThat(explanation.responseField("Location")).isEqualTo("https://a.test/https/on");
        assertThat(gangway.explain("/").responseField("Location")).isEqualTo("https://localhost/https/on");
    }

    @Test
    void plain_http_gets_the_error_of_the_server() {
        Explanation explanation = gangway.explain("http://a.test:443/");

        assertThat(explanation.status()).isEqualTo(400);
        assertThat(explanation.problem()).isEqualTo("client sent plain HTTP request to HTTPS port");
    }

    @Test
    void a_client_certificate_is_assumed() {
        assertThat(gangway.explain("https://a.test/file").assumptions())
                .containsExactly("the client's certificate is accepted");
    }
}
