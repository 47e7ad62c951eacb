package io.gangway.ssi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The results of the C library's {@code strftime} for 2 January 2027, 15:04:05 at +02:30. */
class TimeTextTest {
    private static final ZonedDateTime TIME =
            ZonedDateTime.of(2027, 1, 2, 15, 4, 5, 0, ZoneOffset.ofHoursMinutes(2, 30));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%A, %d-%b-%Y %H:%M:%S | Saturday, 02-Jan-2027 15:04:05",
                "%a %B %h              | Sat January Jan",
                "%c                    | Sat Jan  2 15:04:05 2027",
                "%D %x %F              | 01/02/27 01/02/27 2027-01-02",
                "%r %R %T %X           | 03:04:05 PM 15:04 15:04:05 15:04:05",
                "%C %y %e %I %l %k     | 20 27  2 03  3 15",
                "%j %m %p %P           | 002 01 PM pm",
                "%u %w %U %W           | 6 6 00 00",
                "%G %g %V              | 2026 26 53",
                "%s %z                 | 1798893245 +0230",
                "%% %Ex %Od %Q         | % 01/02/27 02 %Q",
                "100%                  | 100%",
            })
    void a_format_gives_what_the_c_library_gives(String format, String expected) {
        assertThat(TimeText.of(format, TIME)).isEqualTo(expected);
    }

    @Test
    void short_names_of_months_have_three_letters() {
        StringBuilder names = new StringBuilder();
        for (int month = 1; month <= 12; month++) {
            names.append(TimeText.of("%b", TIME.withMonth(month)));
        }
        assertThat(names).hasToString("JanFebMarAprMayJunJulAugSepOctNovDec");
    }
}
