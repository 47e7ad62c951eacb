package io.gangway.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RunningSite;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code map}. */
class MapTest {
    private static final String CONFIG = """
            map $arg_a $value {
                default none;
                one 1;
                "two words" 2;
                "" empty;
                ~^x(?<tail>.*)$ "x and $tail";
                ~*^caps$ caps;
                ~^xy never;
                \\~tilde tilde;
                \\default "the word";
                include more.map;
            }
            map $arg_a $bare { one 1; }
            map $arg_a $name {
                hostnames;
                default none;
                .a.test dot;
                *.b.test head;
                *.c.b.test deep;
                www.* tail;
                www.a.* deep-tail;
                www.exact.test exact;
            }
            map "$arg_a-$arg_b" $both { "1-2" "$arg_c $uri"; }
            map $arg_a $chained { default "<$value>"; }
            map $arg_a $cached { default $seen; }
            map $arg_a $volatile { volatile; default $seen; }
            map $arg_a $capture { ~^(.)(.) "$2$1"; }
            server {
                listen 127.0.0.1:%{port};
                location /value { return 200 $value; }
                location /bare { return 200 "[$bare]"; }
                location /name { return 200 $name; }
                location /both { return 200 "$both"; }
                location /chained { return 200 $chained; }
                location /volatile { set $seen 1; set $first "$cached $volatile"; set $seen 2; return 200 "$first, $cached $volatile"; }
                location ~ ^/capture/(.*)$ { return 200 "$1 $capture $1"; }
            }
            """;

    @RegisterExtension
    static final RunningSite site = RunningSite.of(CONFIG).file("more.map", "three 3;\n");

    private static String body(String target) throws IOException {
        return site.get(target).body();
    }

    @ParameterizedTest
    @CsvSource({
        "one, 1",
        "ONE, 1",
        "three, 3",
        "four, none",
        "'', empty",
        "~tilde, tilde",
        "default, the word",
        "CAPS, caps",
        "xyz, x and yz",
        "X, none"
    })
    void a_text_is_looked_up_in_any_case_before_the_expressions(String text, String value) throws Exception {
        assertThat(body("/value?a=" + text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"one, [1]", "two, []"})
    void without_a_default_the_value_is_empty(String text, String value) throws Exception {
        assertThat(body("/bare?a=" + text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "a.test, dot",
        "x.a.test, dot",
        "A.TEST., dot",
        "b.test, none",
        "x.b.test, head",
        "x.c.b.test, deep",
        "c.b.test, head",
        "www.other, tail",
        "www.a.other, deep-tail",
        "www.exact.test, exact",
        "www.b.test, head"
    })
    void the_longest_wildcard_of_a_host_name_wins(String name, String value) throws Exception {
        assertThat(body("/name?a=" + name)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"/both?a=1&b=2&c=3, 3 /both", "/both?a=1, ''"})
    void source_and_values_may_combine_variables(String target, String value) throws Exception {
        assertThat(body(target)).isEqualTo(value);
    }

    @Test
    void a_value_may_be_another_map() throws Exception {
        assertThat(body("/chained?a=one")).isEqualTo("<1>");
    }

    @Test
    void a_value_is_cached_unless_the_map_is_volatile() throws Exception {
        assertThat(body("/volatile")).isEqualTo("1 1, 1 2");
    }

    @Test
    void an_expression_replaces_the_captures_of_the_location() throws Exception {
        assertThat(body("/capture/abc?a=xyz")).isEqualTo("x yx x");
        assertThat(body("/capture/abc?a=z")).isEqualTo("abc  abc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "map $uri a { } | [emerg] invalid variable name \"a\" in nginx.conf:3",
                "map $uri $uri { } | [emerg] the duplicate \"uri\" variable in nginx.conf:3",
                "map $uri $a { a 1; A 2; } | [emerg] conflicting parameter \"a\" in nginx.conf:3",
                "map $uri $a { default 1; default 2; } | [emerg] duplicate default map parameter in nginx.conf:3",
                "map $uri $a { a 1 2; } | [emerg] invalid number of the map parameters in nginx.conf:3",
                "map $uri $a { hostnames; a..b 1; } | [emerg] invalid hostname or wildcard \"a..b\" in nginx.conf:3",
                "map $none $a { } | [emerg] unknown \"none\" variable",
            })
    void wrong_entries_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
