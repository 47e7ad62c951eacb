package io.gangway.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected values were recorded from nginx 1.30. */
class EscapingTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain text 'x', plain text 'x'",
                "a\"b,                a\\x22b",
                "a\\b,                a\\x5Cb",
                "~,                   ~",
            })
    void the_default_escapes_quotes_and_backslashes(String value, String written) {
        assertThat(written(Escaping.DEFAULT, value)).isEqualTo(written);
    }

    @Test
    void the_default_escapes_what_is_not_printable_ascii() {
        assertThat(written(Escaping.DEFAULT, "\0\t\n\u001f \u007f\u0080\u00ff"))
                .isEqualTo("\\x00\\x09\\x0A\\x1F \\x7F\\x80\\xFF");
    }

    @Test
    void json_escapes_what_a_json_string_must_not_contain() {
        assertThat(written(Escaping.JSON, "\"\\/\n\r\t\b\f\u0000\u001f\u007f\u00e4"))
                .isEqualTo("\\\"\\\\/\\n\\r\\t\\b\\f\\u0000\\u001F\u007f\u00e4");
    }

    @Test
    void none_escapes_nothing() {
        assertThat(written(Escaping.NONE, "\"\\\n\u00ff")).isEqualTo("\"\\\n\u00ff");
    }

    @Test
    void a_missing_value_is_a_dash_only_by_default() {
        assertThat(written(Escaping.DEFAULT, null)).isEqualTo("-");
        assertThat(written(Escaping.JSON, null)).isEmpty();
        assertThat(written(Escaping.NONE, null)).isEmpty();
    }

    @Test
    void an_empty_value_stays_empty() {
        assertThat(written(Escaping.DEFAULT, "")).isEmpty();
    }

    private static String written(Escaping escaping, String value) {
        Line line = new Line();
        escaping.write(line, value);
        return new String(line.array(), 0, line.length(), StandardCharsets.ISO_8859_1);
    }
}
