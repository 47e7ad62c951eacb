package io.gangway.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0-3              | 0-4",
                "3-3              | 3-4",
                "7-               | 7-10",
                "0-               | 0-10",
                "8-100            | 8-10",
                "-3               | 7-10",
                "-30              | 0-10",
                " 1 - 2           | 1-3",
                "0-1,4-5          | 0-2 4-6",
                "0-1 ,  -2        | 0-2 8-10",
                "2-3,50-60        | 2-4",
                "0-5,3-6          | 0-6 3-7",
                "0-8,0-8          | WHOLE",
                "-0               | NOT_SATISFIABLE",
                "0-0,-0           | 0-1",
                "10-              | NOT_SATISFIABLE",
                "5-3              | NOT_SATISFIABLE",
                "x                | NOT_SATISFIABLE",
                "1                | NOT_SATISFIABLE",
                "1-2x             | NOT_SATISFIABLE",
                "1-2,             | NOT_SATISFIABLE",
                ",1-2             | NOT_SATISFIABLE",
                "-                | NOT_SATISFIABLE",
                "0-9223372036854775807   | 0-10",
                "0-9223372036854775808   | NOT_SATISFIABLE",
                "99999999999999999999-   | NOT_SATISFIABLE",
            })
    void ranges_of_ten_bytes_are_read(String spec, String expected) {
        assertThat(text(ByteRanges.parse(spec, 10, 100))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0- | WHOLE", "-1 | WHOLE", "1- | NOT_SATISFIABLE"})
    void ranges_of_an_empty_file_are_read(String spec, String expected) {
        assertThat(text(ByteRanges.parse(spec, 0, 100))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, WHOLE", "2, 0-1 2-3", "0, WHOLE"})
    void too_many_ranges_select_the_whole_file(int max, String expected) {
        assertThat(text(ByteRanges.parse("0-0,2-2", 10, max))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"15, 15", "17, 0"})
    void ranges_with_too_much_overhead_are_refused(int count, int expected) {
        StringBuilder spec = new StringBuilder("0-0");
        for (int i = 1; i < count; i++) {
            spec.append(',').append(2 * i).append('-').append(2 * i);
        }
        assertThat(ByteRanges.parse(spec.toString(), 100, ByteRanges.UNLIMITED).ranges())
                .hasSize(expected);
    }

    private static String text(ByteRanges ranges) {
        return ranges.verdict() == ByteRanges.Verdict.PARTIAL
                ? ranges.ranges().stream().map(r -> r.start() + "-" + r.end()).collect(Collectors.joining(" "))
                : ranges.verdict().toString();
    }
}
