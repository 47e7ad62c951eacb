package io.gangway.ssi;

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

/** The commands and settings of SSI. */
class SsiCommandsTest {
    private static final String ERROR = "[an error occurred while processing the directive]";

    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir}/html;
                ssi on;
                default_type text/html;
                types { text/html html; text/plain txt; }
                location / { }
                location /say { return 200 "[$uri $args $request_method]"; }
                location /silent/ { alias %{dir}/html/; ssi_silent_errors on; }
                location /off/ { alias %{dir}/html/; ssi off; }
                location /types/ { alias %{dir}/html/; ssi_types text/plain; }
                location /modified/ { alias %{dir}/html/; ssi_last_modified on; }
            }
            """;

    private static Site site;
    private static GangwayServer gangway;
    private static int pages;

    @BeforeAll
    static void start() throws IOException {
        site = Site.create()
                .file("html/a.html", "x<!--#echo var=\"uri\" -->y")
                .file("html/a.txt", "<!--#echo var=\"uri\" -->")
                .file("html/part.txt", "part")
                .file("html/silent.html", "[<!--#none -->]")
                .config(CONFIG);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    private static RawResponse get(String target) throws IOException {
        return RawHttp.get(site.port(), target);
    }

    private static String page(String text) throws IOException {
        pages++;
        site.file("html/page" + pages + ".html", text);
        return get("/page" + pages + ".html?arg=value").body().replace("page" + pages, "page");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<!--#echo var=\"uri\" -->                          | /page.html",
                "<!--#echo var=\"ARG_arg\" -->                      | value",
                "<!--#echo var=\"none\" -->                         | (none)",
                "<!--#echo var=\"none\" default=\"other\" -->       | other",
                "<!--#set var=\"v\" value=\"<&\" --><!--#echo var=\"v\" -->                     | &lt;&amp;",
                "<!--#set var=\"v\" value=\"<&\" --><!--#echo var=\"v\" encoding=\"none\" -->   | <&",
                "<!--#set var=\"v\" value=\"a b\" --><!--#echo var=\"v\" encoding=\"url\" -->   | a%20b",
                "<!--#set var=\"v\" value=\"$arg_arg-${uri}\" --><!--#echo var=\"v\" -->        | value-/page.html"
            })
    void echo_and_set_know_variables(String page, String expected) throws Exception {
        assertThat(page(page)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<!--#include virtual=\"/say?a=b\" -->        | [/say a=b GET]",
                "<!--#include file=\"part.txt\" -->           | part",
                "<!--#include virtual=\"/say?$arg_arg\" -->   | [/say value GET]",
                "<!--#include virtual=\"/say\" wait=\"yes\" --> | [/say  GET]",
                "<!--#include virtual=\"/say\" set=\"v\" -->(<!--#echo var=\"v\" encoding=\"none\" -->) | ([/say  GET])"
            })
    void include_inserts_a_response(String page, String expected) throws Exception {
        assertThat(page(page)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<!--#if expr=\"$arg_v\" -->a<!--#else -->b<!--#endif --> | b",
                "<!--#if expr=\"$uri = $uri\" -->a<!--#else -->b<!--#endif --> | a",
                "<!--#if expr=\"x != y\" -->a<!--#else -->b<!--#endif --> | a",
                "<!--#set var=\"w\" value=\"abc\" --><!--#if expr=\"$w = /^A?(.)b/\" --><!--#echo var=\"1\" --><!--#endif --> | a",
                "<!--#if expr=\"\" -->a<!--#elif expr=\"1\" -->b<!--#else -->c<!--#endif --> | b",
                "<!--#if expr=\"a = /(/\" -->a<!--#endif --> | "
                        + "[an error occurred while processing the directive]a[an error occurred while processing the directive]",
                "a<!--#config errmsg=\"\" --><!--#none -->b | ab",
            })
    void if_chooses_a_branch(String page, String expected) throws Exception {
        assertThat(page(page)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<!--#block name=\"b\" -->a<!--#endblock -->c | c",
                "<!--#block name=\"b\" -->a<!--#endblock --><!--#include virtual=\"/none.html\" stub=\"b\" --> | a",
                "<!--#block name=\"b\" -->a<!--#endblock --><!--#include virtual=\"/part.txt\" stub=\"b\" --> | part",
            })
    void a_block_stands_for_a_response_that_is_missing(String page, String expected) throws Exception {
        assertThat(page(page)).isEqualTo(expected);
    }

    @Test
    void an_encoded_zero_byte_is_unsafe() throws Exception {
        assertThat(page("<!--#include virtual=\"/say%00x\" -->")).isEqualTo(ERROR);
        site.file("html/zero.html", "<!--#include virtual=\"/say/$arg_p\" -->");
        assertThat(get("/zero.html?p=%00REMOTE_USER%00admin").body()).isEqualTo(ERROR);
    }

    @Test
    void blocks_without_text_count_too() throws Exception {
        String many = "<!--#block name=\"none\" --><!--#endblock -->".repeat(20_000);
        String stub = "<!--#include virtual=\"/none.html\" stub=\"last\" -->";
        assertThat(page(many + "<!--#block name=\"last\" -->a<!--#endblock -->" + stub))
                .endsWith(ERROR);
    }

    @Test
    void config_changes_the_error_message_and_the_form_of_times() throws Exception {
        assertThat(page("<!--#config errmsg=\"oops\" --><!--#none -->")).isEqualTo("oops");
        assertThat(page("<!--#config timefmt=\"%Y\" --><!--#echo var=\"date_gmt\" -->"))
                .matches("\\d{4}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<!--#none -->",
                "<!--#echo -->",
                "<!--#echo var=uri -->",
                "<!--#include virtual=\"/a\" file=\"a\" -->",
                "<!--#set var=\"v\" -->",
                "<!--#endif -->"
            })
    void a_wrong_command_becomes_an_error_message(String page) throws Exception {
        assertThat(page("(" + page + ")")).isEqualTo("(" + ERROR + ")");
    }

    @Test
    void errors_can_be_silent() throws Exception {
        assertThat(get("/silent/silent.html").body()).isEqualTo("[]");
    }

    @Test
    void setting_and_type_decide_whether_commands_are_read() throws Exception {
        assertThat(get("/a.html").body()).isEqualTo("x/a.htmly");
        assertThat(get("/off/a.html").body()).startsWith("x<!--#echo");
        assertThat(get("/a.txt").body()).startsWith("<!--#echo");
        assertThat(get("/types/a.txt").body()).isEqualTo("/types/a.txt");
    }

    @Test
    void length_and_validators_are_removed() throws Exception {
        RawResponse response = get("/a.html");

        assertThat(response.fields().names())
                .doesNotContain("Content-Length", "Last-Modified", "ETag", "Accept-Ranges");
        assertThat(get("/modified/a.html").field("Last-Modified")).isEqualTo("Thu, 15 Jan 2026 10:20:30 GMT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ssi maybe; | [emerg] invalid value \"maybe\" in \"ssi\" directive, it must be \"on\" or \"off\" in nginx.conf:3",
                "ssi_value_length many; | [emerg] \"ssi_value_length\" directive invalid value in nginx.conf:3",
                "ssi_types text/html; | [warn] duplicate MIME type \"text/html\" in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
