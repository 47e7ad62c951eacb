package io.gangway.lint.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.lint.LintRules;
import io.gangway.lint.Linter;
import io.gangway.report.Finding;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.NginxCommand;
import io.gangway.testing.NginxServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The rules tell the truth: a configuration with a finding does what the rule says, in Gangway and in nginx, and one
 * without does not. nginx is that of the environment variable {@code NGINX}, else {@code nginx} on the path; without one
 * there is Gangway only, whose behaviour is that of nginx by its differential tests.
 */
class ClassicRulesTest {
    private static final Optional<NginxCommand> NGINX = NginxCommand.find();

    static final List<String> SERVERS = NGINX.isPresent() ? List.of("gangway", "nginx") : List.of("gangway");

    private final List<AutoCloseable> open = new ArrayList<>();
    private ScriptedUpstream backend;
    private Site site;

    @BeforeEach
    void startBackend() throws IOException {
        backend = opened(ScriptedUpstream.start(Script.body("backend")));
        site = opened(Site.create()).backend(backend);
        site.file("html/a.txt", "file").file("html/img/a.txt", "image").file("html/secret.txt", "secret");
    }

    @AfterEach
    void close() throws Exception {
        for (int at = open.size() - 1; at >= 0; at--) {
            open.get(at).close();
        }
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void alias_traversal(String server) throws IOException {
        int bad = bad(server, "alias_traversal", "location /img { alias %{dir}/html/img/; }");
        int good = good(server, "alias_traversal", "location /img/ { alias %{dir}/html/img/; }");

        assertThat(RawHttp.get(bad, "/img../secret.txt").body()).isEqualTo("secret");
        assertThat(RawHttp.get(good, "/img../secret.txt").status()).isEqualTo(404);
        assertThat(RawHttp.get(good, "/img/a.txt").body()).isEqualTo("image");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void alias_in_regex_location(String server) throws IOException {
        int bad = bad(server, "alias_in_regex_location", "location ~ ^/img/ { alias %{dir}/html/img/; }");
        int good = good(server, "alias_in_regex_location", "location ~ ^/img/(.*)$ { alias %{dir}/html/img/$1; }");

        assertThat(RawHttp.get(bad, "/img/a.txt").body()).doesNotContain("image");
        assertThat(RawHttp.get(good, "/img/a.txt").body()).isEqualTo("image");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void add_header_redefinition(String server) throws IOException {
        String outer = "root %{dir}/html; add_header X-Frame-Options DENY; ";
        int bad = bad(server, "add_header_redefinition", outer + "location / { add_header X-More more; }");
        int good = good(
                server,
                "add_header_redefinition",
                outer + "location / { add_header X-More more; add_header X-Frame-Options DENY; }");

        assertThat(RawHttp.get(bad, "/a.txt").field("X-Frame-Options")).isNull();
        assertThat(RawHttp.get(good, "/a.txt").field("X-Frame-Options")).isEqualTo("DENY");
    }

    /** Gangway writes a blank for a line end, see docs/differences.md. */
    @ParameterizedTest
    @FieldSource("SERVERS")
    void http_splitting(String server) throws IOException {
        int bad = bad(server, "http_splitting", """
                location / { return 301 https://example.com$uri; }
                location ~ ^/old/([^/]+)$ { return 302 /new/$1; }
                location /app/ { proxy_pass http://%{backend}; proxy_set_header X-Path $uri; }
                """);
        int good = good(server, "http_splitting", """
                location / { return 301 https://example.com$request_uri; }
                location ~ ^/old/([^/\\s]+)$ { return 302 /new/$1; }
                location /app/ { proxy_pass http://%{backend}; proxy_set_header X-Path $request_uri; }
                """);
        String added = server.equals("nginx") ? "1" : null;

        for (String target : List.of("/x%0d%0aX-Added:1", "/old/x%0d%0aX-Added:1")) {
            assertThat(RawHttp.get(bad, target).field("X-Added")).isEqualTo(added);
            assertThat(RawHttp.get(good, target).field("X-Added")).isNull();
        }
        RawHttp.get(bad, "/app/x%0d%0aX-Added:1");
        assertThat(backend.lastRequest().field("X-Added")).isEqualTo(added);
        RawHttp.get(good, "/app/x%0d%0aX-Added:1");
        assertThat(backend.lastRequest().field("X-Added")).isNull();
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void host_spoofing(String server) throws IOException {
        String servers = """
                server { listen 127.0.0.1:%%{port}; return 444; }
                server {
                    listen 127.0.0.1:%%{port};
                    server_name public.test;
                    location / { proxy_pass http://%%{backend}; proxy_set_header Host %s; }
                }
                """;
        String request = "GET http://public.test/ HTTP/1.1\r\nHost: internal.test\r\nConnection: close\r\n\r\n";

        RawHttp.send(bad(server, "host_spoofing", servers.formatted("$http_host")), request);
        assertThat(backend.lastRequest().field("Host")).isEqualTo("internal.test");
        RawHttp.send(good(server, "host_spoofing", servers.formatted("$host")), request);
        assertThat(backend.lastRequest().field("Host")).isEqualTo("public.test");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void ssrf(String server) throws IOException {
        int bad = bad(server, "ssrf", """
                location /fetch { proxy_pass http://$arg_host/; }
                location ~ ^/proxy/(.+)$ { proxy_pass http://$1; }
                """);

        assertThat(RawHttp.get(bad, "/fetch?host=" + backend.address()).body()).isEqualTo("backend");
        assertThat(RawHttp.get(bad, "/proxy/" + backend.address() + "/admin").body())
                .isEqualTo("backend");
        assertThat(backend.lastRequest().target()).isEqualTo("/admin");

        int good = good(server, "ssrf", "location ~ ^/proxy/(.+)$ { internal; proxy_pass http://$1; }");
        assertThat(RawHttp.get(good, "/proxy/" + backend.address()).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void if_is_evil(String server) throws IOException {
        int bad = bad(server, "if_is_evil", """
                root %{dir}/html;
                location / { try_files $uri /a.txt; if ($arg_x) { set $x 1; } }
                location /img/ {
                    if ($arg_x) { add_header X-First 1; }
                    if ($arg_y) { add_header X-Second 1; }
                }
                """);
        int good = good(server, "if_is_evil", """
                root %{dir}/html;
                location / { try_files $uri /a.txt; if ($arg_x = 2) { return 405; } }
                """);

        assertThat(RawHttp.get(bad, "/missing").body()).isEqualTo("file");
        assertThat(RawHttp.get(bad, "/missing?x=1").status()).isEqualTo(404);
        RawResponse both = RawHttp.get(bad, "/img/a.txt?x=1&y=1");
        assertThat(both.field("X-First")).isNull();
        assertThat(both.field("X-Second")).isEqualTo("1");
        assertThat(RawHttp.get(good, "/missing?x=1").body()).isEqualTo("file");
    }

    /** Gangway matches such patterns in linear time, see docs/differences.md. */
    @ParameterizedTest
    @FieldSource("SERVERS")
    void regex_redos(String server) throws IOException {
        int bad = bad(server, "regex_redos", "location ~ ^/([a-z]+-?)+$ { return 200; }");
        int good = good(server, "regex_redos", "location ~ ^/([a-z]+-)*[a-z]+$ { return 200; }");
        String target = "/" + "a".repeat(40) + "!";

        assertThat(RawHttp.get(bad, target).status()).isEqualTo(server.equals("nginx") ? 500 : 404);
        assertThat(RawHttp.get(good, target).status()).isEqualTo(404);
        assertThat(RawHttp.get(good, "/a-bc").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void unanchored_regex(String server) throws IOException {
        int bad = bad(server, "unanchored_regex", "location ~ \\.js { return 201; } location / { return 202; }");
        int good = good(server, "unanchored_regex", "location ~ \\.js$ { return 201; } location / { return 202; }");

        assertThat(RawHttp.get(bad, "/api/a.json").status()).isEqualTo(201);
        assertThat(RawHttp.get(good, "/api/a.json").status()).isEqualTo(202);
        assertThat(RawHttp.get(good, "/a.js").status()).isEqualTo(201);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void return_bypasses_allow_deny(String server) throws IOException {
        int bad = bad(server, "return_bypasses_allow_deny", "location / { deny all; return 200 secret; }");
        int good = good(server, "return_bypasses_allow_deny", "location / { deny all; root %{dir}/html; }");

        assertThat(RawHttp.get(bad, "/secret.txt").body()).isEqualTo("secret");
        assertThat(RawHttp.get(good, "/secret.txt").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void proxy_pass_normalized(String server) throws IOException {
        RawHttp.get(
                bad(server, "proxy_pass_normalized", "location ~ ^/api/(.*)$ { proxy_pass http://%{backend}/$1; }"),
                "/api/a%3Fb?x=1");
        assertThat(backend.lastRequest().target()).isEqualTo("/a?b");

        RawHttp.get(
                good(
                        server,
                        "proxy_pass_normalized",
                        "location /api/ { rewrite ^/api/(.*)$ /$1 break; proxy_pass http://%{backend}; }"),
                "/api/a%3Fb?x=1");
        assertThat(backend.lastRequest().target()).isEqualTo("/a%3Fb?x=1");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void proxy_pass_missing_slash(String server) throws IOException {
        RawHttp.get(
                bad(server, "proxy_pass_missing_slash", "location /api/ { proxy_pass http://%{backend}/v1; }"),
                "/api/users");
        assertThat(backend.lastRequest().target()).isEqualTo("/v1users");

        RawHttp.get(
                good(server, "proxy_pass_missing_slash", "location /api/ { proxy_pass http://%{backend}/v1/; }"),
                "/api/users");
        assertThat(backend.lastRequest().target()).isEqualTo("/v1/users");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void status_page_exposed(String server) throws IOException {
        String listen = "server { listen *:%{port}; location / { stub_status; DENY } }";
        int bad = bad(server, "status_page_exposed", listen.replace("DENY", ""));
        int good = good(server, "status_page_exposed", listen.replace("DENY", "allow 10.0.0.1; deny all;"));

        assertThat(RawHttp.get(bad, "/").body()).startsWith("Active connections: ");
        assertThat(RawHttp.get(good, "/").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void hash_without_default(String server) throws IOException {
        String map = "map $arg_site $site { one %{backend}; DEFAULT } "
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://$site; } }";
        int bad = bad(server, "hash_without_default", map.replace("DEFAULT", ""));
        int good = good(server, "hash_without_default", map.replace("DEFAULT", "default %{backend};"));

        assertThat(RawHttp.get(bad, "/?site=one").status()).isEqualTo(200);
        assertThat(RawHttp.get(bad, "/?site=two").status()).isEqualTo(500);
        assertThat(RawHttp.get(good, "/?site=two").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void allow_without_deny(String server) throws IOException {
        String root = "root %{dir}/html; deny all; ";
        int bad = bad(server, "allow_without_deny", root + "location / { allow 10.0.0.0/8; }");
        int good = good(server, "allow_without_deny", root + "location / { allow 10.0.0.0/8; deny all; }");

        assertThat(RawHttp.get(bad, "/a.txt").status()).isEqualTo(200);
        assertThat(RawHttp.get(good, "/a.txt").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void unreachable_access_rule(String server) throws IOException {
        String root = "root %{dir}/html; ";
        int bad = bad(server, "unreachable_access_rule", root + "location / { deny all; allow 127.0.0.1; }");
        int good = good(server, "unreachable_access_rule", root + "location / { allow 127.0.0.1; deny all; }");

        assertThat(RawHttp.get(bad, "/a.txt").status()).isEqualTo(403);
        assertThat(RawHttp.get(good, "/a.txt").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void valid_referers(String server) throws IOException {
        String root = "root %{dir}/html; valid_referers none friend.test; ";
        int bad = bad(server, "valid_referers", root);
        int good = good(server, "valid_referers", root + "if ($invalid_referer) { return 403; }");

        assertThat(RawHttp.get(bad, "/a.txt", "Referer: http://foe.test/").status())
                .isEqualTo(200);
        assertThat(RawHttp.get(good, "/a.txt", "Referer: http://foe.test/").status())
                .isEqualTo(403);
        assertThat(RawHttp.get(good, "/a.txt", "Referer: http://friend.test/").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void overlapping_captures(String server) throws IOException {
        int bad = bad(server, "overlapping_captures", """
                location ~ ^/files/(.*)$ { if ($http_user_agent ~ bot) { return 403; } alias %{dir}/html/$1; }
                """);
        int good = good(server, "overlapping_captures", """
                location ~ ^/files/(?<file>.*)$ { if ($http_user_agent ~ bot) { return 403; } alias %{dir}/html/$file; }
                """);

        assertThat(RawHttp.get(bad, "/files/a.txt", "User-Agent: a").body()).doesNotContain("file");
        assertThat(RawHttp.get(good, "/files/a.txt", "User-Agent: a").body()).isEqualTo("file");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void default_server(String server) throws IOException {
        String first = "server { listen 127.0.0.1:%{port}; server_name a.test; return 201; } ";
        int bad = bad(
                server,
                "default_server",
                "events { }\nhttp { " + first
                        + "server { listen 127.0.0.1:%{port}; server_name b.test; return 202; } }");
        int good = good(
                server,
                "default_server",
                "events { }\nhttp { " + first + "server { listen 127.0.0.1:%{port} default_server; return 404; } }");

        assertThat(RawHttp.get(bad, "/").status()).isEqualTo(201);
        assertThat(RawHttp.get(good, "/").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void origins(String server) throws IOException {
        String map = "map $http_origin $allowed { default ''; \"%s\" $http_origin; } server { "
                + "listen 127.0.0.1:%%{port}; root %%{dir}/html; add_header Access-Control-Allow-Origin $allowed; }";
        int bad = bad(server, "origins", map.formatted("~^https://www\\\\.friend\\\\.test"));
        int good = good(server, "origins", map.formatted("~^https://www\\\\.friend\\\\.test$"));
        String foe = "https://www.friend.test.foe.test";

        assertThat(RawHttp.get(bad, "/a.txt", "Origin: " + foe).field("Access-Control-Allow-Origin"))
                .isEqualTo(foe);
        assertThat(RawHttp.get(good, "/a.txt", "Origin: " + foe).field("Access-Control-Allow-Origin"))
                .isNull();
        assertThat(RawHttp.get(good, "/a.txt", "Origin: https://www.friend.test")
                        .field("Access-Control-Allow-Origin"))
                .isEqualTo("https://www.friend.test");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void cors_credentials(String server) throws IOException {
        String map = "map $http_origin $allowed { default ''; https://friend.test $http_origin; } server { "
                + "listen 127.0.0.1:%%{port}; root %%{dir}/html; add_header Access-Control-Allow-Origin %s; "
                + "add_header Access-Control-Allow-Credentials true; }";
        int bad = bad(server, "cors_credentials", map.formatted("$http_origin"));
        int good = good(server, "cors_credentials", map.formatted("$allowed"));

        RawResponse response = RawHttp.get(bad, "/a.txt", "Origin: https://foe.test");
        assertThat(response.field("Access-Control-Allow-Origin")).isEqualTo("https://foe.test");
        assertThat(response.field("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(RawHttp.get(good, "/a.txt", "Origin: https://foe.test").field("Access-Control-Allow-Origin"))
                .isNull();
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void undefined_capture(String server) throws IOException {
        String pass = " location / { proxy_pass http://%{backend}; }";
        RawHttp.get(bad(server, "undefined_capture", "rewrite ^/u/(\\w+)/\\w+$ /v/$1/$2;" + pass), "/u/a/b");
        assertThat(backend.lastRequest().target()).isEqualTo("/v/a/");

        RawHttp.get(good(server, "undefined_capture", "rewrite ^/u/(\\w+)/(\\w+)$ /v/$1/$2;" + pass), "/u/a/b");
        assertThat(backend.lastRequest().target()).isEqualTo("/v/a/b");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void error_log_off(String server) throws IOException {
        good(server, "error_log_off", "error_log /dev/null crit;");
        assertThat(site.dir().resolve("off")).doesNotExist();

        bad(server, "error_log_off", "error_log off;");
        assertThat(site.dir().resolve("off")).exists();
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void limit_key_spoofing(String server) throws IOException {
        String zone = "limit_req_zone %s zone=z:64k rate=1r/m; "
                + "server { listen 127.0.0.1:%%{port}; root %%{dir}/html; limit_req zone=z; }";
        int bad = bad(server, "limit_key_spoofing", zone.formatted("$http_x_forwarded_for"));
        int good = good(server, "limit_key_spoofing", zone.formatted("$binary_remote_addr"));

        assertThat(RawHttp.get(bad, "/a.txt", "X-Forwarded-For: 1").status()).isEqualTo(200);
        assertThat(RawHttp.get(bad, "/a.txt", "X-Forwarded-For: 2").status()).isEqualTo(200);
        assertThat(RawHttp.get(good, "/a.txt", "X-Forwarded-For: 1").status()).isEqualTo(200);
        assertThat(RawHttp.get(good, "/a.txt", "X-Forwarded-For: 2").status()).isEqualTo(503);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void realip_trusts_all(String server) throws IOException {
        String rules = " real_ip_header X-Forwarded-For; root %{dir}/html; allow 10.1.2.3; deny all;";
        int bad = bad(server, "realip_trusts_all", "set_real_ip_from 0.0.0.0/0;" + rules);
        int good = good(server, "realip_trusts_all", "set_real_ip_from 10.0.0.0/8;" + rules);

        assertThat(RawHttp.get(bad, "/a.txt", "X-Forwarded-For: 10.1.2.3").status())
                .isEqualTo(200);
        assertThat(RawHttp.get(good, "/a.txt", "X-Forwarded-For: 10.1.2.3").status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void server_name_never_matches(String server) throws IOException {
        String servers = "server { listen 127.0.0.1:%%{port} default_server; return 404; } "
                + "server { listen 127.0.0.1:%%{port}; server_name %s; return 200; }";
        String request = "GET / HTTP/1.1\r\nHost: www.test:8080\r\nConnection: close\r\n\r\n";

        int bad = bad(server, "server_name_never_matches", servers.formatted("www.test:8080"));
        assertThat(RawHttp.send(bad, request).status()).isEqualTo(404);
        int good = good(server, "server_name_never_matches", servers.formatted("www.test"));
        assertThat(RawHttp.send(good, request).status()).isEqualTo(200);
    }

    /** Serves a configuration in which the rule has a finding; without a {@code server} it is put into one. */
    private int bad(String server, String rule, String conf) throws IOException {
        Site here = configured(conf);
        assertThat(found(here, rule)).isNotEmpty();
        return start(server, here);
    }

    /** Serves a configuration in which the rule has none. */
    private int good(String server, String rule, String conf) throws IOException {
        Site here = configured(conf);
        assertThat(found(here, rule)).isEmpty();
        return start(server, here);
    }

    private Site configured(String conf) throws IOException {
        boolean whole = conf.contains("server {");
        return opened(site.twin()).config(whole ? conf : "server { listen 127.0.0.1:%{port};\n" + conf + "\n}");
    }

    private static List<Finding> found(Site site, String rule) {
        return new Linter(List.of(LintRules.find(rule).orElseThrow()))
                .lint(site.conf().toString())
                .findings();
    }

    private int start(String server, Site here) throws IOException {
        return opened(server.equals("nginx") ? NginxServer.start(NGINX.orElseThrow(), here) : GangwayServer.start(here))
                .port();
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }
}
