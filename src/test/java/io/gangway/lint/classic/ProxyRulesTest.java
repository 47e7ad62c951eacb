package io.gangway.lint.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.lint.RuleProof;
import io.gangway.testing.RawHttp;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the rules about proxying say is what nginx does. */
class ProxyRulesTest {
    private final RuleProof proof = new RuleProof();

    @AfterEach
    void close() throws Exception {
        proof.close();
    }

    /** Gangway writes a blank for a line end, see docs/differences.md. */
    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_decoded_line_end_adds_a_field(String server) throws IOException {
        int bad = proof.bad(server, "http_splitting", """
                location / { return 301 https://example.com$uri; }
                location /moved/ { rewrite ^ https://example.com$uri permanent; }
                location ~ ^/old/([^/]+)$ { return 302 /new/$1; }
                location /app/ { proxy_pass http://%{backend}; proxy_set_header X-Path $uri; }
                """);
        int good = proof.good(server, "http_splitting", """
                location / { return 301 https://example.com$request_uri; }
                location /moved/ { rewrite ^(.*)$ https://example.com$1 permanent; }
                location ~ ^/old/([^/\\s]+)$ { return 302 /new/$1; }
                location /app/ { proxy_pass http://%{backend}; proxy_set_header X-Path $request_uri; }
                """);
        String added = server.equals("nginx") ? "1" : null;

        for (String target : List.of("/x%0d%0aX-Added:1", "/moved/x%0d%0aX-Added:1", "/old/x%0d%0aX-Added:1")) {
            assertThat(RawHttp.get(bad, target).field("X-Added")).isEqualTo(added);
            assertThat(RawHttp.get(good, target).field("X-Added")).isNull();
        }
        RawHttp.get(bad, "/app/x%0d%0aX-Added:1");
        assertThat(proof.backend().lastRequest().field("X-Added")).isEqualTo(added);
        RawHttp.get(good, "/app/x%0d%0aX-Added:1");
        assertThat(proof.backend().lastRequest().field("X-Added")).isNull();
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void the_backend_gets_another_host_than_the_one_that_chose_the_server(String server) throws IOException {
        String servers = """
                server { listen 127.0.0.1:%%{port}; return 444; }
                server {
                    listen 127.0.0.1:%%{port};
                    server_name public.test;
                    location / { proxy_pass http://%%{backend}; proxy_set_header Host %s; }
                }
                """;
        String request = "GET http://public.test/ HTTP/1.1\r\nHost: internal.test\r\nConnection: close\r\n\r\n";

        RawHttp.send(proof.bad(server, "host_spoofing", servers.formatted("$http_host")), request);
        assertThat(proof.backend().lastRequest().field("Host")).isEqualTo("internal.test");
        RawHttp.send(proof.good(server, "host_spoofing", servers.formatted("$host")), request);
        assertThat(proof.backend().lastRequest().field("Host")).isEqualTo("public.test");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_client_chooses_the_host(String server) throws IOException {
        int bad = proof.bad(server, "ssrf", """
                location /fetch { proxy_pass http://$arg_host/; }
                location ~ ^/proxy/(.+)$ { proxy_pass http://$1; }
                """);

        assertThat(RawHttp.get(bad, "/fetch?host=" + proof.backend().address()).body())
                .isEqualTo("plain");
        assertThat(RawHttp.get(bad, "/proxy/" + proof.backend().address() + "/admin")
                        .body())
                .isEqualTo("plain");
        assertThat(proof.backend().lastRequest().target()).isEqualTo("/admin");

        int good = proof.good(server, "ssrf", "location ~ ^/proxy/(.+)$ { internal; proxy_pass http://$1; }");
        assertThat(RawHttp.get(good, "/proxy/" + proof.backend().address()).status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_capture_is_sent_decoded_and_without_query(String server) throws IOException {
        RawHttp.get(
                proof.bad(
                        server, "proxy_pass_normalized", "location ~ ^/api/(.*)$ { proxy_pass http://%{backend}/$1; }"),
                "/api/a%3Fb?x=1");
        assertThat(proof.backend().lastRequest().target()).isEqualTo("/a?b");

        RawHttp.get(
                proof.good(
                        server,
                        "proxy_pass_normalized",
                        "location /api/ { rewrite ^/api/(.*)$ /$1 break; proxy_pass http://%{backend}; }"),
                "/api/a%3Fb?x=1");
        assertThat(proof.backend().lastRequest().target()).isEqualTo("/a%3Fb?x=1");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_missing_slash_joins_two_segments(String server) throws IOException {
        RawHttp.get(
                proof.bad(server, "proxy_pass_missing_slash", "location /api/ { proxy_pass http://%{backend}/v1; }"),
                "/api/users");
        assertThat(proof.backend().lastRequest().target()).isEqualTo("/v1users");

        RawHttp.get(
                proof.good(server, "proxy_pass_missing_slash", "location /api/ { proxy_pass http://%{backend}/v1/; }"),
                "/api/users");
        assertThat(proof.backend().lastRequest().target()).isEqualTo("/v1/users");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_map_without_a_default_is_500(String server) throws IOException {
        String map = "map $arg_site $site { one %{backend}; DEFAULT } "
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://$site; } }";
        int bad = proof.bad(server, "hash_without_default", map.replace("DEFAULT", ""));
        int good = proof.good(server, "hash_without_default", map.replace("DEFAULT", "default %{backend};"));

        assertThat(RawHttp.get(bad, "/?site=one").status()).isEqualTo(200);
        assertThat(RawHttp.get(bad, "/?site=two").status()).isEqualTo(500);
        assertThat(RawHttp.get(good, "/?site=two").status()).isEqualTo(200);
    }
}
