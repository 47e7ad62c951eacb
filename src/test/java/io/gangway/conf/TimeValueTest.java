package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeValueTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "60, 60000",
        "60s, 60000",
        "1m, 60000",
        "500ms, 500",
        "1s500ms, 1500",
        "1s 500ms, 1500",
        "1h 30m, 5400000",
        "1h30m, 5400000",
        "1h   30m, 5400000",
        "1w 1d 1h 1m 1s 1ms, 694861001",
        "1m 5, 65000",
        "1 2, 3000",
        "1ms 5, 5001",
        "1hm, 3600000",
        "9223372036854775807ms, 9223372036854775807",
        "9223372036854775, 9223372036854775000",
    })
    void milliseconds_are_read(String text, long expected) {
        assertThat(TimeValue.millis(text)).contains(Duration.ofMillis(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "60, 60",
        "1y, 31536000",
        "1M, 2592000",
        "1y 1M 1w 1d 1h 1m 1s, 34822861",
        "1d, 86400",
        "9223372036854775807, 9223372036854775807",
    })
    void seconds_are_read(String text, long expected) {
        assertThat(TimeValue.seconds(text)).contains(Duration.ofSeconds(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "s",
                "ms",
                "-1",
                "+1",
                "1.5s",
                "1x",
                "1S",
                "1H",
                "x",
                "1s1s",
                "1m 1h",
                "1s 1m",
                "1ms 1s",
                "1 2s",
                "1 2 3",
                "1y",
                "1M",
                "1sec",
                "1s;",
                "9223372036854776",
                "9223372036854775808",
                "9223372036854775807s",
                "153722867280913m"
            })
    void a_time_in_milliseconds_that_nginx_refuses_is_refused(String text) {
        assertThat(TimeValue.millis(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1ms", "1s1ms", "1M 1y", "1y1y", "9223372036854775808", "292471208678y", "1 s"})
    void a_time_in_seconds_that_nginx_refuses_is_refused(String text) {
        assertThat(TimeValue.seconds(text)).isEmpty();
    }

    @Test
    void the_error_names_the_directive_and_the_line_of_its_semicolon() {
        Node node =
                Parser.text("nginx.conf", "proxy_read_timeout\n5x\n;").nodes().get(0);

        assertThatThrownBy(() -> TimeValue.readMillis(node))
                .hasMessage("\"proxy_read_timeout\" directive invalid value in nginx.conf:3");
    }
}
