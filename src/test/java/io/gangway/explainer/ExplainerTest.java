package io.gangway.explainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.Gangway;
import io.gangway.explain.ExplainException;
import io.gangway.explain.ExplainedRequest;
import io.gangway.explain.Explanation;
import io.gangway.explain.ExplanationStep;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each decision about a request is explained, with the line of the directive that made it. */
class ExplainerTest {
    private Site site;

    @BeforeEach
    void create() throws IOException {
        site = Site.create();
    }

    @AfterEach
    void delete() throws IOException {
        site.close();
    }

    private Explanation explain(String configuration, ExplainedRequest request) throws IOException {
        site.config(configuration);
        try (Gangway gangway = Gangway.builder().file(site.conf()).inspectOnly().read()) {
            return gangway.explain(request);
        }
    }

    private Explanation explain(String configuration, String url) throws IOException {
        return explain(configuration, ExplainedRequest.of(url));
    }

    /** {@code LINE TOPIC TEXT} of each step; the lines of the configuration begin with 4 in these tests. */
    private static List<String> steps(Explanation explanation) {
        return explanation.steps().stream()
                .map(step -> (step.position() == null ? "-" : step.position().line() - 3) + " "
                        + step.topic().text() + " " + step.text())
                .toList();
    }

    // ---- the server

    @Test
    void the_rule_that_chooses_the_server_is_named() throws IOException {
        String configuration = """
                server { listen 80; server_name first; return 200 first; }
                server { listen 80; server_name exact.test; return 200 exact; }
                server { listen 80; server_name *.test; return 200 head; }
                server { listen 80; server_name www.*; return 200 tail; }
                server { listen 80; server_name ~^(?<name>x+)$; return 200 $name; }
                """;

        assertThat(steps(explain(configuration, "http://exact.test/")))
                .contains("2 server server_name \"exact.test\": an exact name");
        assertThat(steps(explain(configuration, "http://a.b.test/")))
                .contains("3 server server_name \"*.test\": the longest name with a leading asterisk");
        assertThat(steps(explain(configuration, "http://www.org/")))
                .contains("4 server server_name \"www.*\": the longest name with a trailing asterisk");
        assertThat(steps(explain(configuration, "http://xx/")))
                .contains("5 server server_name \"~^(?<name>x+)$\": the first regular expression that matches");
        Explanation other = explain(configuration, "http://other/");
        assertThat(steps(other)).contains("1 server no server_name of 0.0.0.0:80 is \"other\": its default server");
        assertThat(other.server()).isEqualTo("first");
        assertThat(other.serverAt().line()).isEqualTo(4);
    }

    @Test
    void the_field_host_chooses_the_server() throws IOException {
        String configuration = """
                server { listen 80; server_name a; return 200; }
                server { listen 80; server_name b; return 200; }
                """;

        assertThat(explain(configuration, ExplainedRequest.of("http://a/").field("Host", "b"))
                        .server())
                .isEqualTo("b");
    }

    @Test
    void a_url_with_an_address_prefers_the_listen_of_that_address() throws IOException {
        String configuration = """
                server { listen 80; server_name any; return 200; }
                server { listen 127.0.0.9:80; server_name nine; return 200; }
                """;

        assertThat(explain(configuration, "http://127.0.0.9/").server()).isEqualTo("nine");
        assertThat(explain(configuration, "http://127.0.0.8/").server()).isEqualTo("any");
        assertThat(steps(explain(configuration, "http://name/")))
                .contains("- listen a client that connects to another address gets another listen: 127.0.0.9:80");
    }

    @Test
    void a_redirect_has_the_scheme_of_the_url() throws IOException {
        assertThat(explain("server { listen 80; return 302 /y; }", "http://a/x").responseField("Location"))
                .isEqualTo("http://a/y");
    }

    // ---- locations and rewrites

    @Test
    void the_locations_that_lost_are_named() throws IOException {
        Explanation explanation = explain("""
                server {
                    listen 80;
                    location / { return 200; }
                    location /images/ { return 200; }
                    location ~ \\.(gif)$ { return 200 $1; }
                    location ^~ /final/ { return 200; }
                }
                """, "http://a/images/x.gif");

        assertThat(steps(explanation))
                .containsSubsequence(
                        "3 location location /: a shorter prefix",
                        "4 location location /images/: the longest prefix of \"/images/x.gif\"",
                        "5 location location ~ \\.(gif)$: the first regular expression that matches, "
                                + "which comes before the prefix /images/");
        assertThat(explanation.location()).isEqualTo("~ \\.(gif)$");
        assertThat(explanation.locationAt().line()).isEqualTo(8);
    }

    @Test
    void rewrites_are_shown_with_their_captures() throws IOException {
        Explanation explanation = explain("""
                server {
                    listen 80;
                    rewrite ^/none$ /x;
                    rewrite ^/old/(\\d+)/(.*)$ /new/$2?id=$1 last;
                    location /new { set $kind "v$arg_id"; if ($kind = v7) { return 404; } return 200; }
                }
                """, "http://a/old/7/x?y=1");

        assertThat(steps(explanation))
                .containsSubsequence(
                        "3 rewrite rewrite: \"^/none$\" does not match \"/old/7/x\"",
                        "4 rewrite rewrite: \"^/old/(\\d+)/(.*)$\" matches \"/old/7/x\", with $1 = \"7\", $2 = \"x\"",
                        "4 rewrite rewrite: the URI becomes \"/new/x?id=7&y=1\"; last: a location is searched again",
                        "5 rewrite set: $kind = \"v7\"",
                        "5 rewrite if: ($kind = v7) is true",
                        "5 rewrite return: responds with 404");
        assertThat(explanation.uri()).isEqualTo("/new/x");
        assertThat(explanation.args()).isEqualTo("id=7&y=1");
        assertThat(explanation.status()).isEqualTo(404);
    }

    @Test
    void a_url_that_loops_ends_with_nginxs_message() throws IOException {
        Explanation explanation = explain("""
                server {
                    listen 80;
                    location /a { rewrite ^ /b last; }
                    location /b { rewrite ^ /a last; }
                }
                """, "http://x/a");

        assertThat(explanation.status()).isEqualTo(500);
        assertThat(explanation.redirects()).isEqualTo(10);
        assertThat(explanation.problem()).isEqualTo("rewrite or internal redirection cycle while processing \"/b\"");
        assertThat(ExplanationText.lines(explanation, null, false))
                .anyMatch(line -> line.matches(" *… and \\d+ more steps, the same again"));
    }

    @Test
    void a_pattern_that_takes_too_many_steps_is_the_problem() throws IOException {
        Explanation explanation = explain("""
                server {
                    listen 80;
                    location ~ ^/(a+)+(?<!x)\\1$ { return 200; }
                }
                """, "http://x/" + "a".repeat(60) + "b");

        assertThat(explanation.status()).isEqualTo(500);
        assertThat(explanation.problem()).startsWith("pcre2_match() failed: -47 on ");
    }

    @Test
    void an_internal_location_is_not_for_clients() throws IOException {
        Explanation explanation =
                explain("server { listen 80; location /in { internal; return 200; } }", "http://a/in");

        assertThat(explanation.status()).isEqualTo(404);
        assertThat(steps(explanation))
                .contains(
                        "1 location internal: only internal redirects may use this location, so this request gets 404");
    }

    @Test
    void a_closed_connection_has_status_444() throws IOException {
        Explanation explanation = explain("server { listen 80; return 444; }", "http://a/");

        assertThat(explanation.status()).isEqualTo(444);
        assertThat(explanation.responseFields()).isEmpty();
        assertThat(ExplanationText.lines(explanation, null, false)).contains("    none: the connection is closed");
    }

    // ---- access and limits

    @Test
    void the_access_rule_that_fits_is_named() throws IOException {
        String configuration = """
                server {
                    listen 80;
                    allow 10.0.0.0/8;
                    deny all;
                    location / { return 200; }
                    location /x { root html; }
                }
                """;

        Explanation denied = explain(configuration, "http://a/x");
        assertThat(denied.status()).isEqualTo(403);
        assertThat(steps(denied)).contains("4 access deny all: is the first rule that fits 127.0.0.1");
        assertThat(steps(
                        explain(configuration, ExplainedRequest.of("http://a/x").client("10.1.2.3"))))
                .contains("3 access allow 10.0.0.0/8: is the first rule that fits 10.1.2.3");
    }

    @Test
    void a_password_is_checked() throws IOException {
        site.file("users", "me:{PLAIN}secret\n");
        String configuration = """
                server {
                    listen 80;
                    auth_basic "inner room";
                    auth_basic_user_file users;
                    location / { empty_gif; }
                }
                """;

        Explanation without = explain(configuration, "http://a/");
        assertThat(without.status()).isEqualTo(401);
        assertThat(without.responseField("WWW-Authenticate")).isEqualTo("Basic realm=\"inner room\"");
        assertThat(explain(configuration, user("me:wrong")).status()).isEqualTo(401);
        Explanation right = explain(configuration, user("me:secret"));
        assertThat(right.status()).isEqualTo(200);
        assertThat(steps(right)).contains("3 access auth_basic: the password is right");
    }

    private static ExplainedRequest user(String credentials) {
        String code = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return ExplainedRequest.of("http://a/").field("Authorization", "Basic " + code);
    }

    @Test
    void a_subrequest_that_reaches_a_backend_is_assumed_to_allow() throws IOException {
        String configuration = """
                server {
                    listen 80;
                    location / { auth_request /auth; auth_request_set $who $upstream_http_user; empty_gif; }
                    location = /auth { proxy_pass http://127.0.0.1:9; }
                }
                """;

        Explanation explanation = explain(configuration, "http://a/");

        assertThat(explanation.status()).isEqualTo(200);
        assertThat(explanation.upstream()).isNull();
        assertThat(explanation.assumptions())
                .containsExactly("the backend of the subrequest /auth responds with 200 and Content-Type: text/html");
        assertThat(explanation.steps()).extracting(ExplanationStep::depth).contains(1);
        assertThat(steps(explanation)).contains("3 subrequest auth_request: the subrequest ends with 200");
        Explanation refused =
                explain(configuration.replace("proxy_pass http://127.0.0.1:9", "return 403"), "http://a/");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.assumptions()).isEmpty();
    }

    @Test
    void satisfy_any_is_explained() throws IOException {
        Explanation explanation = explain("""
                server {
                    listen 80;
                    satisfy any;
                    deny all;
                    auth_request /auth;
                    location / { empty_gif; }
                    location = /auth { return 204; }
                }
                """, "http://a/");

        assertThat(explanation.status()).isEqualTo(200);
        assertThat(steps(explanation))
                .containsSubsequence(
                        "3 access satisfy any: another rule may still allow the request",
                        "3 access satisfy any: one rule has allowed the request, the others are skipped");
    }

    @Test
    void other_methods_get_the_rules_of_limit_except() throws IOException {
        String configuration = "server { listen 80; location / { empty_gif; limit_except GET { deny all; } } }";

        assertThat(explain(configuration, "http://a/").status()).isEqualTo(200);
        Explanation post =
                explain(configuration, ExplainedRequest.of("http://a/").method("POST"));
        assertThat(post.status()).isEqualTo(403);
        assertThat(steps(post)).contains("1 location limit_except GET: its rules apply to POST");
    }

    @Test
    void limits_are_described() throws IOException {
        Explanation explanation = explain("""
                limit_req_zone $remote_addr zone=req:1m rate=2r/s;
                limit_conn_zone $server_name zone=conn:1m;
                server {
                    listen 80;
                    limit_req zone=req burst=5;
                    limit_conn conn 3;
                    location / { empty_gif; }
                }
                """, "http://a/");

        assertThat(explanation.status()).isEqualTo(200);
        assertThat(steps(explanation))
                .anyMatch(step ->
                        step.startsWith("5 limit limit_req zone \"req\" counts this request for its $remote_addr"));
        assertThat(explanation.assumptions()).contains("no limit of requests is reached");
    }

    @Test
    void a_body_that_is_too_large_is_refused() throws IOException {
        Explanation explanation = explain(
                "server { listen 80; client_max_body_size 1k; location / { proxy_pass http://127.0.0.1:9; } }",
                ExplainedRequest.of("http://a/").method("POST").field("Content-Length", "2000"));

        assertThat(explanation.status()).isEqualTo(413);
        assertThat(steps(explanation)).contains("1 limit client_max_body_size is 1024 bytes");
    }

    @Test
    void the_address_of_a_client_behind_a_proxy_is_taken_from_its_field() throws IOException {
        String configuration = """
                server {
                    listen 80;
                    set_real_ip_from 10.0.0.0/8;
                    real_ip_header X-Forwarded-For;
                    allow 192.0.2.7;
                    deny all;
                    location / { empty_gif; }
                }
                """;
        ExplainedRequest request = ExplainedRequest.of("http://a/").field("X-Forwarded-For", "192.0.2.7");

        Explanation explanation = explain(configuration, request.client("10.0.0.1"));
        assertThat(explanation.status()).isEqualTo(200);
        assertThat(steps(explanation)).contains("3 client the client is 192.0.2.7, from X-Forwarded-For");
        assertThat(explain(configuration, request.client("127.0.0.1")).status()).isEqualTo(403);
    }

    @Test
    void checks_of_links_and_referers_are_explained() throws IOException {
        Explanation explanation =
                explain("""
                server {
                    listen 80;
                    location / {
                        valid_referers server_names good.test;
                        if ($invalid_referer) { return 403; }
                        secure_link $arg_md5,$arg_expires;
                        secure_link_md5 "secret$uri";
                        if ($secure_link = "") { return 410; }
                        empty_gif;
                    }
                }
                """, ExplainedRequest.of("http://a/?md5=x&expires=1").field("Referer", "http://good.test/"));

        assertThat(explanation.status()).isEqualTo(410);
        assertThat(steps(explanation))
                .containsSubsequence(
                        "4 access the Referer \"http://good.test/\" is valid",
                        "6 access secure_link: the link is wrong");
    }

    @Test
    void a_request_that_would_change_files_changes_none() throws IOException {
        site.file("html/a.txt", "a");
        String configuration = "server {\n listen 80;\n root html;\n dav_methods PUT DELETE;\n}";

        Explanation explanation =
                explain(configuration, ExplainedRequest.of("http://a/a.txt").method("DELETE"));
        assertThat(explanation.status()).isEqualTo(204);
        assertThat(steps(explanation))
                .anyMatch(step -> step.matches("4 file dav_methods: DELETE of \".*/html/a.txt\" on the disk"));
        assertThat(site.dir().resolve("html/a.txt")).hasContent("a");
        assertThat(explain(configuration, ExplainedRequest.of("http://a/x/").method("PUT"))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void values_of_map_and_geo_are_shown() throws IOException {
        Explanation explanation = explain("""
                map $http_upgrade $close { default upgrade; '' close; }
                geo $where { default outside; 127.0.0.0/8 inside; }
                server { listen 80; return 200 "$close $where"; }
                """, "http://a/");

        assertThat(steps(explanation))
                .contains(
                        "1 variable $close = \"close\", mapped from $http_upgrade = \"\"",
                        "2 variable $where = \"inside\", by the address of the client");
    }

    // ---- files

    @Test
    void files_are_looked_for_as_the_server_does() throws IOException {
        site.file("html/index.html", "hello").file("html/sub/page.html", "page");
        String configuration = """
                server {
                    listen 80;
                    root html;
                    index none.html index.html;
                    location / { try_files $uri $uri/ /sub/page.html; }
                    location /alias/ { alias html/sub/; }
                }
                """;

        Explanation index = explain(configuration, "http://a/");
        assertThat(index.file()).endsWith("/html/index.html");
        assertThat(index.uri()).isEqualTo("/index.html");
        assertThat(index.responseField("Content-Length")).isEqualTo("5");
        assertThat(steps(index))
                .anyMatch(step -> step.matches("5 file try_files: \".*/html/\" exists"))
                .anyMatch(step -> step.matches("4 file index: \".*/html/none.html\" does not exist"))
                .anyMatch(step -> step.matches("4 file index: \".*/html/index.html\" exists"))
                .anyMatch(step -> step.matches("3 file sends the file \".*/html/index.html\", 5 bytes"));
        assertThat(explain(configuration, "http://a/nothing").file()).endsWith("/html/sub/page.html");
        assertThat(explain(configuration, "http://a/alias/page.html").file()).endsWith("/html/sub/page.html");
        Explanation directory = explain(configuration, "http://a/alias");
        assertThat(directory.status()).isEqualTo(200);
    }

    @Test
    void conditions_and_ranges_have_their_status() throws IOException {
        site.file("html/x", "0123456789");
        String configuration = "server { listen 80; root html; }";

        assertThat(explain(configuration, ExplainedRequest.of("http://a/x").field("Range", "bytes=1-3"))
                        .status())
                .isEqualTo(206);
        assertThat(explain(
                                configuration,
                                ExplainedRequest.of("http://a/x")
                                        .field("If-Modified-Since", "Thu, 15 Jan 2026 10:20:30 GMT"))
                        .status())
                .isEqualTo(304);
        assertThat(explain(configuration, ExplainedRequest.of("http://a/x").method("HEAD"))
                        .responseField("Content-Length"))
                .isEqualTo("10");
    }

    @Test
    void error_pages_that_apply_and_that_would_apply_are_named() throws IOException {
        site.file("html/404.html", "none");
        String configuration = """
                server {
                    listen 80;
                    root html;
                    error_page 404 /404.html;
                    error_page 500 502 504 @sorry;
                    location /app { proxy_pass http://127.0.0.1:9; }
                    location @sorry { return 200 sorry; }
                }
                """;

        Explanation missing = explain(configuration, "http://a/x");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.file()).endsWith("/html/404.html");
        assertThat(steps(missing)).contains("4 error error_page catches 404: \"/404.html\"");
        Explanation proxied = explain(configuration, "http://a/app");
        assertThat(proxied.errorPages()).containsExactly(502, 504);
        assertThat(steps(proxied)).contains("5 error error_page would catch 502, 504 when no backend responds");
        assertThat(explain(configuration.replace("root html;", "root html; proxy_intercept_errors on;"), "http://a/app")
                        .errorPages())
                .containsExactly(404, 500, 502, 504);
    }

    // ---- backends

    @Test
    void a_request_to_a_backend_is_explained_without_asking_it() throws IOException {
        Explanation explanation = explain(
                """
                upstream backend { least_conn; server 127.0.0.1:9 weight=3; server 127.0.0.2:9 backup; server 127.0.0.3:9 down; }
                server {
                    listen 80;
                    location /chat {
                        proxy_pass http://backend/ws;
                        proxy_set_header X-Real-IP $remote_addr;
                        proxy_set_header Empty "";
                        proxy_read_timeout 1h;
                        add_header X-Way explained;
                        expires 1h;
                        proxy_hide_header X-Powered-By;
                    }
                }
                """,
                ExplainedRequest.of("http://a/chat/x?y=1")
                        .field("Cookie", "a=b")
                        .client("192.0.2.7"));

        assertThat(explanation.requestHead())
                .isEqualTo("GET /ws/x?y=1 HTTP/1.1\r\nX-Real-IP: 192.0.2.7\r\nHost: backend\r\nCookie: a=b\r\n\r\n");
        assertThat(explanation.upstreamUri()).isEqualTo("/ws/x?y=1");
        assertThat(explanation.upstream()).isEqualTo("backend");
        assertThat(explanation.peers()).containsExactly("127.0.0.1:9", "127.0.0.3:9", "127.0.0.2:9");
        assertThat(explanation.responseField("X-Way")).isEqualTo("explained");
        assertThat(explanation.isAssumed()).isTrue();
        assertThat(steps(explanation))
                .contains(
                        "- proxy the URI of proxy_pass \"/ws\" replaces \"/chat\"",
                        "6 proxy sets X-Real-IP: 192.0.2.7",
                        "7 proxy Empty is empty: it is not sent",
                        "8 proxy at most 1 h between two reads from the backend (proxy_read_timeout)",
                        "1 upstream \"backend\": one of 3 peers, by least_conn: the one with the fewest requests",
                        "1 upstream 127.0.0.1:9, weight 3",
                        "1 upstream 127.0.0.3:9, down: never used",
                        "1 upstream 127.0.0.2:9, backup: only when no other peer is usable",
                        "9 response adds X-Way: explained",
                        "11 response proxy_hide_header X-Powered-By applies to the backend's response");
    }

    @Test
    void the_session_of_a_request_names_its_peer() throws IOException {
        String configuration = """
                upstream app { server 127.0.0.1:9 route=a; server 127.0.0.2:9 route=b drain; sticky cookie srv; }
                server { listen 80; location / { proxy_pass http://app; } }
                """;

        assertThat(steps(explain(configuration, ExplainedRequest.of("http://a/").field("Cookie", "srv=b"))))
                .contains(
                        "1 upstream sticky: its session belongs to 127.0.0.2:9",
                        "1 upstream 127.0.0.2:9, draining: only requests of its sessions");
        assertThat(steps(explain(configuration, ExplainedRequest.of("http://a/").field("Cookie", "srv=x"))))
                .contains("1 upstream sticky: no server has the id \"x\" of its session");
        assertThat(steps(explain(configuration, "http://a/")))
                .contains("1 upstream sticky: the request belongs to no session");
    }

    @Test
    void a_name_with_variables_would_be_resolved_at_run_time() throws IOException {
        String configuration = """
                server {
                    listen 80;
                    resolver 127.0.0.1;
                    location / { proxy_pass http://$arg_to:8000; }
                    location /in { internal; return 200; }
                }
                """;

        Explanation explanation = explain(configuration, "http://a/x?to=app.test");
        assertThat(explanation.upstream()).isEqualTo("app.test:8000");
        assertThat(explanation.peers()).isEmpty();
        assertThat(steps(explanation)).contains("3 upstream \"app.test\" would be resolved at run time");
        Explanation unresolvable = explain(configuration.replace("resolver 127.0.0.1;", ""), "http://a/x?to=app.test");
        assertThat(unresolvable.status()).isEqualTo(502);
        assertThat(steps(unresolvable)).contains("- log [error] no resolver defined to resolve app.test");
        assertThat(unresolvable.problem()).isEqualTo("no resolver defined to resolve app.test");
        assertThat(explain(configuration, "http://a/x?to=127.0.0.1").peers()).containsExactly("127.0.0.1:8000");
    }

    @Test
    void names_of_backends_are_not_resolved() throws IOException {
        Explanation explanation = explain("""
                upstream group { server one.invalid:80; }
                server {
                    listen 80;
                    location / { proxy_pass http://group; }
                    location /direct { proxy_pass http://two.invalid; }
                }
                """, "http://a/direct");

        assertThat(explanation.upstream()).isEqualTo("two.invalid");
        assertThat(explanation.peers()).containsExactly("two.invalid:80");
    }

    @Test
    void a_body_is_described_by_its_length() throws IOException {
        String configuration = "server { listen 80; location / { proxy_pass http://127.0.0.1:9; } }";
        ExplainedRequest post = ExplainedRequest.of("http://a/").method("POST");

        assertThat(explain(configuration, post.field("Content-Length", "7")).requestHead())
                .contains("\r\nContent-Length: 7\r\n");
        assertThat(explain(configuration, post).requestHead()).doesNotContain("Content-Length");
    }

    @Test
    void responses_of_the_running_server_are_assumed() throws IOException {
        String configuration = """
                server {
                    listen 80;
                    location /metrics { gangway_metrics; }
                    location /ready { gangway_ready; }
                    location /status { stub_status; }
                    location /admin { gangway_admin write=on token=secret0123456789; }
                    location /console/ { gangway_console; }
                    location /api { api write=on; }
                }
                """;

        Explanation metrics = explain(configuration, "http://a/metrics");
        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.assumptions()).containsExactly("gangway_metrics responds with 200");
        assertThat(steps(metrics)).contains("3 response gangway_metrics responds");
        assertThat(explain(configuration, "http://a/ready").status()).isEqualTo(200);
        assertThat(explain(configuration, "http://a/status").status()).isEqualTo(200);
        for (String path : List.of("/admin/tunnels", "/console/api/tunnels", "/api/9/nginx")) {
            Explanation api = explain(configuration, "http://localhost" + path);
            assertThat(api.status()).as(path).isEqualTo(200);
            assertThat(api.assumptions()).as(path).hasSize(1);
        }
        assertThat(explain(
                                configuration,
                                ExplainedRequest.of("http://localhost/api/9/x").method("DELETE"))
                        .assumptions())
                .containsExactly("api responds with 200");
        assertThat(explain(
                                configuration,
                                ExplainedRequest.of("http://localhost/admin/tunnels/1")
                                        .method("DELETE"))
                        .status())
                .isEqualTo(401);
        assertThat(explain(
                                configuration,
                                ExplainedRequest.of("http://a/metrics").method("POST"))
                        .status())
                .isEqualTo(405);
    }

    // ---- upgrades

    @Test
    void an_upgrade_is_explained_with_its_rules() throws IOException {
        String configuration = """
                server {
                    listen 80;
                    location / {
                        proxy_pass http://127.0.0.1:9;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection upgrade;
                        websocket_origins https://good.test;
                        websocket_ping_interval 30s;
                        websocket_max_message_size 64k;
                        websocket_compression client;
                    }
                }
                """;

        Explanation explanation =
                explain(configuration, ExplainedRequest.of("ws://a/").field("Origin", "https://good.test"));
        assertThat(explanation.status()).isEqualTo(101);
        assertThat(explanation.requestHead()).contains("\r\nUpgrade: websocket\r\n");
        assertThat(steps(explanation))
                .contains(
                        "7 websocket the origin \"https://good.test\" is allowed",
                        "10 websocket a bridge: frames and extensions of each side are their own (websocket_compression)",
                        "9 websocket a message has at most 65536 bytes (websocket_max_message_size)")
                .anyMatch(step -> step.startsWith("8 websocket each side is pinged after 30 s"));
        Explanation refused = explain(configuration, "ws://a/");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(steps(refused)).contains("- log [error] upgrade forbidden: no origin is not allowed here");
    }

    @Test
    void an_upgrade_that_is_not_passed_on_is_noticed() throws IOException {
        Explanation explanation =
                explain("server { listen 80; location / { proxy_pass http://127.0.0.1:9; } }", "ws://a/");

        assertThat(explanation.status()).isEqualTo(200);
        assertThat(steps(explanation)).anyMatch(step -> step.contains("Upgrade is not passed on"));
    }

    // ---- the response

    @Test
    void fields_that_filters_add_are_shown() throws IOException {
        site.file("html/x.html", "x".repeat(100));
        Explanation explanation =
                explain("""
                server {
                    listen 80;
                    root html;
                    charset utf-8;
                    gzip on;
                    gzip_vary on;
                    add_header X-One 1;
                    add_header X-Two "" always;
                    expires max;
                }
                """, ExplainedRequest.of("http://a/x.html").field("Accept-Encoding", "gzip"));

        assertThat(explanation.responseField("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(explanation.responseField("Content-Encoding")).isEqualTo("gzip");
        assertThat(explanation.responseField("Vary")).isEqualTo("Accept-Encoding");
        assertThat(steps(explanation))
                .contains(
                        "4 response charset adds \"charset=utf-8\" to Content-Type",
                        "5 response gzip compresses the body",
                        "7 response adds X-One: 1",
                        "8 response X-Two is empty: it is not added")
                .anyMatch(step -> step.startsWith("9 response expires adds Expires: Thu, 31 Dec 2037"));
    }

    @Test
    void a_page_that_includes_others_is_explained() throws IOException {
        site.file("html/x.html", "<!--# include virtual=\"/y.html\" -->").file("html/y.html", "y");
        Explanation explanation = explain("""
                server {
                    listen 80;
                    root html;
                    location / { ssi on; add_before_body /y.html; sub_filter a b; limit_rate 1k; }
                }
                """, "http://a/x.html");

        assertThat(explanation.status()).isEqualTo(200);
    }

    // ---- bad input

    @Test
    void a_broken_request_gets_a_clear_error() throws IOException {
        String configuration = "server { listen 80; return 200; }";

        refused(configuration, "ftp://a/", "unknown scheme \"ftp\" in \"ftp://a/\" (expected: http, https, ws or wss)");
        refused(configuration, "http://", "invalid URL \"http://\": invalid host \"\"");
        refused(
                configuration,
                "a.test/x",
                "invalid URL \"a.test/x\": a URL begins with a scheme, such as http://, "
                        + "or it is a path that begins with a slash");
        refused(configuration, "http://a:0/", "invalid URL \"http://a:0/\": invalid port \"0\"");
        refused(
                configuration,
                "http://a/ b",
                "invalid URL \"http://a/ b\": it is empty or has a space or a control character");
        refused(configuration, "http://a:81/", "no server listens on port 81 of \"a\"; there is 0.0.0.0:80");
        refused(
                configuration,
                "https://a:80/",
                "\"listen 0.0.0.0:80\" has no TLS: a client that begins with TLS gets no response that it understands");
        assertThatThrownBy(() -> explain(configuration, ExplainedRequest.of("/").client("name")))
                .isInstanceOf(ExplainException.class)
                .hasMessage("invalid client address \"name\" (expected: a literal, such as 10.0.0.7 or ::1)");
        assertThatThrownBy(() -> explain(configuration, ExplainedRequest.of("/").field("A", "b\r\nC: d")))
                .isInstanceOf(ExplainException.class)
                .hasMessage("invalid header field \"A\"");
        assertThatThrownBy(() -> explain(configuration, ExplainedRequest.of("/").method("GET /x")))
                .isInstanceOf(ExplainException.class)
                .hasMessage("invalid method \"GET /x\"");
    }

    private void refused(String configuration, String url, String message) {
        assertThatThrownBy(() -> explain(configuration, url))
                .isInstanceOf(ExplainException.class)
                .hasMessage(message);
    }

    @Test
    void a_head_that_the_server_refuses_is_refused() throws IOException {
        Explanation explanation = explain(
                "server { listen 80; return 200; }", ExplainedRequest.of("/").field("X", "a".repeat(1 << 20)));

        assertThat(explanation.status()).isEqualTo(400);
        assertThat(explanation.problem()).startsWith("client sent too long header line");
        assertThat(explain("server { listen 80; return 200; }", "/%00").status())
                .isEqualTo(400);
    }

    @Test
    void control_characters_do_not_reach_the_terminal() throws IOException {
        Explanation explanation = explain("server { listen 80; root html; }", "http://a/%1b%5d0;x%07");

        assertThat(String.join("\n", ExplanationText.lines(explanation, null, false)))
                .doesNotContain("\u001b", "\u0007")
                .contains("·]0;x·");
    }

    @Test
    void a_path_alone_goes_to_the_first_listen_of_the_file() throws IOException {
        Explanation explanation = explain("""
                server { listen unix:%{dir}/s; return 200 unix; }
                server { listen 80; return 200 tcp; }
                """, "/x");

        assertThat(explanation.status()).isEqualTo(200);
        assertThat(steps(explanation)).anyMatch(step -> step.contains("the first address of the file"));
        assertThat(explanation.request()).startsWith("GET /x HTTP/1.1\r\nHost: localhost\r\n");
    }
}
