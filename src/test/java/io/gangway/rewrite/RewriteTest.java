package io.gangway.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rewrite} and {@code break}. */
class RewriteTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir}/html;
                rewrite_log on;
                error_log %{dir}/rewrite.log notice;
                rewrite ^/old/(.*)$ /show/$1;
                rewrite ^/first/(.*)$ /second/$1 last;
                rewrite ^/second/(.*)$ /third/$1 last;
                rewrite ^/kept/(.*)$ /show/kept/$1 break;
                rewrite ^/show/kept/(.*)$ /never/$1;
                location /show { return 200 "$uri|$args|$request_uri"; }
                location /second/ { return 200 "second $uri"; }
                location /third/ { return 200 "third $uri"; }
                location /last/ { rewrite ^/last/(.*)$ /show/$1 last; return 200 never; }
                location /chain/ { rewrite ^/chain/(.*)$ /chain/one/$1; rewrite ^/chain/one/(.*)$ /show/two/$1; }
                location /break/ { rewrite ^/break/(.*)$ /file/$1 break; rewrite ^ /show last; return 200 never; }
                location /plain-break/ { break; return 200 never; }
                location /loop/ { rewrite ^ /loop/again last; }
                location /redirect/ { rewrite ^/redirect/(.*)$ /to/$1 redirect; }
                location /permanent/ { rewrite ^/permanent/(.*)$ /to/$1 permanent; }
                location /url/ { rewrite ^/url/(.*)$ https://example.org/$1; }
                location /scheme/ { rewrite ^ $scheme://example.org/? permanent; }
                location /args/ { rewrite ^/args/(.*)$ /show?got=$1 last; }
                location /drop/ { rewrite ^/drop/(.*)$ /show?got=$1? last; }
                location /named/ { rewrite ^/named/(?<first>[^/]+)/(?<rest>.*)$ /show/$rest/$first last; }
                location /case/ { rewrite (?i)^/case/abc$ /show/matched last; return 200 "no match"; }
                location /escape/ { rewrite ^/escape/(.*)$ /show?a=$1 last; }
                location /empty/ { rewrite ^ ?a=1 last; }
            }
            """;

    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.create()
                .file("html/file/a", "file")
                .file("html/plain-break/a", "broken out")
                .config(CONFIG);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    private static String body(String target) throws IOException {
        return RawHttp.get(site.port(), target).body();
    }

    @ParameterizedTest
    @CsvSource({
        "/old/a?b=c, /show/a|b=c|/old/a?b=c",
        "/first/a, second /second/a",
        "/kept/a, /show/kept/a||/kept/a",
    })
    void a_server_rewrites_before_a_location_is_chosen(String target, String expected) throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"/last/a?b, /show/a|b|/last/a?b", "/chain/a, /show/two/a||/chain/a"})
    void a_location_rewrites_and_another_is_chosen(String target, String expected) throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @Test
    void break_keeps_the_location() throws Exception {
        assertThat(body("/break/a")).isEqualTo("file");
        assertThat(body("/plain-break/a")).isEqualTo("broken out");
    }

    @Test
    void eleven_rewrites_in_a_row_are_a_cycle() throws Exception {
        assertThat(RawHttp.get(site.port(), "/loop/a").status()).isEqualTo(500);
        awaitLog("rewrite or internal redirection cycle while processing \"/loop/again\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/redirect/a%20b?x=y, 302, http://localhost:PORT/to/a%20b?x=y",
        "/permanent/a, 301, http://localhost:PORT/to/a",
        "/url/a?x=y, 302, https://example.org/a?x=y",
        "/scheme/a?x=y, 301, http://example.org/"
    })
    void a_flag_or_a_url_redirects(String target, int status, String location) throws Exception {
        RawResponse response = RawHttp.get(site.port(), target);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.field("Location")).isEqualTo(location.replace("PORT", String.valueOf(site.port())));
    }

    @ParameterizedTest
    @CsvSource({
        "/args/a?x=y, /show|got=a&x=y|/args/a?x=y",
        "/drop/a?x=y, /show|got=a|/drop/a?x=y",
        "/escape/a%26b%20c, /show|a=a%26b%20c|/escape/a%26b%20c"
    })
    void arguments_are_added_unless_a_question_mark_ends_the_replacement(String target, String expected)
            throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @Test
    void groups_may_have_names() throws Exception {
        assertThat(body("/named/a/b/c")).isEqualTo("/show/b/c/a||/named/a/b/c");
    }

    @ParameterizedTest
    @CsvSource({"/case/ABC, /show/matched||/case/ABC", "/case/abcd, no match"})
    void the_expression_is_compared_with_the_decoded_path(String target, String expected) throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @Test
    void an_empty_path_is_an_error() throws Exception {
        assertThat(RawHttp.get(site.port(), "/empty/").status()).isEqualTo(500);
        awaitLog("the rewritten URI has a zero length");
    }

    @Test
    void rewrite_log_logs_each_step() throws Exception {
        body("/last/logged?b");
        awaitLog("\"^/last/(.*)$\" matches \"/last/logged\"");
        awaitLog("rewritten data: \"/show/logged\", args: \"b\"");
        awaitLog("\"^/old/(.*)$\" does not match \"/last/logged\"");
    }

    private static void awaitLog(String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("rewrite.log")))
                        .contains(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rewrite ^ /x again; | [emerg] invalid parameter \"again\" in nginx.conf:3",
                "rewrite ^ \"\";     | [emerg] empty replacement in nginx.conf:3",
                "rewrite ^;          | [emerg] invalid number of arguments in \"rewrite\" directive in nginx.conf:3",
                "rewrite ^ /$none;   | [emerg] unknown \"none\" variable",
                "break now;          | [emerg] invalid number of arguments in \"break\" directive in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directive, String message) throws Exception {
        assertThat(ConfigurationCheck.messages("server { listen 127.0.0.1:18080; " + directive + " }"))
                .containsExactly(message);
    }
}
