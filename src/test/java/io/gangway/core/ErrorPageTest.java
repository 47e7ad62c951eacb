package io.gangway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code error_page} and the built-in pages. */
class ErrorPageTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir}/html;
                error_page 404 /404.html;
                location /show { return 200 "$uri $args $request_method"; }
                location /own/ { error_page 404 /own.html; }
                location /code/ { error_page 404 =200 /404.html; }
                location /any/ { error_page 404 = /made; }
                location /made { return 418 "made $uri"; }
                location /named/ { error_page 404 = @named; }
                location @named { return 200 "named $uri $status"; }
                location /url/ { error_page 404 http://example.org/gone?u=$uri; }
                location /url301/ { error_page 404 =301 http://example.org/gone; }
                location /args/ { error_page 404 /show?a=b; }
                location /several { error_page 403 405 /404.html; return 405; }
                location /missing/ { error_page 404 /none.html; }
                location /recursive/ { recursive_error_pages on; error_page 404 /second/; }
                location /once/ { error_page 404 /second/; }
                location /second/ { error_page 404 =200 /404.html; }
                location /302 { error_page 302 =200 /show; return 302 /elsewhere; }
                location /plain/ { error_page 418 /404.html; }
                location /back { proxy_pass http://%{backend}; }
                location /intercepted { proxy_pass http://%{backend}; proxy_intercept_errors on; }
                location /dead { proxy_pass http://127.0.0.1:%{dead}; error_page 502 =503 @later; }
                location @later { return 503 later; }
            }
            """;

    private Site site;
    private ScriptedUpstream backend;
    private GangwayServer gangway;

    @BeforeEach
    void start() throws IOException {
        backend = ScriptedUpstream.start(Script.response(404, "of the backend"));
        site = Site.create()
                .backend(backend)
                .file("html/404.html", "not found")
                .file("html/own.html", "own page")
                .config(CONFIG);
        gangway = GangwayServer.start(site);
    }

    @AfterEach
    void stop() throws IOException {
        gangway.close();
        backend.close();
        site.close();
    }

    private RawResponse get(String target) throws IOException {
        return RawHttp.get(site.port(), target);
    }

    @ParameterizedTest
    @CsvSource({
        "/none, 404, not found",
        "/own/none, 404, own page",
        "/code/none, 200, not found",
        "/any/none, 418, made /made",
        "/named/none, 200, named /named/none 200",
        "/args/none, 404, /show a=b GET",
        "/several, 405, not found",
        "/302, 200, /show  GET",
        "/dead, 503, later"
    })
    void a_page_replaces_an_error(String target, int status, String body) throws Exception {
        RawResponse response = get(target);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({"/url/none, 302, http://example.org/gone?u=/url/none", "/url301/none, 301, http://example.org/gone"})
    void a_url_redirects(String target, int status, String location) throws Exception {
        RawResponse response = get(target);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.field("Location")).isEqualTo(location);
    }

    @Test
    void the_page_is_requested_with_get() throws Exception {
        RawResponse response = RawHttp.send(site.port(), RawHttp.request("DELETE", "/several"));

        assertThat(response.body()).isEqualTo("not found");
    }

    @Test
    void a_missing_page_is_replaced_by_the_built_in_one() throws Exception {
        RawResponse response = get("/missing/none");

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).contains("<center><h1>404 Not Found</h1></center>");
    }

    @Test
    void recursive_pages_must_be_enabled() throws Exception {
        assertThat(get("/recursive/none").status()).isEqualTo(200);
        assertThat(get("/recursive/none").body()).isEqualTo("not found");
        assertThat(get("/once/none").body()).contains("<center><h1>404 Not Found</h1></center>");
    }

    @Test
    void a_level_with_error_pages_inherits_none() throws Exception {
        assertThat(get("/plain/none").body()).contains("<center><h1>404 Not Found</h1></center>");
    }

    @Test
    void a_backend_error_is_only_replaced_when_intercepted() throws Exception {
        assertThat(get("/back").body()).isEqualTo("of the backend");
        assertThat(get("/intercepted").body()).isEqualTo("not found");
    }

    @Test
    void an_old_browser_gets_a_padded_page() throws Exception {
        assertThat(RawHttp.get(site.port(), "/plain/none", "User-Agent: Mozilla/4.0 (compatible; MSIE 6.0)")
                        .body())
                .hasSizeGreaterThan(512)
                .contains("a padding to disable MSIE and Chrome friendly error page");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "error_page 200 /a;      | [emerg] value \"200\" must be between 300 and 599 in nginx.conf:3",
                "error_page 404;         | [emerg] invalid number of arguments in \"error_page\" directive in nginx.conf:3",
                "error_page 404 =x /a;   | [emerg] invalid value \"=x\" in nginx.conf:3",
                "error_page 404 /$none;  | [emerg] unknown \"none\" variable",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
