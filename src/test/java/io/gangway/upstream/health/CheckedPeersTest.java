package io.gangway.upstream.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedDns;
import io.gangway.testing.ScriptedFastcgi;
import io.gangway.testing.ScriptedGateway;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Health checks of peers that are resolved, added, encrypted, or speak FastCGI. */
class CheckedPeersTest {
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        site = Site.create();
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        site.close();
    }

    private void start(String config) throws Exception {
        site.config("error_log %{dir}/error.log notice;\n" + config);
        server = GangwayServer.start(site);
    }

    private String log() throws Exception {
        return Files.readString(site.dir().resolve("error.log"), ISO_8859_1);
    }

    @Test
    void resolved_peers_are_checked_and_wait_for_a_mandatory_check() throws Exception {
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.body("here"));
                ScriptedDns dns = ScriptedDns.start()) {
            dns.records("backends", "127.0.0.1");
            backend.respond((request, connection) -> (request.target().equals("/check")
                            ? Script.response(503, "")
                            : Script.body("here"))
                    .run(request, connection));
            start("resolver " + dns.address() + " valid=10s ipv6=off; upstream u { zone u 64k; server backends:"
                    + backend.port() + " resolve; } server { listen 127.0.0.1:%{port}; location / { "
                    + "proxy_pass http://u; health_check uri=/check interval=5s mandatory; } }");
            CheckedSite.eventually(() -> assertThat(log()).contains("is unhealthy, it was checking"));
            assertThat(RawHttp.get(server.port(), "/").status()).isEqualTo(502);
            backend.respond(Script.body("here"));
            server.advance(Duration.ofSeconds(6));
            CheckedSite.eventually(
                    () -> assertThat(RawHttp.get(server.port(), "/").status()).isEqualTo(200));
            dns.rcode("backends", 3);
            server.advance(Duration.ofSeconds(12));
            CheckedSite.eventually(
                    () -> assertThat(RawHttp.get(server.port(), "/").status()).isEqualTo(502));
            server.advance(Duration.ofSeconds(1));
            backend.clearRequests();
            server.advance(Duration.ofSeconds(6));
            assertThat(backend.requests())
                    .as("an address that is gone is not checked")
                    .isEmpty();
        }
    }

    @Test
    void a_server_that_the_api_adds_is_checked() throws Exception {
        try (ScriptedUpstream first = ScriptedUpstream.start(Script.body("first"));
                ScriptedUpstream second = ScriptedUpstream.start(Script.response(500, "no"))) {
            start("upstream u { zone u 64k; server " + first.address() + "; } server { listen 127.0.0.1:%{port}; "
                    + "location / { proxy_pass http://u; health_check mandatory; } location /api/ { api write=on; } }");
            String body = "{\"server\":\"" + second.address() + "\"}";
            assertThat(RawHttp.send(
                                    server.port(),
                                    "POST /api/9/http/upstreams/u/servers HTTP/1.1\r\nHost: localhost\r\n"
                                            + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                            + body)
                            .status())
                    .isEqualTo(201);
            CheckedSite.eventually(
                    () -> assertThat(log()).contains("peer " + second.address() + " is unhealthy, it was checking"));
            for (int i = 0; i < 3; i++) {
                assertThat(RawHttp.get(server.port(), "/").body()).isEqualTo("first");
            }
        }
    }

    @Test
    void a_check_has_the_tls_settings_of_the_location() throws Exception {
        SelfSigned good = SelfSigned.of("good.example");
        SelfSigned other = SelfSigned.of("good.example");
        try (ScriptedUpstream first = ScriptedUpstream.start(Script.body("first"), good.serverContext());
                ScriptedUpstream second = ScriptedUpstream.start(Script.body("second"), other.serverContext())) {
            site.file("ca.pem", good.certificatePem());
            start("upstream u { zone u 64k; server " + first.address() + "; server " + second.address()
                    + "; } server { listen 127.0.0.1:%{port}; location / { proxy_pass https://u; proxy_ssl_verify on; "
                    + "proxy_ssl_name good.example; proxy_ssl_trusted_certificate %{dir}/ca.pem; health_check; } }");
            CheckedSite.eventually(() -> assertThat(log())
                    .contains("peer " + second.address() + " is unhealthy, it was up")
                    .contains("while SSL handshaking to upstream"));
            CheckedSite.eventually(() -> assertThat(first.requests()).isNotEmpty());
            assertThat(log()).doesNotContain("peer " + first.address());
            assertThat(second.requests()).isEmpty();
        }
    }

    @Test
    void a_uwsgi_check_has_the_parameters_of_the_location() throws Exception {
        try (ScriptedGateway first =
                        ScriptedGateway.uwsgi((request, response) -> response.send("HTTP/1.1 200 OK\r\n\r\npong"));
                ScriptedGateway second = ScriptedGateway.uwsgi(
                        (request, response) -> response.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nping"))) {
            gatewayIsChecked("uwsgi", first, second, "failed: the body does not match");
        }
    }

    @Test
    void an_scgi_check_has_the_parameters_of_the_location() throws Exception {
        try (ScriptedGateway first = ScriptedGateway.scgi(
                        (request, response) -> response.send("Status: 200\r\nContent-Length: 4\r\n\r\npong"));
                ScriptedGateway second = ScriptedGateway.scgi(
                        (request, response) -> response.send("Status: 200 OK\r\nContent-Length: 9\r\n\r\npong"))) {
            gatewayIsChecked("scgi", first, second, "upstream prematurely closed connection");
        }
    }

    private void gatewayIsChecked(String protocol, ScriptedGateway first, ScriptedGateway second, String failure)
            throws Exception {
        start("upstream u { zone u 64k; server " + first.address() + "; server " + second.address()
                + "; } match m { status 200; body ~ ^pong$; } server { listen 127.0.0.1:%{port}; location / { "
                + protocol
                + "_pass u; " + protocol + "_param REQUEST_URI $uri; health_check uri=/ping match=m interval=5s; } }");
        CheckedSite.eventually(() -> assertThat(log())
                .contains("peer " + second.address() + " is unhealthy")
                .contains(failure));
        CheckedSite.eventually(() -> assertThat(first.requests()).hasSize(1));
        assertThat(first.request().params()).containsEntry("REQUEST_URI", "/ping");
        server.advance(Duration.ofSeconds(6));
        CheckedSite.eventually(() -> assertThat(first.requests()).hasSize(2));
        assertThat(log()).doesNotContain("peer " + first.address());
    }

    @Test
    void a_fastcgi_check_has_the_parameters_of_the_location() throws Exception {
        try (ScriptedFastcgi first = ScriptedFastcgi.start(ScriptedFastcgi.ok("pong"));
                ScriptedFastcgi second = ScriptedFastcgi.start((request, response) ->
                        response.error("no\n").out("Status: 500 No\r\n\r\n").end())) {
            start("upstream u { zone u 64k; server 127.0.0.1:" + first.port() + "; server 127.0.0.1:" + second.port()
                    + "; } match m { status 200; body ~ ^pong$; } server { listen 127.0.0.1:%{port}; location / { "
                    + "fastcgi_pass u; fastcgi_param SCRIPT_NAME $fastcgi_script_name; fastcgi_param REQUEST_METHOD "
                    + "$request_method; health_check uri=/ping.php match=m interval=5s; } }");
            CheckedSite.eventually(() -> assertThat(log())
                    .contains("peer 127.0.0.1:" + second.port() + " is unhealthy")
                    .contains("failed: the status is 500"));
            CheckedSite.eventually(() -> assertThat(first.requests()).hasSize(1));
            assertThat(first.request().params())
                    .containsEntry("SCRIPT_NAME", "/ping.php")
                    .containsEntry("REQUEST_METHOD", "GET");
            server.advance(Duration.ofSeconds(6));
            CheckedSite.eventually(() -> assertThat(first.requests()).hasSize(2));
            assertThat(log()).doesNotContain("peer 127.0.0.1:" + first.port());
        }
    }

    @Test
    void a_fastcgi_server_that_breaks_off_within_a_record_fails() throws Exception {
        try (ScriptedFastcgi backend = ScriptedFastcgi.start((request, response) -> {
            response.raw("\1\6\0\1\0\40\0\0Content-Ty");
            response.close();
        })) {
            start("upstream u { zone u 64k; server 127.0.0.1:" + backend.port() + "; } server { "
                    + "listen 127.0.0.1:%{port}; location / { fastcgi_pass u; health_check; } }");
            CheckedSite.eventually(() -> assertThat(log()).contains("failed: upstream prematurely closed connection"));
        }
    }

    @Test
    void a_unix_socket_is_checked() throws Exception {
        start("upstream u { zone u 64k; server unix:%{dir}/nobody.sock; } server { listen 127.0.0.1:%{port}; "
                + "location / { proxy_pass http://u; health_check port=80; } }");
        CheckedSite.eventually(() -> assertThat(log()).contains("nobody.sock is unhealthy, it was up"));
    }
}
