package io.gangway.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 to upstreams by ALPN, and which connections are shared: protocol, TLS name and local address must be equal. */
class UpstreamTlsIdentityTest {
    private static SelfSigned certificate;

    private Site site;
    private GangwayServer server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = SelfSigned.of("backend.test");
    }

    @BeforeEach
    void createSite() throws Exception {
        site = Site.create();
        site.file("backend.pem", certificate.certificatePem());
    }

    @AfterEach
    void closeSite() throws Exception {
        if (server != null) {
            server.close();
        }
        site.close();
    }

    private void start(String address, String locations) throws Exception {
        site.backend("u", address);
        site.config(
                "worker_processes 1; error_log logs/error.log info; events {}\nhttp { upstream u { server %{backend:u};"
                        + " keepalive 32; } server { listen 127.0.0.1:%{port}; " + locations + " } }");
        server = GangwayServer.start(site);
    }

    private String get(String target) throws Exception {
        return RawHttp.get(site.port(), target).body();
    }

    private String log() throws Exception {
        return Files.readString(site.dir().resolve("logs/error.log"));
    }

    @Test
    void a_tls_backend_is_asked_for_h2_and_its_name_is_verified() throws Exception {
        try (ScriptedHttp2Upstream backend =
                ScriptedHttp2Upstream.start(ScriptedHttp2Upstream.body("tls"), certificate.serverContext())) {
            start(
                    backend.address(),
                    "location / { proxy_pass https://u; proxy_http_version 2; proxy_ssl_verify on; proxy_ssl_name"
                            + " backend.test; proxy_ssl_trusted_certificate backend.pem; }"
                            + " location /wrong { proxy_pass https://u; proxy_http_version 2; proxy_ssl_verify on; proxy_ssl_name"
                            + " other.test; proxy_ssl_trusted_certificate backend.pem; }");
            assertThat(get("/")).isEqualTo("tls");
            assertThat(get("/")).isEqualTo("tls");
            assertThat(backend.acceptedConnections()).isEqualTo(1);
            assertThat(RawHttp.get(site.port(), "/wrong").status()).isEqualTo(502);
            assertThat(log()).contains("upstream SSL certificate does not match \"other.test\"");
        }
    }

    @Test
    void a_tls_backend_with_http_1_only_is_a_502_with_a_line_in_the_log() throws Exception {
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.body("one"), certificate.serverContext())
                .http2(true)
                .protocols("http/1.1")) {
            start(backend.address(), "location / { proxy_pass https://u; proxy_http_version 2; }");
            assertThat(RawHttp.get(site.port(), "/").status()).isEqualTo(502);
            assertThat(log()).contains("[error]").contains("while SSL handshaking to upstream");
        }
    }

    @Test
    void a_backend_with_http_1_only_is_a_502_with_a_line_in_the_log() throws Exception {
        try (ScriptedUpstream backend = ScriptedUpstream.start(
                Script.raw("HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Length: 0\r\n\r\n"))) {
            start(backend.address(), "location / { proxy_pass http://u; proxy_http_version 2; }");
            assertThat(RawHttp.get(site.port(), "/").status()).isEqualTo(502);
            assertThat(log()).contains("upstream sent too large http2 frame: 4740180, it speaks HTTP/1");
        }
    }

    @Test
    void connections_with_another_tls_name_are_not_shared() throws Exception {
        for (String version : new String[] {"1.1", "2"}) {
            try (ScriptedUpstream backend = ScriptedUpstream.start(Script.body("x"), certificate.serverContext())
                    .http2(true)) {
                site.close();
                createSite();
                start(
                        backend.address(),
                        "location / { proxy_pass https://u; proxy_http_version " + version
                                + "; proxy_ssl_server_name on; proxy_ssl_name $arg_n.test; }");
                for (int i = 0; i < 2; i++) {
                    get("/?n=a");
                    get("/?n=b");
                }
                int connections =
                        version.equals("2") ? backend.http2Connections().size() : backend.acceptedConnections();
                assertThat(connections).as(version).isEqualTo(2);
                server.close();
                server = null;
            }
        }
    }

    @Test
    void the_protocols_do_not_share_connections() throws Exception {
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.body("x")).http2(true)) {
            start(
                    backend.address(),
                    "location /1 { proxy_pass http://u; } location /2 { proxy_pass http://u; proxy_http_version 2; }");
            for (int i = 0; i < 3; i++) {
                assertThat(get("/1")).isEqualTo("x");
                assertThat(get("/2")).isEqualTo("x");
            }
            assertThat(backend.http2Connections()).hasSize(1);
        }
    }

    @Test
    void connections_from_another_address_are_not_shared() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(ScriptedHttp2Upstream.body("x"))) {
            start(
                    backend.address(),
                    "location / { proxy_pass http://u; proxy_http_version 2; proxy_bind 127.0.0.$arg_n; }");
            for (int i = 0; i < 2; i++) {
                assertThat(get("/?n=2")).isEqualTo("x");
                assertThat(get("/?n=3")).isEqualTo("x");
            }
            assertThat(backend.acceptedConnections()).isEqualTo(2);
        }
    }

    @Test
    void a_reload_closes_idle_connections() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(ScriptedHttp2Upstream.body("x"))) {
            start(backend.address(), "location / { proxy_pass http://u; proxy_http_version 2; }");
            assertThat(get("/")).isEqualTo("x");
            server.reload();
            assertThat(get("/")).isEqualTo("x");
            await().until(() -> backend.openConnections() == 1);
            assertThat(backend.acceptedConnections()).isEqualTo(2);
        }
    }

    @Test
    void an_address_without_an_upstream_block_keeps_no_connection() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(ScriptedHttp2Upstream.body("x"))) {
            site.backend("v", backend.address());
            start(backend.address(), "location / { proxy_pass http://%{backend:v}; proxy_http_version 2; }");
            assertThat(get("/")).isEqualTo("x");
            assertThat(get("/")).isEqualTo("x");
            assertThat(backend.acceptedConnections()).isEqualTo(2);
            await().until(() -> backend.openConnections() == 0);
        }
    }

    @Test
    void health_checks_speak_http_2_too() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(ScriptedHttp2Upstream.body("x"))) {
            site.backend("v", backend.address());
            site.config("worker_processes 1; error_log logs/error.log info; events {}\nhttp { upstream v { zone v 64k;"
                    + " server %{backend:v}; } server { listen 127.0.0.1:%{port}; location / { proxy_pass http://v;"
                    + " proxy_http_version 2; health_check uri=/health interval=100ms mandatory; } } }");
            server = GangwayServer.start(site);
            await().until(() -> backend.acceptedConnections() > 0);
            await().until(() -> RawHttp.get(site.port(), "/").status() == 200);
            assertThat(backend.failures()).isEmpty();
        }
    }

    @Test
    void a_connection_ends_after_keepalive_requests() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(ScriptedHttp2Upstream.body("x"))) {
            site.backend("v", backend.address());
            site.backend("u", backend.address());
            site.config("worker_processes 1; events {}\nhttp { upstream v { server %{backend:v}; keepalive 2;"
                    + " keepalive_requests 2; } server { listen 127.0.0.1:%{port}; location / { proxy_pass http://v;"
                    + " proxy_http_version 2; } } }");
            server = GangwayServer.start(site);
            for (int i = 0; i < 5; i++) {
                assertThat(get("/")).isEqualTo("x");
            }
            assertThat(backend.acceptedConnections()).isEqualTo(3);
        }
    }
}
