package io.gangway.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code index}, {@code try_files}, {@code autoindex} and {@code random_index}: the file for a URI. */
class FindingFilesTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir}/html;
                types { text/html html; application/json json; }
                default_type text/plain;
                location / { }
                location /index/ { index none.html $arg_i.html second.html /absolute; }
                location = /absolute { return 200 "absolute $uri"; }
                location /alias/ { alias %{dir}/html/index/; }
                location ~ ^/regex/(.*)\\.x$ { alias %{dir}/html/$1.txt; }
                location /try/ { try_files $uri $uri/ /shown?q=$uri; }
                location /code/ { try_files $uri =410; }
                location /named/ { try_files $uri @named; }
                location @named { return 200 "named $uri"; }
                location /shown { return 200 "$uri $args"; }
                location /list/ { autoindex on; }
                location /json/ { alias %{dir}/html/list/; autoindex on; autoindex_format json; }
                location /random/ { random_index on; }
                location /no-etag/ { alias %{dir}/html/; etag off; }
                location /since/ { alias %{dir}/html/; if_modified_since before; }
                location /ranges/ { alias %{dir}/html/; max_ranges 1; }
            }
            """;

    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.create()
                .file("html/a.txt", "0123456789")
                .file("html/page.html", "page")
                .file("html/index/second.html", "second")
                .file("html/index/other.html", "other")
                .file("html/empty/x", "x")
                .file("html/try/here", "here")
                .file("html/try/dir/index.html", "index of try")
                .file("html/list/b&c.txt", "12345")
                .file("html/list/dir/x", "x")
                .file("html/list/.hidden", "x")
                .file("html/random/only.txt", "only")
                .config(CONFIG);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    private static RawResponse get(String target, String... fields) throws IOException {
        return RawHttp.get(site.port(), target, fields);
    }

    @Test
    void a_file_has_type_length_time_and_tag() throws Exception {
        RawResponse response = get("/a.txt");

        assertThat(response.field("Content-Type")).isEqualTo("text/plain");
        assertThat(response.field("Content-Length")).isEqualTo("10");
        assertThat(response.field("Last-Modified")).isEqualTo("Thu, 15 Jan 2026 10:20:30 GMT");
        assertThat(response.field("ETag")).isEqualTo("\"6968bf6e-a\"");
        assertThat(response.field("Accept-Ranges")).isEqualTo("bytes");
        assertThat(get("/page.html").field("Content-Type")).isEqualTo("text/html");
        assertThat(get("/no-etag/a.txt").field("ETag")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/index/, second",
        "/index/?i=other, other",
        "/alias/other.html, other",
        "/regex/a.x, 0123456789",
    })
    void the_first_index_that_exists_is_served(String target, String body) throws Exception {
        assertThat(get(target).body()).isEqualTo(body);
    }

    @Test
    void a_directory_without_slash_is_redirected() throws Exception {
        RawResponse response = get("/index?a=b");

        assertThat(response.status()).isEqualTo(301);
        assertThat(response.field("Location")).isEqualTo("http://localhost:" + site.port() + "/index/?a=b");
    }

    @Test
    void a_directory_without_index_is_forbidden() throws Exception {
        assertThat(get("/empty/").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "/try/here, 200, here",
        "/try/dir, 301, ''",
        "/try/dir/, 200, index of try",
        "/try/none?a, 200, /shown q=/try/none",
        "/code/none, 410, ''",
        "/named/none, 200, named /named/none"
    })
    void the_first_file_that_exists_is_served(String target, int status, String body) throws Exception {
        RawResponse response = get(target);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).contains(body);
    }

    @Test
    void autoindex_lists_a_directory_and_no_hidden_file() throws Exception {
        assertThat(get("/list/").body())
                .startsWith("<html>\r\n<head><title>Index of /list/</title></head>\r\n<body>\r\n"
                        + "<h1>Index of /list/</h1><hr><pre><a href=\"../\">../</a>\r\n<a href=\"dir/\">dir/</a> ")
                .contains("<a href=\"b%26c.txt\">b&amp;c.txt</a>")
                .doesNotContain("hidden");
    }

    @Test
    void autoindex_lists_a_directory_as_json() throws Exception {
        RawResponse response = get("/json/");

        assertThat(response.field("Content-Type")).isEqualTo("application/json");
        assertThat(response.body())
                .isEqualTo(
                        "[\r\n{ \"name\":\"dir\", \"type\":\"directory\", \"mtime\":\"Thu, 15 Jan 2026 10:20:30 GMT\" },\r\n"
                                + "{ \"name\":\"b&c.txt\", \"type\":\"file\", \"mtime\":\"Thu, 15 Jan 2026 10:20:30 GMT\", \"size\":5 }\r\n]");
    }

    @Test
    void random_index_serves_a_file_of_the_directory() throws Exception {
        assertThat(get("/random/").body()).isEqualTo("only");
    }

    @ParameterizedTest
    @CsvSource({
        "If-None-Match: \"6968bf6e-a\", 304",
        "If-None-Match: \"other\", 200",
        "'If-Modified-Since: Thu, 15 Jan 2026 10:20:30 GMT', 304",
        "'If-Modified-Since: Fri, 16 Jan 2026 10:20:30 GMT', 200",
        "If-Match: \"other\", 412",
        "'If-Unmodified-Since: Wed, 14 Jan 2026 10:20:30 GMT', 412"
    })
    void a_condition_is_checked(String field, int status) throws Exception {
        assertThat(get("/a.txt", field).status()).isEqualTo(status);
    }

    @Test
    void if_modified_since_may_be_compared_loosely() throws Exception {
        assertThat(get("/since/a.txt", "If-Modified-Since: Fri, 16 Jan 2026 10:20:30 GMT")
                        .status())
                .isEqualTo(304);
    }

    @Test
    void a_range_is_served() throws Exception {
        RawResponse one = get("/a.txt", "Range: bytes=2-4");
        assertThat(one.status()).isEqualTo(206);
        assertThat(one.field("Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(one.body()).isEqualTo("234");

        RawResponse two = get("/a.txt", "Range: bytes=0-0,-1");
        assertThat(two.field("Content-Type")).startsWith("multipart/byteranges; boundary=");
        assertThat(two.body()).contains("Content-Range: bytes 9-9/10\r\n\r\n9\r\n");

        RawResponse none = get("/a.txt", "Range: bytes=20-");
        assertThat(none.status()).isEqualTo(416);
        assertThat(none.field("Content-Range")).isEqualTo("bytes */10");
    }

    @Test
    void more_ranges_than_max_ranges_give_the_whole_file() throws Exception {
        assertThat(get("/ranges/a.txt", "Range: bytes=0-0,-1").status()).isEqualTo(200);
        assertThat(get("/ranges/a.txt", "Range: bytes=0-0").status()).isEqualTo(206);
    }

    @ParameterizedTest
    @CsvSource({"POST, 405", "PUT, 405", "DELETE, 405", "HEAD, 200"})
    void only_get_and_head_serve_a_file(String method, int status) throws Exception {
        assertThat(RawHttp.send(site.port(), RawHttp.request(method, "/a.txt")).status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "autoindex_format text;   | [emerg] invalid value \"text\" in nginx.conf:3",
                "server { try_files /a; } | [emerg] invalid number of arguments in \"try_files\" directive in nginx.conf:3",
                "server { try_files /a =1000; } | [emerg] invalid code \"=1000\" in nginx.conf:3",
                "index \"\";              | [emerg] index \"\" in \"index\" directive is invalid in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
