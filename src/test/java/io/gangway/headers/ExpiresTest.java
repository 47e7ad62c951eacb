package io.gangway.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiresTest {
    @ParameterizedTest
    @CsvSource({
        "epoch, false, EPOCH, 0",
        "max, false, MAX, 0",
        "off, false, OFF, 0",
        "1h, false, ACCESS, 3600",
        "+1h, false, ACCESS, 3600",
        "-1, false, ACCESS, -1",
        "0, false, ACCESS, 0",
        "1d 2h, true, MODIFIED, 93600",
        "-2m, true, MODIFIED, -120",
        "@15h30m, false, DAILY, 55800",
        "@24h, false, DAILY, 86400",
    })
    void a_time_is_read(String text, boolean modified, Expires.Kind kind, long seconds) throws Exception {
        assertThat(Expires.parse(text, modified)).isEqualTo(new Expires.When(kind, seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''     | false | invalid value",
                "soon   | false | invalid value",
                "max    | true  | invalid value",
                "@25h   | false | daily time value must be less than 24 hours",
                "@1h    | true  | daily time cannot be used with \"modified\" parameter",
            })
    void a_wrong_time_is_refused(String text, boolean modified, String message) {
        assertThatThrownBy(() -> Expires.parse(text, modified)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-15T10:00:00Z, 39600, 2026-01-15T11:00:00Z",
        "2026-01-15T11:00:00Z, 39600, 2026-01-16T11:00:00Z",
        "2026-01-15T12:00:00Z, 39600, 2026-01-16T11:00:00Z",
        "2026-01-31T12:00:00Z, 0, 2026-02-01T00:00:00Z",
    })
    void a_time_of_day_is_the_next_occurrence(String now, long secondsOfDay, String expected) {
        assertThat(Expires.nextTime(seconds(now), secondsOfDay, ZoneId.of("UTC")))
                .isEqualTo(seconds(expected));
    }

    @ParameterizedTest
    @CsvSource({"2026-03-29T00:30:00Z, 10800, 2026-03-29T01:00:00Z", "2026-03-28T12:00:00Z, 28800, 2026-03-29T06:00:00Z"
    })
    void a_time_of_day_is_local_time(String now, long secondsOfDay, String expected) {
        assertThat(Expires.nextTime(seconds(now), secondsOfDay, ZoneId.of("Europe/Berlin")))
                .isEqualTo(seconds(expected));
    }

    private static long seconds(String time) {
        return ZonedDateTime.parse(time).toEpochSecond();
    }
}
