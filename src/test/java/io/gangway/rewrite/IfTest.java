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

/** {@code if} and {@code set}. */
class IfTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir}/html;
                error_log %{dir}/if.log warn;
                if ($arg_stop) { return 403; }
                location /conditions {
                    set $s "";
                    if ($arg_a) { set $s "${s}set "; }
                    if ($arg_a = 1) { set $s "${s}= "; }
                    if ($arg_a != 1) { set $s "${s}!= "; }
                    if ($arg_a ~ ^x) { set $s "${s}~ "; }
                    if ($arg_a ~* ^x) { set $s "${s}~* "; }
                    if ($arg_a !~ ^x) { set $s "${s}!~ "; }
                    if ($arg_a !~* ^x) { set $s "${s}!~* "; }
                    return 200 "$s";
                }
                location /files/ {
                    set $s "";
                    if (-f $request_filename) { set $s "${s}f"; }
                    if (!-f $request_filename) { set $s "${s}!f"; }
                    if (-d $request_filename) { set $s "${s}d"; }
                    if (-e $request_filename) { set $s "${s}e"; }
                    if (!-e $request_filename) { set $s "${s}!e"; }
                    if (-x $request_filename) { set $s "${s}x"; }
                    return 200 $s;
                }
                location /groups { if ($arg_a ~ (.)(?<second>.)) { return 200 "$1 $2 $second"; } return 200 none; }
                location /fields { add_header X-Out 1; if ($arg_a) { add_header X-In 1; } }
                location /last-if { if ($arg_a) { add_header X-A 1; } if ($arg_b) { add_header X-B 1; } }
                location /try { if ($arg_a) { add_header X-A 1; } try_files /fields =404; }
                location /rewrite { if ($arg_a) { rewrite ^ /shown last; } return 200 "not rewritten"; }
                location /shown { return 200 "shown"; }
                location /method { if ($request_method = POST) { return 405; } return 200 ok; }
                location /order { set $a one; set $b "$a two"; set $a three; return 200 "$a|$b|$c"; set $c 1; }
                location /args { set $args "n=1"; return 200 "$args|$is_args|$arg_n"; }
                location /own { set $http_x mine; return 200 "$http_x|$http_y"; }
                location /braces { set $a x; return 200 "${a}b|$a-b|$A"; }
            }
            """;

    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.create()
                .file("html/fields", "page")
                .file("html/last-if", "page")
                .file("html/files/plain", "plain")
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
        "/conditions?a=1, set = !~ !~* ",
        "/conditions?a=0, != !~ !~* ",
        "/conditions?a=00, set != !~ !~* ",
        "/conditions?a=x, set != ~ ~* ",
        "/conditions?a=X, set != ~* !~ ",
        "/conditions, != !~ !~* "
    })
    void a_condition_compares_a_variable(String target, String expected) throws Exception {
        assertThat(body(target).strip()).isEqualTo(expected.strip());
    }

    @ParameterizedTest
    @CsvSource({"/files/plain, fe", "/files/, !fdex", "/files/none, !f!e", "/files/plain/none, !f!e"})
    void a_condition_tests_a_file(String target, String expected) throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"/groups?a=bc, b c c", "/groups?a=b, none"})
    void an_expression_sets_its_groups(String target, String expected) throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @Test
    void a_server_may_end_a_request() throws Exception {
        assertThat(RawHttp.get(site.port(), "/shown?stop=1").status()).isEqualTo(403);
    }

    @Test
    void a_true_condition_applies_its_directives() throws Exception {
        RawResponse without = RawHttp.get(site.port(), "/fields");
        RawResponse with = RawHttp.get(site.port(), "/fields?a=1");

        assertThat(without.field("X-Out")).isEqualTo("1");
        assertThat(without.field("X-In")).isNull();
        assertThat(with.field("X-Out")).isNull();
        assertThat(with.field("X-In")).isEqualTo("1");
    }

    @Test
    void the_last_true_condition_wins() throws Exception {
        RawResponse both = RawHttp.get(site.port(), "/last-if?a=1&b=1");

        assertThat(both.field("X-A")).isNull();
        assertThat(both.field("X-B")).isEqualTo("1");
    }

    @Test
    void try_files_of_the_location_does_not_apply_within_a_true_condition() throws Exception {
        assertThat(body("/try")).isEqualTo("page");
        assertThat(RawHttp.get(site.port(), "/try?a=1").status()).isEqualTo(404);
    }

    @Test
    void a_rewrite_may_depend_on_a_condition() throws Exception {
        assertThat(body("/rewrite?a=1")).isEqualTo("shown");
        assertThat(body("/rewrite")).isEqualTo("not rewritten");
    }

    @Test
    void a_method_may_be_refused() throws Exception {
        assertThat(RawHttp.send(site.port(), RawHttp.request("POST", "/method")).status())
                .isEqualTo(405);
        assertThat(body("/method")).isEqualTo("ok");
    }

    @Test
    void variables_are_set_in_the_order_of_the_file() throws Exception {
        assertThat(body("/order")).isEqualTo("three|one two|");
    }

    @Test
    void a_variable_without_value_is_empty_and_a_warning_is_logged() throws Exception {
        body("/order");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("if.log")))
                        .contains("using uninitialized \"c\" variable"));
    }

    @ParameterizedTest
    @CsvSource({"/args?x=1, n=1|?|1", "/own, mine|", "/braces, xb|x-b|x"})
    void set_changes_arguments_and_makes_variables(String target, String expected) throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "if ($uri == a) { }      | [emerg] unexpected \"==\" in condition in nginx.conf:3",
                "if ($uri = ) { }        | [emerg] invalid condition \"$uri\" in nginx.conf:3",
                "if (uri) { }            | [emerg] invalid condition \"uri\" in nginx.conf:3",
                "if ($none) { }          | [emerg] unknown \"none\" variable",
                "if ($uri) { root /a; } | [emerg] \"root\" directive is not allowed here in nginx.conf:3",
                "set a b;                | [emerg] invalid variable name \"a\" in nginx.conf:3",
                "set $uri b;             | [emerg] the duplicate \"uri\" variable in nginx.conf:3",
                "set $a;                 | [emerg] invalid number of arguments in \"set\" directive in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directive, String message) throws Exception {
        assertThat(ConfigurationCheck.messages("server { listen 127.0.0.1:18080; " + directive + " }"))
                .containsExactly(message);
    }
}
