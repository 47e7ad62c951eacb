package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code proxy_ssl_certificate} and its key, with variables and without; the upstream responds with the name of the
 * client.
 */
class UpstreamCertificateTest {
    private static final String CONF = """
            error_log %{dir}/error.log info;
            events {}
            http {
                log_format f '$uri $status $upstream_status';
                access_log off;
                upstream secure { server 127.0.0.1:%{port:tls}; keepalive 4; }
                server {
                    listen 127.0.0.1:%{port:tls} ssl;
                    ssl_certificate CERT/one.crt;
                    ssl_certificate_key CERT/one.key;
                    ssl_verify_client optional_no_ca;
                    return 200 "[$ssl_client_s_dn] $connection_requests\\n.";
                }
                server {
                    listen 127.0.0.1:%{port};
                    access_log %{dir}/access.log f;
                    proxy_set_header Connection "";
                    proxy_ssl_certificate CERT/$arg_c.crt;
                    proxy_ssl_certificate_key CERT/$arg_c.key;
                    location / { proxy_pass https://secure; }
                    location /cached { proxy_pass https://secure; proxy_ssl_certificate_cache max=2; }
                    location /other { proxy_pass https://secure; proxy_ssl_certificate_key CERT/two.key; }
                    location /maybe { proxy_pass https://secure; proxy_ssl_certificate $arg_c; }
                    location /constant { proxy_pass https://secure; proxy_ssl_certificate CERT/two.crt; proxy_ssl_certificate_key CERT/two.key; }
                    location /none { proxy_pass https://secure; proxy_ssl_certificate ""; }
                    location /dead { proxy_pass https://127.0.0.1:%{dead}; }
                }
            }
            """;

    @TempDir
    static Path directory;

    static Site site;
    static GangwayServer server;

    @BeforeAll
    static void start() throws IOException {
        CertificateFiles certificates = new CertificateFiles(directory);
        certificates.root("one", "ec");
        certificates.root("two", "rsa");
        site = Site.of(CONF.replace("CERT", directory.toString()));
        server = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        site.close();
    }

    private static String body(String uri) throws IOException {
        RawResponse response = RawHttp.get(server.port(), uri);
        assertThat(response.status()).isEqualTo(200);
        return response.body();
    }

    @Test
    void variables_select_the_certificate_of_each_request() throws Exception {
        for (String path : new String[] {"/", "/cached"}) {
            assertThat(body(path + "?c=one")).startsWith("[CN=one] ");
            assertThat(body(path + "?c=two")).startsWith("[CN=two] ");
            assertThat(body(path + "?c=one")).startsWith("[CN=one] ");
        }
        assertThat(body("/constant?c=one")).startsWith("[CN=two] ");
    }

    @Test
    void an_empty_name_presents_no_certificate() throws Exception {
        assertThat(body("/maybe?c=")).startsWith("[] ");
        assertThat(body("/none?c=one")).startsWith("[] ");
    }

    @Test
    void a_missing_file_gives_500_and_is_logged() throws Exception {
        assertThat(RawHttp.get(server.port(), "/?c=three").status()).isEqualTo(500);
        logs("[error] ", " cannot load certificate \"" + directory + "/three.crt\": BIO_new_file() failed (SSL: ");
        logs(
                ") while connecting to upstream, client: 127.0.0.1, server: ",
                "\"GET /?c=three HTTP/1.1\", upstream: \"https://");
        await().untilAsserted(() -> assertThat(read("access.log")).contains("/ 500 -\n"));
    }

    @Test
    void a_mismatched_key_gives_500() throws Exception {
        assertThat(RawHttp.get(server.port(), "/other?c=one").status()).isEqualTo(500);
        logs(
                " SSL_use_PrivateKey(\"" + directory + "/two.key\") failed (SSL: ",
                "key values mismatch) while connecting to upstream");
    }

    @Test
    void an_unreachable_peer_is_reported_before_a_missing_file() throws Exception {
        assertThat(RawHttp.get(server.port(), "/dead?c=three").status()).isEqualTo(502);
    }

    private static void logs(String... texts) {
        await().untilAsserted(() -> assertThat(read("error.log")).contains(texts));
    }

    private static String read(String name) throws IOException {
        return Files.readString(site.dir().resolve(name), StandardCharsets.ISO_8859_1);
    }
}
