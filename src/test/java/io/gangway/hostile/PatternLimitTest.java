package io.gangway.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Patterns that exceed the work limit for a request: the match is undecided, so the request is refused, whatever the
 * rule does. The patterns have a back-reference, which prevents matching in linear time.
 */
class PatternLimitTest {
    private static final String PATTERN = "^(a*)(a*)(a*)(a*)(a*)\\1b$";
    private static final String HARD = "a".repeat(600) + "bc";

    private static final String CONF = """
            events {}
            http {
                server_tokens off;
                log_format plain "$uri $status $mapped";
                access_log off;
                map $http_x $mapped { default open; "~PATTERN" closed; }
                map $http_x $wanted { default 0; "~PATTERN" 1; }
                server {
                    listen 127.0.0.1:%{port};
                    listen 127.0.0.1:%{port:h2} http2;
                    root %{dir}/html;
                    location / { return 200 served; }
                    location ~ /location/PATH { return 403; }
                    location ~ ^/(.*)/(.*)\\.secret { return 403; }
                    location ~ ^/run/(a+)+$ { return 403; }
                    location /if { if ($http_x ~ "PATTERN") { return 403; } return 200 served; }
                    location /not { if ($http_x !~ "PATTERN") { return 403; } return 200 served; }
                    location /rewrite { rewrite "/rewrite/PATH" /refused; return 200 served; }
                    location /mapped { access_log logs/plain plain; if ($mapped = closed) { return 403; } return 200 served; }
                    location /set { set $v $mapped; return 200 served; }
                    location /text { return 200 "served $mapped"; }
                    location /referer {
                        valid_referers ~PART$;
                        if ($invalid_referer) { return 403; }
                        return 200 served;
                    }
                    location /field { add_header X-Mapped $mapped; return 200 served; }
                    location /always { add_header X-Mapped $mapped always; return 200 served; }
                    location /trailer { add_header X-Mapped $mapped always; add_trailer X-Served y; return 200 served; }
                    location /expires { expires $mapped; return 200 served; }
                    location /rate { limit_rate $mapped; return 200 served; }
                    location /root { root %{dir}/$mapped; }
                    location /try { try_files /$mapped/a /a; }
                    location /index/ { index $mapped.html; }
                    location /realm { auth_basic $mapped; auth_basic_user_file users; }
                    location /sub/ { sub_filter served $mapped; sub_filter_types *; alias %{dir}/html/; }
                    location /ssi/ { ssi on; ssi_types *; alias %{dir}/html/ssi/; }
                    location /charset { charset $mapped; default_type text/plain; return 200 served; }
                    location /ask { auth_request /asked; alias %{dir}/html/a; }
                    location /asked { if ($http_x ~ "PATTERN") { return 403; } return 204; }
                    location /after { auth_request /empty; auth_request_set $v $mapped; alias %{dir}/html/a; }
                    location /empty { return 204; }
                    location /page { error_page 500 = /mapped; if ($mapped = closed) { return 403; } return 200 served; }
                    location /named { error_page 500 = @named; if ($mapped = closed) { return 403; } return 200 served; }
                    location @named { if ($http_x ~ "PATTERN") { return 403; } return 200 served; }
                    location /sorry { error_page 500 /sorry.html; if ($mapped = closed) { return 403; } return 200 served; }
                    location = /sorry.html { return 200 sorry; }
                    location /proxy/to { proxy_pass http://%{backend}/$mapped; }
                    location /proxy/sends { proxy_pass http://%{backend}; proxy_set_header X-Mapped $mapped; }
                    location /proxy/method { proxy_pass http://%{backend}; proxy_method $mapped; }
                    location /answer/location {
                        proxy_pass http://%{backend};
                        proxy_redirect "~PART$" /x;
                    }
                    location /answer/domain { proxy_pass http://%{backend}; proxy_cookie_domain "~PART$" x; }
                    location /answer/path { proxy_pass http://%{backend}; proxy_cookie_path "~PART$" /x; }
                    location /answer/flags { proxy_pass http://%{backend}; proxy_cookie_flags "~PART$" secure; }
                    location /answer/field { proxy_pass http://%{backend}; add_header X-Mapped $mapped; }
                    location /upgrade {
                        proxy_pass http://%{backend};
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection upgrade;
                        add_header X-Mapped $mapped;
                    }
                    location /unlogged { access_log logs/some plain if=$wanted; return 200 served; }
                    location /elsewhere { access_log logs/$mapped plain; return 200 served; }
                    location /gzip { gzip on; gzip_min_length 0; gzip_types *; gzip_disable "PART$"; return 200 served; }
                }
                server { listen 127.0.0.1:%{port}; server_name "~PATTERN"; return 200 named; }
            }
            """;

    private static Site site;
    private static ScriptedUpstream backend;
    private static GangwayServer server;

    @BeforeAll
    static void start() throws IOException {
        backend = ScriptedUpstream.start(Script.response(
                200,
                "served",
                "Location: http://h/" + HARD,
                "Set-Cookie: " + HARD + "=v; Domain=" + HARD + "; Path=/" + HARD));
        site = Site.create()
                .backend(backend)
                .file("html/a", "served")
                .file("html/index/index.html", "served")
                .file("html/ssi/a", "before <!--#echo var=\"mapped\" --> after")
                .file("open/root", "served")
                .file("users", "");
        String part = PATTERN.substring(1, PATTERN.length() - 1);
        site.config(CONF.replace("PATTERN", PATTERN).replace("PATH", part + "$").replace("PART$", part + "$"));
        server = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        backend.close();
        site.close();
    }

    @BeforeEach
    void nothingAskedYet() {
        backend.clearRequests();
    }

    /** Two log lines if a later step, the error page or the log, needs the pattern too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/location/HARD",
                "/if",
                "/not",
                "/rewrite/HARD",
                "/mapped",
                "/set",
                "/text",
                "/referer",
                "/field",
                "/always",
                "/trailer",
                "/expires",
                "/rate",
                "/root",
                "/try",
                "/index/",
                "/realm",
                "/charset",
                "/ask",
                "/after",
                "/page",
                "/named",
                "/proxy/to",
                "/proxy/sends",
                "/proxy/method",
                "/answer/location",
                "/answer/domain",
                "/answer/path",
                "/answer/flags",
                "/answer/field",
                "/upgrade"
            })
    void the_request_is_refused_and_the_reason_is_logged(String path) throws IOException {
        RawResponse response = RawHttp.get(server.port(), path.replace("HARD", HARD), hard(path));
        assertThat(response.statusLine()).isEqualTo("HTTP/1.1 500 Internal Server Error");
        assertThat(response.field("Connection")).isEqualTo("close");
        assertThat(response.body()).contains("<center><h1>500 Internal Server Error</h1></center>");
        assertThat(path.startsWith("/proxy/") ? backend.requests() : List.of()).isEmpty();
        await().untilAsserted(() -> assertThat(alerts(path.replace("HARD", HARD)))
                .hasSizeBetween(1, 2)
                .allMatch(line -> line.contains("pcre2_match() failed: -47 on \"") && line.contains("\\1b$\"")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sub/a", "/ssi/a"})
    void a_started_response_is_aborted(String path) throws IOException {
        try (RawConnection connection = RawHttp.connect(server.port())) {
            String sent =
                    connection.send(RawHttp.request("GET", path, "X: " + HARD)).readUntilEnd();
            assertThat(sent).doesNotContain("closed").doesNotContain("open").doesNotContain("\r\n0\r\n");
        }
        await().untilAsserted(() -> assertThat(alerts(path))
                .singleElement()
                .asString()
                .contains(" pcre2_match() failed: -47 on \"" + HARD));
    }

    @Test
    void the_same_requests_are_served_when_the_pattern_is_easy() throws IOException {
        for (String path :
                new String[] {"/if", "/text", "/field", "/always", "/ask", "/page", "/proxy/sends", "/sub/a", "/ssi/a"
                }) {
            assertThat(RawHttp.get(server.port(), path, "X: easy").status())
                    .as(path)
                    .isEqualTo(200);
        }
        for (String path : new String[] {"/if", "/mapped", "/ask", "/page", "/named"}) {
            assertThat(RawHttp.get(server.port(), path, "X: aaab").status())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @Test
    void patterns_without_references_match_long_uris_too() throws IOException {
        String path = "/a".repeat(2500);
        assertThat(RawHttp.get(server.port(), path).body()).isEqualTo("served");
        assertThat(RawHttp.get(server.port(), path + ".secret").status()).isEqualTo(403);
        assertThat(RawHttp.get(server.port(), path + ".secret/b").status()).isEqualTo(403);
        assertThat(RawHttp.get(server.port(), "/run/" + "a".repeat(7000)).status())
                .isEqualTo(403);
        assertThat(RawHttp.get(server.port(), "/run/" + "a".repeat(7000) + "!").body())
                .isEqualTo("served");
        assertThat(log()).doesNotContain("/run/", ".secret");
    }

    @Test
    void the_error_page_reports_it() throws IOException {
        RawResponse response = RawHttp.get(server.port(), "/sorry", "X: " + HARD);
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("sorry");
    }

    @Test
    void no_server_is_selected_for_a_host_that_is_too_hard() throws IOException {
        try (RawConnection connection = RawHttp.connect(server.port())) {
            RawResponse response = connection
                    .send("GET / HTTP/1.1\r\nHost: " + HARD + "\r\n\r\n")
                    .read();
            assertThat(response.status()).isEqualTo(500);
            assertThat(connection.readUntilEnd()).isEmpty();
        }
    }

    @Test
    void an_http2_stream_is_refused_and_the_others_continue() throws IOException {
        try (Http2Peer peer = Http2Peer.connect(server.port("h2"))) {
            assertThat(peer.response(peer.get("/mapped", "x: " + HARD)).status())
                    .isEqualTo(500);
            assertThat(peer.response(peer.get("/always", "x: " + HARD)).status())
                    .isEqualTo(500);
            assertThat(peer.response(peer.get("/mapped")).body()).isEqualTo("served");
        }
    }

    @Test
    void a_hard_request_is_still_logged() throws IOException {
        assertThat(RawHttp.get(server.port(), "/unlogged?easy", "X: easy").status())
                .isEqualTo(200);
        assertThat(RawHttp.get(server.port(), "/unlogged", "X: " + HARD).status())
                .isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(Files.readString(site.dir().resolve("logs/some"))).isEqualTo("/unlogged 200 -\n"));
        assertThat(RawHttp.get(server.port(), "/mapped", "X: " + HARD).status()).isEqualTo(500);
        await().untilAsserted(() ->
                assertThat(Files.readString(site.dir().resolve("logs/plain"))).contains("/mapped 500 -\n"));
    }

    @Test
    void a_log_with_an_undecided_name_gets_no_line() throws IOException {
        assertThat(RawHttp.get(server.port(), "/elsewhere", "X: " + HARD).status())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(log()).contains("GET /elsewhere"));
        assertThat(site.dir().resolve("logs/open")).doesNotExist();
    }

    @Test
    void an_undecided_gzip_disable_means_no_gzip_as_in_nginx() throws IOException {
        RawResponse response = RawHttp.get(server.port(), "/gzip", "Accept-Encoding: gzip", "User-Agent: easy");
        assertThat(response.field("Content-Encoding")).isEqualTo("gzip");
        response = RawHttp.get(server.port(), "/gzip", "Accept-Encoding: gzip", "User-Agent: " + HARD);
        assertThat(response.field("Content-Encoding")).isNull();
        assertThat(response.body()).isEqualTo("served");
    }

    private static String[] hard(String path) {
        return switch (path) {
            case "/referer" -> new String[] {"Referer: http://h.test/" + HARD};
            case "/realm" -> new String[] {"X: " + HARD, "Authorization: Basic bWU6cHc="};
            case "/upgrade" -> new String[] {"X: " + HARD, "Upgrade: foo"};
            default -> new String[] {"X: " + HARD};
        };
    }

    private static List<String> alerts(String path) throws IOException {
        return log().lines()
                .filter(line -> line.contains("[alert] ") && line.contains("request: \"GET " + path + " HTTP/1.1\""))
                .toList();
    }

    private static String log() throws IOException {
        return Files.readString(site.dir().resolve("nginx.conf.log"), StandardCharsets.ISO_8859_1);
    }
}
