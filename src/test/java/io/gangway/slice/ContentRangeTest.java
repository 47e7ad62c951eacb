package io.gangway.slice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields that name the range of a slice. */
class ContentRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes 0-3/10, 0, 4, 10",
        "bytes  4 - 7 / 10 , 4, 8, 10",
        "bytes 0-3/*, 0, 4, -1",
        "bytes 0-9223372036854775806/9223372036854775807, 0, 9223372036854775807, 9223372036854775807"
    })
    void a_range_and_its_whole_are_read(String field, long start, long end, long length) {
        assertThat(ContentRange.parse(field)).isEqualTo(new ContentRange(start, end, length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes ",
                "Bytes 0-3/10",
                "bytes 0-3",
                "bytes 0/10",
                "bytes -3/10",
                "bytes a-3/10",
                "bytes 0-3/",
                "bytes 0-3/10x",
                "bytes 0-3/*1",
                "bytes */10",
                "bytes 0-3/9223372036854775808",
                "lines 0-3/10"
            })
    void what_is_no_range_is_refused(String field) {
        assertThat(ContentRange.parse(field)).isNull();
    }

    @Test
    void a_missing_field_is_refused() {
        assertThat(ContentRange.parse(null)).isNull();
    }
}
