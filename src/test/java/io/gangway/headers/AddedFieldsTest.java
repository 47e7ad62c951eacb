package io.gangway.headers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RunningSite;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code add_header}, {@code add_trailer} and {@code expires} on the wire. */
class AddedFieldsTest {
    private static final String CONFIG = """
            map $arg_e $expires { default off; epoch epoch; hour 1h; }
            server {
                listen 127.0.0.1:%{port};
                location /fields { add_header X-A "$uri $status"; add_header X-A second; add_header X-Empty ""; add_header X-None $arg_none; return 200; }
                location /status/ { add_header X-A a; add_header X-B b always; location ~ ^/status/(?<code>\\d+)$ { alias %{dir}/html/; } }
                location /201 { add_header X-A a; return 201; }
                location /204 { add_header X-A a; return 204; }
                location /301 { add_header X-A a; return 301 /; }
                location /308 { add_header X-A a; return 308 /; }
                location /400 { add_header X-A a; return 400; }
                location /cache { add_header Cache-Control private; add_header Last-Modified ""; add_header ETag own; alias %{dir}/html/a; }
                location /modified { add_header Last-Modified "Thu, 01 Jan 2026 00:00:00 GMT"; alias %{dir}/html/a; }
                location /epoch { expires epoch; alias %{dir}/html/a; }
                location /max { expires max; alias %{dir}/html/a; }
                location /off { expires off; alias %{dir}/html/a; }
                location /hour { expires 1h; alias %{dir}/html/a; }
                location /past { expires -1; alias %{dir}/html/a; }
                location /file { expires modified 1d; alias %{dir}/html/a; }
                location /variable { expires $expires; alias %{dir}/html/a; }
                location /missing { expires 1h; return 404; }
                location /trailer { add_trailer X-T "$status"; add_trailer X-Empty ""; alias %{dir}/html/a; }
                location /trailer-404 { add_trailer X-T a; add_trailer X-U b always; return 404 "text"; }
            }
            """;

    @RegisterExtension
    static final RunningSite site = RunningSite.of(CONFIG).file("html/a", "a");

    private static RawResponse get(String target) throws IOException {
        return site.get(target);
    }

    @Test
    void fields_are_added_in_order_and_empty_ones_are_not() throws Exception {
        RawResponse response = get("/fields");

        assertThat(response.fields().all("X-A")).containsExactly("/fields 200", "second");
        assertThat(response.fields().names()).doesNotContain("X-Empty", "X-None");
    }

    @ParameterizedTest
    @CsvSource({"/201, a", "/204, a", "/301, a", "/308, a", "/400, "})
    void errors_get_no_fields(String target, String value) throws Exception {
        assertThat(get(target).field("X-A")).isEqualTo(value);
    }

    @Test
    void always_adds_a_field_to_errors_too() throws Exception {
        RawResponse missing = get("/status/none");

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.field("X-A")).isNull();
        assertThat(missing.field("X-B")).isEqualTo("b");
    }

    @Test
    void some_fields_replace_those_of_the_response() throws Exception {
        RawResponse response = get("/cache");

        assertThat(response.fields().all("Cache-Control")).containsExactly("private");
        assertThat(response.field("Last-Modified")).isNull();
        assertThat(response.fields().all("ETag")).containsExactly("own");
    }

    @Test
    void an_added_time_is_not_used_for_conditions() throws Exception {
        String field = "If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT";

        assertThat(get("/modified").field("Last-Modified")).isEqualTo("Thu, 01 Jan 2026 00:00:00 GMT");
        assertThat(site.get("/modified", field).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "/epoch  | Thu, 01 Jan 1970 00:00:01 GMT | no-cache",
                "/max    | Thu, 31 Dec 2037 23:55:55 GMT | max-age=315360000",
                "/off    | -                             | -",
                "/variable?e=epoch | Thu, 01 Jan 1970 00:00:01 GMT | no-cache",
                "/variable         | -                   | -",
                "/missing          | -                   | -"
            })
    void expires_sets_two_fields(String target, String expires, String cacheControl) throws Exception {
        RawResponse response = get(target);

        assertThat(response.field("Expires")).isEqualTo(expires);
        assertThat(response.field("Cache-Control")).isEqualTo(cacheControl);
    }

    @ParameterizedTest
    @CsvSource({"/hour, max-age=3600", "/past, no-cache", "/variable?e=hour, max-age=3600"})
    void a_time_span_counts_from_now(String target, String cacheControl) throws Exception {
        RawResponse response = get(target);

        assertThat(response.field("Cache-Control")).isEqualTo(cacheControl);
        assertThat(response.field("Expires")).isNotNull();
    }

    @Test
    void a_time_span_may_count_from_last_modified() throws Exception {
        RawResponse response = get("/file");

        assertThat(response.field("Expires")).isEqualTo("Fri, 16 Jan 2026 10:20:30 GMT");
        assertThat(response.field("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void a_trailer_follows_a_chunked_body() throws Exception {
        RawResponse response = get("/trailer");

        assertThat(response.fields().names()).doesNotContain("Content-Length", "X-T");
        assertThat(response.rawBody()).isEqualTo("1\r\na\r\n0\r\nX-T: 200\r\n\r\n");
    }

    @Test
    void only_a_trailer_with_always_follows_an_error() throws Exception {
        assertThat(get("/trailer-404").rawBody()).isEqualTo("4\r\ntext\r\n0\r\nX-U: b\r\n\r\n");
    }

    @Test
    void a_client_of_http_1_0_gets_no_trailer() throws Exception {
        try (RawConnection client = site.connect()) {
            client.send("GET /trailer HTTP/1.0\r\n\r\n");
            assertThat(client.readUntilEnd()).contains("Content-Length: 1\r\n").endsWith("\r\n\r\na");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add_header X;                 | [emerg] invalid number of arguments in \"add_header\" directive in nginx.conf:3",
                "add_header X a sometimes;     | [emerg] invalid parameter \"sometimes\" in nginx.conf:3",
                "add_trailer X a sometimes;    | [emerg] invalid parameter \"sometimes\" in nginx.conf:3",
                "expires soon;             | [emerg] \"expires\" directive invalid value in nginx.conf:3",
                "expires 1h; expires 2h;       | [emerg] \"expires\" directive is duplicate in nginx.conf:3",
                "add_header X $none;           | [emerg] unknown \"none\" variable",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
