package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxNotationTest {
    @ParameterizedTest
    @CsvSource({
        "time, 1, 1",
        "on | off, 1, 1",
        "number size, 2, 2",
        "user [group], 1, 2",
        "path [level1 [level2 [level3]]], 1, 4",
        "[ = | ~ | ~* | ^~ ] uri, 1, 2",
        "[two [least_conn]], 0, 2",
        "address[:port] [ssl], 1, 2",
        "zone=name [burst=number] [nodelay | delay=number], 1, 3",
        "off | on [from=part], 1, 2",
    })
    void arguments_are_counted(String form, int min, int max) {
        assertThat(SyntaxNotation.of(form)).isEqualTo(new SyntaxNotation(min, max));
    }

    @ParameterizedTest
    @CsvSource({"file ..., 1", "code ... [=[response]] uri, 2", "name [escape=none] string ..., 2", "(condition), 1"})
    void repetitions_are_unlimited(String form, int min) {
        assertThat(SyntaxNotation.of(form)).isEqualTo(new SyntaxNotation(min, Integer.MAX_VALUE));
    }

    @Test
    void an_empty_form_has_no_arguments() {
        assertThat(SyntaxNotation.of("")).isEqualTo(new SyntaxNotation(0, 0));
    }

    @Test
    void a_bracket_must_be_closed() {
        assertThatThrownBy(() -> SyntaxNotation.of("user [group")).isInstanceOf(IllegalArgumentException.class);
    }
}
