package io.gangway.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.foreign.Chromium;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import io.gangway.testing.TrustAll;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** HTTP/2 over TLS, negotiated by ALPN (RFC 7301) for the server named by SNI. */
class Http2TlsTest {
    private static Site site;
    private static GangwayServer server;

    @BeforeAll
    static void start() throws Exception {
        SelfSigned certificate = SelfSigned.of("localhost");
        site = Site.create()
                .file("cert.pem", certificate.certificatePem())
                .file("key.pem", certificate.keyPem())
                .file("html/large", "0123456789".repeat(500_000));
        site.config("""
                events {}
                http {
                    ssl_certificate %{dir}/cert.pem;
                    ssl_certificate_key %{dir}/key.pem;
                    server {
                        listen 127.0.0.1:%{port} ssl;
                        listen 127.0.0.1:%{port:plain};
                        server_name localhost;
                        http2 on;
                        root html;
                        location = / { return 200 "$http2 $scheme $server_protocol $ssl_alpn_protocol"; }
                        location /sum { client_max_body_size 0; proxy_pass http://127.0.0.1:%{port:plain}/length; }
                        location /page.html { default_type text/html; return 200 "<title>page</title>"; }
                        location /part { return 200 "$http2 "; }
                        location /length { client_max_body_size 0; return 200 "$content_length"; }
                    }
                    server { listen 127.0.0.1:%{port} ssl; server_name old.test; return 200 "old $server_protocol"; }
                    server { listen 127.0.0.1:%{port:new} ssl; server_name first.test; return 200 first; }
                    server { listen 127.0.0.1:%{port:new} ssl; server_name new.test; http2 on; return 200 "new $http2"; }
                    server { listen 127.0.0.1:%{port:deprecated} ssl http2; server_name a; return 200 "a $http2"; }
                    server { listen 127.0.0.1:%{port:deprecated} ssl; server_name b; return 200 "b $http2"; }
                }
                """);
        server = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        site.close();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .sslContext(TrustAll.context())
                .version(HttpClient.Version.HTTP_2)
                .build();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
    }

    private static String ask(int port, String sni, String host) throws IOException {
        try (Http2Peer peer = Http2Peer.connectTls(port, sni)) {
            Http2Peer.Response response =
                    peer.response(peer.open(true, ":method: GET", ":scheme: https", ":path: /", ":authority: " + host));
            return response.status() + " " + response.body();
        }
    }

    @Test
    void alpn_selects_http2() throws Exception {
        HttpResponse<String> response = client().send(to("/").build(), HttpResponse.BodyHandlers.ofString());

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).isEqualTo("h2 https HTTP/2.0 h2");
        assertThat(response.headers().firstValue("connection")).isEmpty();
    }

    @Test
    void a_client_without_alpn_gets_http_1() throws IOException {
        try (RawConnection client = RawHttp.connect(server.port(), TrustAll.context(), "localhost")) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.read().body()).isEqualTo(" https HTTP/1.1 ");
        }
    }

    @Test
    void the_server_named_by_sni_decides() throws IOException {
        assertThatThrownBy(() -> Http2Peer.connectTls(server.port(), "old.test"))
                .hasMessageContaining("http/1.1");
        assertThatThrownBy(() -> Http2Peer.connectTls(site.port("new"), "first.test"))
                .hasMessageContaining("http/1.1");
        assertThat(ask(site.port("new"), "new.test", "new.test")).isEqualTo("200 new h2");
    }

    @Test
    void a_request_for_a_server_without_http2_is_misdirected() throws IOException {
        assertThat(ask(server.port(), "localhost", "old.test")).startsWith("421 ");
        assertThat(ask(site.port("deprecated"), "a", "b")).isEqualTo("200 b h2");
    }

    @Test
    void a_browser_uses_http2(@TempDir Path profile) {
        ChromeDriver browser = Chromium.open(profile);
        try {
            browser.executeCdpCommand("Security.setIgnoreCertificateErrors", Map.of("ignore", true));
            browser.get("https://localhost:" + server.port() + "/page.html");
            assertThat(browser.executeScript("return performance.getEntriesByType('navigation')[0].nextHopProtocol"))
                    .isEqualTo("h2");
            assertThat(browser.executeAsyncScript(
                            "const done = arguments[0]; Promise.all([...Array(30).keys()].map(i => fetch('/part' + i)"
                                    + ".then(r => r.text()))).then(all => done(all.join('')))"))
                    .isEqualTo("h2 ".repeat(30));
        } finally {
            browser.quit();
        }
    }

    @Test
    void large_responses_and_bodies_pass_in_parallel() throws Exception {
        HttpClient client = client();
        List<CompletableFuture<HttpResponse<String>>> responses = IntStream.range(0, 12)
                .mapToObj(i -> client.sendAsync(
                        i % 2 == 0
                                ? to("/large").build()
                                : to("/sum")
                                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[3_000_000]))
                                        .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .toList();
        for (int i = 0; i < responses.size(); i++) {
            String body = responses.get(i).get().body();
            if (i % 2 == 0) {
                assertThat(body).hasSize(5_000_000);
            } else {
                assertThat(body).isEqualTo("3000000");
            }
        }
    }
}
