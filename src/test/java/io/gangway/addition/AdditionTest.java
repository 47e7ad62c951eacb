package io.gangway.addition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RunningSite;
import io.gangway.testing.Script;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code add_before_body}, {@code add_after_body} and {@code addition_types}. */
class AdditionTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir}/html;
                types { text/html html; text/css css; }
                default_type text/plain;
                location = /before { return 200 "[before $request_method $uri $args]"; }
                location = /after { return 200 "[after $request_uri]"; }
                location = /closed { deny all; try_files /part =404; }
                location /back/ { proxy_pass http://%{backend}; }
                location /both/ { alias %{dir}/html/; add_before_body /before; add_after_body /after; }
                location /args/ { alias %{dir}/html/; add_before_body /before?a=1; }
                location /outer/ {
                    alias %{dir}/html/;
                    add_before_body /before;
                    add_after_body /after;
                    location /outer/same/ { alias %{dir}/html/; }
                    location /outer/off/ { alias %{dir}/html/; add_before_body ""; }
                }
                location /css/ { alias %{dir}/html/; add_after_body /part; addition_types text/css; }
                location /any/ { alias %{dir}/html/; add_after_body /part; addition_types *; }
                location /closed/ { alias %{dir}/html/; add_after_body /closed; }
                location /missing/ { alias %{dir}/html/; add_after_body /missing.html; }
                location /itself { alias %{dir}/html/a.html; types { } default_type text/html; add_before_body /itself; }
                location /slow/ { alias %{dir}/html/; add_before_body /back/before; add_after_body /back/after; }
                location /status/ { default_type text/html; add_after_body /part; return 201 created; }
            }
            """;

    @RegisterExtension
    final RunningSite site = RunningSite.of(CONFIG)
            .backend(Script.body("backend"))
            .file("html/a.html", "page")
            .file("html/a.css", "sheet")
            .file("html/a.txt", "text")
            .file("html/empty.html", "")
            .file("html/part", "part");

    private String body(String target) throws IOException {
        return site.get(target).body();
    }

    @Test
    void the_responses_of_two_uris_surround_the_page() throws Exception {
        assertThat(body("/both/a.html?q=1")).isEqualTo("[before GET /before ]page[after /both/a.html?q=1]");
    }

    @Test
    void an_empty_page_is_surrounded_too() throws Exception {
        assertThat(body("/both/empty.html")).isEqualTo("[before GET /before ][after /both/empty.html]");
    }

    @Test
    void a_question_mark_is_a_part_of_the_path() throws Exception {
        assertThat(body("/args/a.html")).contains("404 Not Found").endsWith("page");
    }

    @ParameterizedTest
    @CsvSource({
        "/outer/same/a.html, [before GET /before ]page[after /outer/same/a.html]",
        "/outer/off/a.html, page[after /outer/off/a.html]"
    })
    void an_empty_string_cancels_an_inherited_uri(String target, String expected) throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/both/a.txt, text",
        "/css/a.css, sheetpart",
        "/css/a.html, pagepart",
        "/css/a.txt, text",
        "/any/a.txt, textpart"
    })
    void the_content_type_decides(String target, String expected) throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @Test
    void the_length_is_removed_and_the_tag_becomes_weak() throws Exception {
        RawResponse response = site.get("/both/a.html");

        assertThat(response.fields().names())
                .doesNotContain("Content-Length", "Accept-Ranges")
                .contains("Transfer-Encoding");
        assertThat(response.field("ETag")).isEqualTo("W/\"6968bf6e-4\"");
        assertThat(response.field("Last-Modified")).isEqualTo("Thu, 15 Jan 2026 10:20:30 GMT");
    }

    @Test
    void a_range_is_ignored() throws Exception {
        RawResponse response = site.get("/both/a.html", "Range: bytes=0-1");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).endsWith("page[after /both/a.html]");
    }

    @Test
    void head_sends_no_subrequest() throws Exception {
        RawResponse head = site.send(RawHttp.request("HEAD", "/slow/a.html"));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("Content-Length")).isNull();
        assertThat(site.backend().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/status/, created", "/both/none.html, ''"})
    void only_responses_with_200_get_additions(String target, String expected) throws Exception {
        assertThat(body(target)).doesNotContain("[after", "part").contains(expected);
    }

    @Test
    void access_rules_do_not_apply_to_a_subrequest() throws Exception {
        assertThat(body("/closed/a.html")).isEqualTo("pagepart");
    }

    @Test
    void the_error_page_of_a_missing_file_is_added() throws Exception {
        assertThat(body("/missing/a.html")).startsWith("page<html>").contains("404 Not Found");
    }

    @Test
    void a_location_adds_itself_only_once() throws Exception {
        assertThat(body("/itself")).isEqualTo("pagepage");
    }

    @Test
    void the_order_is_kept_even_if_a_backend_responds_late() throws Exception {
        CompletableFuture<Void> word = new CompletableFuture<>();
        site.backend().respond((request, connection) -> {
            Script script = Script.body("<" + request.target() + ">");
            (request.target().endsWith("before") ? script.after(word) : script).run(request, connection);
        });
        try (RawConnection client = site.connect().send(RawHttp.request("GET", "/slow/a.html"))) {
            site.backend().lastRequest();
            word.complete(null);
            assertThat(client.read().body()).isEqualTo("</back/before>page</back/after>");
        }
    }

    @Test
    void a_subrequest_is_a_get_without_body_with_the_fields_of_the_client() throws Exception {
        site.backend().respond(Script.echoRequest());
        String response =
                site.get("/slow/a.html", "X-Mine: yes", "Range: bytes=0-0").body();

        assertThat(response)
                .startsWith("GET /back/before HTTP/1.1\r\n")
                .contains("X-Mine: yes\r\n", "\r\n\r\npageGET ");
    }

    @Test
    void a_client_that_disconnects_ends_the_subrequest() throws Exception {
        site.backend().respond(Script.noResponse());
        RawConnection client = site.connect().send(RawHttp.request("GET", "/slow/a.html"));
        site.backend().lastRequest();
        client.reset();

        await().until(() -> site.backend().openConnections() == 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add_before_body /a; add_before_body /b; | [emerg] \"add_before_body\" directive is duplicate in nginx.conf:3",
                "add_after_body;                         | [emerg] invalid number of arguments in \"add_after_body\" directive in nginx.conf:3",
                "addition_types text/html;               | [warn] duplicate MIME type \"text/html\" in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
