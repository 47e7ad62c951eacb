package io.gangway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopLoadTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;

    private final LoopLoad load = new LoopLoad();

    private void work(long from, long to) {
        load.begin(from);
        load.end(to);
    }

    @Test
    void busy_time_is_the_sum_of_the_passes() {
        work(10 * SECOND, 10 * SECOND + 3 * MILLI);
        work(11 * SECOND, 11 * SECOND + 4 * MILLI);

        assertThat(load.iterations()).isEqualTo(2);
        assertThat(load.busy()).isEqualTo(7 * MILLI);
    }

    @Test
    void the_lag_is_the_longest_pass_of_the_last_seconds() {
        work(10 * SECOND, 10 * SECOND + 300 * MILLI);
        work(10 * SECOND + 500 * MILLI, 10 * SECOND + 520 * MILLI);

        assertThat(load.lag(10 * SECOND + 600 * MILLI)).isEqualTo(300 * MILLI);
        work(11 * SECOND + 900 * MILLI, 11 * SECOND + 910 * MILLI);
        assertThat(load.lag(11 * SECOND + 920 * MILLI)).isEqualTo(300 * MILLI);
        work(13 * SECOND, 13 * SECOND + 5 * MILLI);
        assertThat(load.lag(13 * SECOND + 10 * MILLI)).isEqualTo(10 * MILLI);
        assertThat(load.lag(20 * SECOND)).isZero();
    }

    @Test
    void a_pass_that_has_not_ended_counts() {
        load.begin(10 * SECOND);

        assertThat(load.lag(15 * SECOND)).isEqualTo(5 * SECOND);
    }

    @Test
    void an_end_without_a_begin_is_ignored() {
        load.end(SECOND);

        assertThat(load.iterations()).isZero();
    }
}
