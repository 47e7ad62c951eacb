package io.gangway.lint.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.lint.RuleProof;
import io.gangway.testing.RawHttp;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the rules about locations and names say is what nginx does. */
class RoutingRulesTest {
    private final RuleProof proof = new RuleProof();

    @AfterEach
    void close() throws Exception {
        proof.close();
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_slash_too_many_reaches_the_backend(String server) throws IOException {
        int port = proof.bad(server, "proxy_pass_double_slash", """
                server {
                    listen 127.0.0.1:%{port};
                    location /api { proxy_pass http://%{backend}/; }
                    location /b/ { proxy_pass http://%{backend}/; }
                    location /c { rewrite ^/c/?(.*)$ /$1 break; proxy_pass http://%{backend}/; }
                }
                """);

        RawHttp.get(port, "/api/ws");
        assertThat(proof.backend().lastRequest().target()).isEqualTo("//ws");
        for (String target : List.of("/b/ws", "/c/ws")) {
            RawHttp.get(port, target);
            assertThat(proof.backend().lastRequest().target()).isEqualTo("/ws");
        }
        assertThat(proof.lines("proxy_pass_double_slash")).containsExactly(6);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_pattern_wins_over_a_longer_prefix(String server) throws IOException {
        int port = proof.bad(server, "shadowed_prefix", """
                server {
                    listen 127.0.0.1:%{port};
                    location /api/ws { return 200 "prefix"; }
                    location ^~ /api/final { return 200 "prefix"; }
                    location ~ ^/(api|admin)/ { return 200 "pattern"; }
                }
                """);

        assertThat(RawHttp.get(port, "/api/ws").body()).isEqualTo("pattern");
        assertThat(RawHttp.get(port, "/api/ws/1").body()).isEqualTo("pattern");
        assertThat(RawHttp.get(port, "/api/final").body()).isEqualTo("prefix");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_return_in_the_server_hides_its_locations(String server) throws IOException {
        int port = proof.bad(server, "unreachable_location", """
                server {
                    listen 127.0.0.1:%{port};
                    location /.well-known/acme-challenge/ { return 200 "challenge"; }
                    return 301 https://$host$request_uri;
                }
                """);

        assertThat(RawHttp.get(port, "/.well-known/acme-challenge/x").status()).isEqualTo(301);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_pattern_hides_a_later_one(String server) throws IOException {
        int port = proof.bad(server, "unreachable_location", """
                server {
                    listen 127.0.0.1:%{port};
                    location ~* \\.(css|png)$ { return 200 "first"; }
                    location ~* \\.png$ { return 200 "second"; }
                    location ~ ^/ { return 200 "all"; }
                    location ~ ^/ws/ { return 200 "last"; }
                }
                """);

        assertThat(RawHttp.get(port, "/a.png").body()).isEqualTo("first");
        assertThat(RawHttp.get(port, "/ws/1").body()).isEqualTo("all");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_final_root_hides_all_patterns(String server) throws IOException {
        int port = proof.bad(server, "unreachable_location", """
                server {
                    listen 127.0.0.1:%{port};
                    location ^~ / { return 200 "root"; }
                    location ~ ^/ws/ { return 200 "pattern"; }
                }
                """);

        assertThat(RawHttp.get(port, "/ws/1").body()).isEqualTo("root");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_name_without_a_resolver_gives_502(String server) throws IOException {
        int port = proof.bad(server, "proxy_pass_without_resolver", """
                server {
                    listen 127.0.0.1:%{port};
                    location /a { proxy_pass http://localhost:80$request_uri; }
                    location /b { set $backend http://localhost; proxy_pass $backend; }
                    location /c { proxy_pass http://%{backend}$request_uri; }
                    location /d { proxy_pass http://localhost:%{port:known}$request_uri; }
                    location /known { proxy_pass http://localhost:%{port:known}; }
                }
                server { listen 127.0.0.1:%{port:known}; location / { return 200; } }
                """);

        assertThat(RawHttp.get(port, "/a").status()).isEqualTo(502);
        assertThat(RawHttp.get(port, "/b").status()).isEqualTo(502);
        assertThat(RawHttp.get(port, "/c").status()).isEqualTo(200);
        assertThat(RawHttp.get(port, "/d").status()).isEqualTo(200);
        assertThat(proof.lines("proxy_pass_without_resolver")).containsExactly(6, 7);
    }
}
