package io.gangway.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a search costs for patterns that cost others exponential or quadratic time. */
class SearchWorkTest {
    private static final int LENGTH = 8192;

    static List<Arguments> patterns() {
        return List.of(
                Arguments.of("(a+)+$", "a", "!"),
                Arguments.of("^(a*)*$", "a", "!"),
                Arguments.of("((a*)*)*b", "a", ""),
                Arguments.of("(a|aa)+$", "a", "!"),
                Arguments.of("^(a|a?)+$", "a", "!"),
                Arguments.of("(?i:([a-z]+)+)$", "aA", "!"),
                Arguments.of("^/(.*)/(.*)\\.x", "/", ""),
                Arguments.of("^/(.*)/(.*)\\.x", "/a", ""),
                Arguments.of("^/(.*)/(.*)\\.secret", "/", ""),
                Arguments.of("(x+x+)+y", "x", ""),
                Arguments.of("^(.*?,){11}P", "1,", ""),
                Arguments.of("(.*a){20}$", "a", "!"),
                Arguments.of(".*.*.*=.*;", "x=", ""),
                Arguments.of("(.*)(.*)(.*)(.*)!$", "a", ""),
                Arguments.of("\\s+$", " ", "x"),
                Arguments.of("(([a-z0-9-]{1,63}\\.){1,10})+com$", "a-b.", ""),
                Arguments.of("^([a-z0-9])(([-.]|_+)?([a-z0-9]+))*@[a-z0-9]+\\.[a-z]{2,3}$", "a", ""),
                Arguments.of("(?:.|\\n)*?x", "a", ""),
                Arguments.of("^/(?!api/)(.*)/(.*)\\.secret", "/a", ""),
                Arguments.of("^(?=(a+)+$)", "a", "!"),
                Arguments.of("(?:(?!ab)a)+$", "a", "!"),
                Arguments.of("^(?>(a|aa)+)$", "a", "!"));
    }

    @ParameterizedTest(name = "{0} on many {1}")
    @MethodSource("patterns")
    void work_is_bounded_by_pattern_times_subject(String pattern, String part, String end) {
        String subject = part.repeat((LENGTH - end.length()) / part.length()) + end;
        RegexProgram program = RegexProgram.of(RegexParser.parse(pattern, false));
        var search = new Search(program, subject, Integer.MAX_VALUE);
        long begin = System.nanoTime();
        assertThat(search.run()).isNull();
        // Some milliseconds; a busy machine may take more.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(search.steps()).isLessThan(2 * program.ops.length * (program.depth + 1) * LENGTH);
    }

    @Test
    void twice_the_subject_costs_twice_the_work() {
        for (String pattern : List.of("(a+)+$", "(a*)*b", "(a|aa)+$", ".*.*x", "^(.*?a){5}P")) {
            RegexProgram program = RegexProgram.of(RegexParser.parse(pattern, false));
            int once = steps(program, LENGTH);
            assertThat(steps(program, 2 * LENGTH)).as(pattern).isBetween(once, 2 * once + 100);
        }
    }

    private static int steps(RegexProgram program, int length) {
        var search = new Search(program, "a".repeat(length) + "\u0000", Integer.MAX_VALUE);
        assertThat(search.run()).isNull();
        return search.steps();
    }

    @Test
    void a_search_in_a_deep_pattern_needs_no_stack() {
        assertThat(Regex.compile("^(a|(b|(c|d)))*$", false)
                        .match("abcd".repeat(10_000))
                        .group(1))
                .isEqualTo("d");
    }

    @Test
    void a_search_that_needs_too_much_memory_ends_with_a_limit() {
        assertThatThrownBy(() -> Regex.compile("^(ab|cd)*$", false).match("ab".repeat(4 << 20)))
                .isInstanceOf(RegexLimitException.class);
        assertThatThrownBy(() -> Regex.compile("(ab|c{9}){900}!", false).match("ab".repeat(50_000)))
                .isInstanceOf(RegexLimitException.class);
    }

    @Test
    void a_pattern_with_too_many_instructions_runs_on_java() {
        for (String pattern : List.of("((a{99}){99}){99}", "(a{60000}b){60000}", "(?:a|b){65535}c")) {
            assertThat(RegexProgram.of(RegexParser.parse(pattern, false)))
                    .as(pattern)
                    .isNull();
        }
        assertThat(Regex.compile("^(?:(?:ab|c){99}){99}d", false).match("cd")).isNull();
    }

    @Test
    void references_and_lookbehind_run_on_java() {
        for (String pattern : List.of("(a)\\1", "(?<n>a)\\k<n>", "(?<=a)b", "(?<!a)b")) {
            assertThat(RegexProgram.of(RegexParser.parse(pattern, false)))
                    .as(pattern)
                    .isNull();
        }
    }
}
