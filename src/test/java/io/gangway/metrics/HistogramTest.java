package io.gangway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistogramTest {
    private final Histogram histogram = new Histogram(10, 100);

    @Test
    void a_duration_is_in_the_first_bucket_with_a_bound_that_is_not_below_it() {
        for (long millis : new long[] {0, 10, 11, 100, 101, 1_000_000}) {
            histogram.record(millis);
        }

        assertThat(histogram.counts()).containsExactly(2, 2, 2);
        assertThat(histogram.count()).isEqualTo(6);
        assertThat(histogram.sumMillis()).isEqualTo(1_000_222);
    }

    @Test
    void bounds_are_shown_in_seconds() {
        assertThat(histogram.boundsSeconds()).containsExactly(0.01, 0.1, Double.POSITIVE_INFINITY);
    }

    @Test
    void a_reset_histogram_is_empty() {
        histogram.record(5);

        histogram.reset();

        assertThat(histogram.count()).isZero();
        assertThat(histogram.sumMillis()).isZero();
    }
}
