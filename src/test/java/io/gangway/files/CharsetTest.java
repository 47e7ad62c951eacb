package io.gangway.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharsetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "text/html                            | -",
                "text/html; charset=utf-8             | utf-8",
                "text/html;charset=\"koi8-r\"         | koi8-r",
                "text/html; level=1; CHARSET=utf-8    | utf-8",
                "text/html; level=1                   | -",
                "text/html; xcharset=utf-8            | -",
            })
    void the_charset_of_a_content_type(String type, String expected) {
        assertThat(Charset.parameter(type)).isEqualTo(expected);
    }
}
