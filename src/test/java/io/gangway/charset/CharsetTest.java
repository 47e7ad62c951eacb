package io.gangway.charset;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RunningSite;
import io.gangway.testing.Script;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code charset} and related directives. Bodies have one char per byte. */
class CharsetTest {
    /** The first two letters of the Russian alphabet and the euro sign. */
    private static final String UTF8 = "\u00d0\u00b0\u00d0\u00b1 \u00e2\u0082\u00ac";

    private static final String KOI8 = "\u00c1\u00c2 \u0080";

    private static final String CONFIG = """
            charset_map koi8-r utf-8 { 80 E282AC; C1 D0B0; C2 D0B1; }
            charset_map koi8-r windows-1251 { C1 E0; C2 e1; 80 88; }
            server {
                listen 127.0.0.1:%{port};
                types { text/html html; text/css css; text/plain txt; }
                location /name/ { alias %{dir}/html/; charset UTF-8; }
                location /none/ { alias %{dir}/html/; }
                location /outer/ { charset utf-8; location /outer/same/ { alias %{dir}/html/; } location /outer/off/ { alias %{dir}/html/; charset off; } }
                location /css/ { alias %{dir}/html/; charset utf-8; charset_types text/css; }
                location /any/ { alias %{dir}/html/; charset utf-8; charset_types *; }
                location /to-koi/ { alias %{dir}/html/; charset koi8-r; source_charset utf-8; }
                location /to-utf/ { alias %{dir}/html/; charset utf-8; source_charset koi8-r; }
                location /to-win/ { alias %{dir}/html/; charset windows-1251; source_charset koi8-r; }
                location /same/ { alias %{dir}/html/; charset koi8-r; source_charset KOI8-R; }
                location /variable/ { alias %{dir}/html/; charset $arg_to; source_charset $arg_from; }
                location /back/ { proxy_pass http://%{backend}; charset koi8-r; source_charset utf-8; }
                location /override/ { proxy_pass http://%{backend}; charset koi8-r; override_charset on; }
                location /accel/ { proxy_pass http://%{backend}; source_charset koi8-r; }
                location /moved { charset utf-8; return 301 /x; }
                location /text { charset utf-8; default_type text/plain; return 200 text; }
                location /page { alias %{dir}/page; ssi on; charset utf-8; default_type text/html; }
                location /part { alias %{dir}/html/koi.html; source_charset koi8-r; }
            }
            """;

    @RegisterExtension
    final RunningSite site = RunningSite.of(CONFIG)
            .backend(Script.body("backend"))
            .file("html/utf.html", UTF8)
            .file("html/koi.html", KOI8)
            .file("html/a.txt", "text")
            .file("html/a.css", "sheet")
            .file("html/a.bin", "bytes")
            .file("html/odd.html", "\u00d0\u00b6 \u00f0\u009f\u0098\u0080 \u00ff \u00d0A \u00d0")
            .file("page", "page <!--#include virtual=\"/part\" -->");

    private RawResponse get(String target) throws IOException {
        return site.get(target);
    }

    private void respond(String type, String body, String... fields) {
        site.backend()
                .respond(Script.raw("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n" + String.join("", fields)
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body));
    }

    @ParameterizedTest
    @CsvSource({
        "/name/utf.html, text/html; charset=utf-8",
        "/name/a.txt, text/plain; charset=utf-8",
        "/name/a.css, text/css",
        "/name/a.bin, text/plain; charset=utf-8",
        "/none/utf.html, text/html",
        "/css/a.css, text/css; charset=utf-8",
        "/css/a.txt, text/plain",
        "/css/utf.html, text/html; charset=utf-8",
        "/any/a.css, text/css; charset=utf-8",
        "/outer/same/utf.html, text/html; charset=utf-8",
        "/outer/off/utf.html, text/html",
        "/text, text/plain; charset=utf-8"
    })
    void the_charset_is_added_to_the_types_that_have_one(String target, String type) throws Exception {
        assertThat(get(target).field("Content-Type")).isEqualTo(type);
    }

    @Test
    void a_redirect_has_no_charset() throws Exception {
        assertThat(get("/moved").field("Content-Type")).isEqualTo("text/html");
    }

    @Test
    void without_a_source_the_body_and_its_validators_stay() throws Exception {
        RawResponse response = get("/name/utf.html");

        assertThat(response.body()).isEqualTo(UTF8);
        assertThat(response.field("Content-Length")).isEqualTo("8");
        assertThat(response.field("ETag")).isEqualTo("\"6968bf6e-8\"");
    }

    @ParameterizedTest
    @CsvSource({"/to-koi/utf.html, koi8-r", "/variable/utf.html?from=utf-8&to=koi8-r, koi8-r"})
    void utf_8_is_converted_to_single_bytes(String target, String charset) throws Exception {
        RawResponse response = get(target);

        assertThat(response.body()).isEqualTo(KOI8);
        assertThat(response.field("Content-Type")).isEqualTo("text/html; charset=" + charset);
        assertThat(response.field("Content-Length")).isNull();
    }

    @Test
    void single_bytes_are_converted_to_utf_8() throws Exception {
        RawResponse response = get("/to-utf/koi.html");

        assertThat(response.body()).isEqualTo(UTF8);
        assertThat(response.field("Content-Length")).isNull();
    }

    @Test
    void single_bytes_are_converted_to_single_bytes_and_keep_the_length() throws Exception {
        RawResponse response = get("/to-win/koi.html");

        assertThat(response.body()).isEqualTo("\u00e0\u00e1 \u0088");
        assertThat(response.field("Content-Length")).isEqualTo("4");
        assertThat(response.field("ETag")).isEqualTo("\"6968bf6e-4\"");
    }

    @Test
    void a_character_that_the_charset_lacks_becomes_a_reference_and_a_wrong_byte_a_question_mark() throws Exception {
        assertThat(get("/to-koi/odd.html").body()).isEqualTo("&#1078; &#128512; ? ? ");
    }

    @Test
    void a_character_may_be_cut_by_the_backend() throws Exception {
        site.backend().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n");
            connection.segmentSize(1).send(UTF8).close();
        });

        assertThat(get("/back/").body()).isEqualTo(KOI8);
    }

    @Test
    void the_same_charset_in_other_case_needs_no_conversion() throws Exception {
        assertThat(get("/same/koi.html").body()).isEqualTo(KOI8);
    }

    @Test
    void a_charset_of_the_backend_is_kept() throws Exception {
        respond("text/html; charset=utf-8", UTF8);
        RawResponse response = get("/back/");

        assertThat(response.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(response.body()).isEqualTo(UTF8);
    }

    @Test
    void a_charset_of_the_backend_can_be_overridden() throws Exception {
        respond("text/html; charset=utf-8", UTF8);
        RawResponse response = get("/override/");

        assertThat(response.field("Content-Type")).isEqualTo("text/html; charset=koi8-r");
        assertThat(response.body()).isEqualTo(KOI8);
    }

    @Test
    void the_backend_may_ask_for_a_charset() throws Exception {
        respond("text/html", KOI8, "X-Accel-Charset: utf-8\r\n");
        RawResponse response = get("/accel/");

        assertThat(response.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(response.field("X-Accel-Charset")).isNull();
        assertThat(response.body()).isEqualTo(UTF8);
    }

    @Test
    void a_part_gets_the_charset_of_its_page() throws Exception {
        assertThat(get("/page").body()).isEqualTo("page " + UTF8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "charset_map a A { } | [emerg] \"charset_map\" between the same charsets \"a\" and \"A\" in nginx.conf:3",
                "charset_map utf-8 a { } | [emerg] \"charset_map\" with \"utf-8\" charset should be given in the second column in nginx.conf:3",
                "charset_map a b { 80; } | [emerg] invalid parameters number in nginx.conf:3",
                "charset_map a b { 100 80; } | [emerg] invalid value \"100\" in nginx.conf:3",
                "charset_map a utf-8 { 80 F0808080; } | [emerg] invalid value \"F0808080\" in nginx.conf:3",
                "charset_map a { } | [emerg] invalid number of arguments in \"charset_map\" directive in nginx.conf:3",
                "server { charset a; source_charset b; listen 127.0.0.1:18080; } | [emerg] no \"charset_map\" between the charsets \"b\" and \"a\"",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
