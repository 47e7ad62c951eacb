package io.gangway.sub;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RunningSite;
import io.gangway.testing.Script;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sub_filter} and its related directives. */
class SubFilterTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                types { text/html html; text/css css; }
                default_type text/plain;
                location /once/ { alias %{dir}/html/; sub_filter foo 1; }
                location /all/ { alias %{dir}/html/; sub_filter foo 1; sub_filter_once off; }
                location /two/ { alias %{dir}/html/; sub_filter foo 1; sub_filter b 2; }
                location /short-first/ { alias %{dir}/html/; sub_filter foo 1; sub_filter foob 2; sub_filter_once off; }
                location /long-first/ { alias %{dir}/html/; sub_filter foob 1; sub_filter foo 2; sub_filter_once off; }
                location /remove/ { alias %{dir}/html/; sub_filter foo ""; sub_filter_once off; }
                location /variable/ { alias %{dir}/html/; sub_filter $arg_from "[$arg_to]"; }
                location /modified/ { alias %{dir}/html/; sub_filter foo 1; sub_filter_last_modified on; }
                location /css/ { alias %{dir}/html/; sub_filter foo 1; sub_filter_types text/css; }
                location /any/ { alias %{dir}/html/; sub_filter foo 1; sub_filter_types *; }
                location /outer/ {
                    sub_filter foo 1;
                    sub_filter_once off;
                    location /outer/same/ { alias %{dir}/html/; }
                    location /outer/other/ { alias %{dir}/html/; sub_filter bar 2; }
                }
                location /back/ { proxy_pass http://%{backend}; sub_filter foobar X; sub_filter_once off; }
                location /stream/ { proxy_pass http://%{backend}; sub_filter foobar X; proxy_buffering off; }
                location /status/ { default_type text/html; sub_filter foo 1; return 404 "no foo"; }
            }
            """;

    @RegisterExtension
    final RunningSite site = RunningSite.of(CONFIG)
            .backend(Script.body("backend"))
            .file("html/a.html", "foo Foo fOobar fo foofoo ffoo")
            .file("html/a.css", "foo")
            .file("html/a.txt", "foo")
            .file("html/none.html", "nothing");

    private String body(String target) throws IOException {
        return site.get(target).body();
    }

    private static Script page(String... pieces) {
        return (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n");
            connection.send(pieces);
            connection.close();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "/once/, 1 Foo fOobar fo foofoo ffoo",
        "/all/, 1 1 1bar fo 11 f1",
        "/two/, 1 Foo fOo2ar fo foofoo ffoo",
        "/remove/, '  bar fo  f'"
    })
    void a_string_is_replaced_in_any_case(String location, String expected) throws Exception {
        assertThat(body(location + "a.html")).isEqualTo(expected);
    }

    /**
     * As in nginx, at the end of the body only the first string is considered, although too few bytes are left for it.
     */
    @ParameterizedTest
    @CsvSource({"/short-first/, 1 1 1bar fo 11 f1", "/long-first/, 2 2 1ar fo 22 ffoo"})
    void the_string_that_is_written_first_wins(String location, String expected) throws Exception {
        assertThat(body(location + "a.html")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/variable/a.html?from=BAR&to=baz, foo Foo fOo[baz] fo foofoo ffoo",
        "/variable/a.html?from=none, foo Foo fOobar fo foofoo ffoo",
        "/variable/a.html, foo Foo fOobar fo foofoo ffoo"
    })
    void variables_may_give_string_and_replacement(String target, String expected) throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/once/a.txt, foo",
        "/once/a.css, foo",
        "/css/a.css, 1",
        "/css/a.txt, foo",
        "/any/a.txt, 1",
        "/status/, no 1"
    })
    void the_content_type_decides(String target, String expected) throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"/outer/same/, 1 1 1bar fo 11 f1", "/outer/other/, foo Foo fOo2 fo foofoo ffoo"})
    void strings_of_a_level_replace_those_of_the_outer_level(String location, String expected) throws Exception {
        assertThat(body(location + "a.html")).isEqualTo(expected);
    }

    @Test
    void length_and_validators_are_removed() throws Exception {
        RawResponse response = site.get("/once/a.html");

        assertThat(response.fields().names())
                .doesNotContain("Content-Length", "Last-Modified", "ETag", "Accept-Ranges")
                .contains("Transfer-Encoding");
    }

    @Test
    void the_time_of_a_file_can_be_kept() throws Exception {
        RawResponse response = site.get("/modified/a.html");

        assertThat(response.field("Last-Modified")).isEqualTo("Thu, 15 Jan 2026 10:20:30 GMT");
        assertThat(response.field("ETag")).isEqualTo("W/\"6968bf6e-1d\"");
    }

    @Test
    void head_has_the_fields_of_get() throws Exception {
        RawResponse head = site.send(RawHttp.request("HEAD", "/once/a.html"));

        assertThat(head.field("Content-Length")).isNull();
        assertThat(head.field("Last-Modified")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/back/", "/stream/"})
    void a_string_is_found_wherever_the_body_is_cut(String location) throws Exception {
        site.backend().respond(page("a f", "oob", "a", "r b foob"));

        assertThat(body(location)).isEqualTo("a X b foob");
    }

    @Test
    void a_start_of_the_string_that_goes_on_differently_is_kept() throws Exception {
        site.backend().respond(page("foofo", "oba foob", "foobar"));

        assertThat(body("/back/")).isEqualTo("foofooba foobX");
    }

    @Test
    void decided_bytes_arrive_before_the_rest_of_the_page() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        site.backend().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\none foob");
            seen.await();
            connection.send("ar two").close();
        });
        try (RawConnection client = site.connect().send("GET /stream/ HTTP/1.0\r\nHost: localhost\r\n\r\n")) {
            client.readHead();
            assertThat(client.readExactly(4)).isEqualTo("one ");
            seen.countDown();
            assertThat(client.readUntilEnd()).isEqualTo("X two");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2_000_000})
    void what_a_backend_sent_before_it_broke_off_arrives(int times) throws Exception {
        String sent = "foobar X ".repeat(times) + "unfinished";
        site.backend()
                .respond((request, connection) -> connection
                        .send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + (sent.length() + 1)
                                + "\r\n\r\n" + sent)
                        .close());
        try (RawConnection client = site.connect().send("GET /back/ HTTP/1.0\r\nHost: localhost\r\n\r\n")) {
            client.readHead();
            assertThat(client.readUntilEnd().equals("X X ".repeat(times) + "unfinished"))
                    .isTrue();
        }
    }

    @Test
    void a_large_page_is_replaced_throughout() throws Exception {
        site.site().file("html/large.html", "foo and more ".repeat(100_000));

        assertThat(body("/all/large.html")).isEqualTo("1 and more ".repeat(100_000));
    }

    @Test
    void a_compressed_page_is_searched_as_it_is() throws Exception {
        site.backend()
                .respond(Script.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
                        + "Content-Length: 6\r\n\r\nfoobar"));

        assertThat(body("/back/")).isEqualTo("X");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sub_filter \"\" a;                 | [emerg] empty search pattern in nginx.conf:3",
                "sub_filter a;                      | [emerg] invalid number of arguments in \"sub_filter\" directive in nginx.conf:3",
                "sub_filter_once maybe;             | [emerg] invalid value \"maybe\" in \"sub_filter_once\" directive, it must be \"on\" or \"off\" in nginx.conf:3",
                "sub_filter_types text/html;        | [warn] duplicate MIME type \"text/html\" in nginx.conf:3",
                "sub_filter a $none;                | [emerg] unknown \"none\" variable",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }

    @Test
    void a_level_has_at_most_255_strings() throws Exception {
        assertThat(ConfigurationCheck.messages("sub_filter a b; ".repeat(255))).isEmpty();
        assertThat(ConfigurationCheck.messages("sub_filter a b; ".repeat(256)))
                .containsExactly("[emerg] number of search patterns exceeds 255 in nginx.conf:3");
    }
}
