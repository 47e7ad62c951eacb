package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Request loops: requests that a server passes to itself endlessly end before it runs out of connections; others
 * succeed.
 */
class RequestLoopTest {
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void prepare() throws IOException {
        site = Site.create();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        site.close();
    }

    private void start(String http) throws Exception {
        SelfSigned certificate = SelfSigned.of("localhost");
        site.file("a.crt", certificate.certificatePem()).file("a.key", certificate.keyPem());
        server = GangwayServer.start(
                site.config("error_log error.log; events { worker_connections 100; }\nhttp { " + http + " }"));
    }

    private List<String> loggedErrors() throws IOException {
        return Files.readString(site.dir().resolve("error.log"))
                .lines()
                .filter(line -> line.contains("[error]") || line.contains("[alert]"))
                .toList();
    }

    private void assertDetected(RawResponse response) throws IOException {
        assertThat(response.status()).isEqualTo(508);
        assertThat(loggedErrors()).hasSize(1);
        assertThat(loggedErrors().get(0))
                .contains("request loop: it was passed to this server itself 10 times in a row")
                .contains("request: \"GET /");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "location / { proxy_pass http://127.0.0.1:%{port}; }",
                "location / { proxy_pass http://localhost:%{port}; }",
                "location / { proxy_pass http://127.0.0.1:%{port}; proxy_http_version 1.1; proxy_set_header Connection ''; }",
                "location / { proxy_pass http://127.0.0.1:%{port}/other; } location /other { proxy_pass http://127.0.0.1:%{port}/; }",
                "location / { proxy_pass https://127.0.0.1:%{port:tls}; }",
                "location / { proxy_pass http://unix:%{dir}/own.sock; }",
                "location / { proxy_pass http://127.0.0.1:%{port}; proxy_bind 127.0.0.2; }",
                "location / { set $where 127.0.0.1:%{port}; proxy_pass http://$where; }",
            })
    void a_location_that_passes_to_itself_ends_with_508(String locations) throws Exception {
        start("server { listen 127.0.0.1:%{port}; listen [::1]:%{port}; listen 127.0.0.1:%{port:tls} ssl;"
                + " listen unix:%{dir}/own.sock; ssl_certificate a.crt; ssl_certificate_key a.key; " + locations
                + " }");

        assertDetected(RawHttp.get(site.port(), "/"));
    }

    @Test
    void reused_connections_count_for_their_current_request() throws Exception {
        start("upstream own { server 127.0.0.1:%{port}; keepalive 20; }"
                + " server { listen 127.0.0.1:%{port}; location / { proxy_pass http://own; }"
                + " location /once { proxy_pass http://own/end; } location /end { return 200 end; } }");
        for (int i = 0; i < 5; i++) {
            assertThat(RawHttp.get(site.port(), "/").status()).isEqualTo(508);
            assertThat(RawHttp.get(site.port(), "/once").body()).isEqualTo("end");
        }
        assertThat(loggedErrors()).hasSize(5);
    }

    @Test
    void upgrades_and_http_2_requests_are_detected_too() throws Exception {
        start(
                "server { listen 127.0.0.1:%{port}; http2 on; location / { proxy_pass http://127.0.0.1:%{port};"
                        + " proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; } }");
        assertDetected(RawHttp.send(
                site.port(), "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"));
        try (Http2Peer peer = Http2Peer.connect(site.port())) {
            assertThat(peer.response(peer.get("/")).status()).isEqualTo(508);
        }
    }

    @Test
    void a_request_through_ten_locations_of_the_same_server_succeeds() throws Exception {
        StringBuilder locations = new StringBuilder("location = /10 { return 200 \"arrived $http_x\"; }");
        for (int i = 0; i < 10; i++) {
            locations.append("location = /" + i + " { proxy_pass http://127.0.0.1:%{port}/" + (i + 1) + "; }");
        }
        start("server { listen 127.0.0.1:%{port}; " + locations + " }");

        assertThat(RawHttp.get(site.port(), "/0", "X: unchanged").body()).isEqualTo("arrived unchanged");
        assertThat(loggedErrors()).isEmpty();
    }

    @Test
    void a_unix_socket_connection_to_the_same_server_leaves_no_file() throws Exception {
        start(
                "server { listen 127.0.0.1:%{port}; listen unix:%{dir}/own.sock; location / { proxy_pass http://unix:%{dir}/own.sock:/end; }"
                        + " location /end { return 200 \"end $remote_addr\"; } }");
        assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("end unix:");
        try (var left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name ->
                            name.startsWith("gangway-" + ProcessHandle.current().pid() + "-"));
        }
    }
}
