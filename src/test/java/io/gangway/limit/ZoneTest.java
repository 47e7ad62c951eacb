package io.gangway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.config.ZoneSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Zones are limited by their size, as in nginx. */
class ZoneTest {
    private static final long SMALLEST = 32768;

    /** Number of short keys that nginx holds in its smallest request zone. */
    private static final int BUCKETS = 160;

    private static final long PER_MINUTE = 1000 / 60;

    private final Buckets buckets = new Buckets(SMALLEST);
    private final Connections connections = new Connections(SMALLEST, false);

    @ParameterizedTest
    @CsvSource({"84, 128", "128, 128", "129, 256", "40, 64", "2048, 2048", "2049, 4096", "65615, 69632"})
    void memory_is_counted_in_chunks(int bytes, int chunk) {
        assertThat(ZoneSize.chunk(bytes)).isEqualTo(chunk);
    }

    @Test
    void a_full_zone_of_requests_drops_the_oldest_key() {
        for (int i = 0; i < BUCKETS; i++) {
            assertThat(count("key" + i, 0)).isZero();
        }
        assertThat(count("key0", 0)).isEqualTo(1000);

        assertThat(count("one more", 0)).isZero();

        assertThat(count("key0", 0)).isEqualTo(2000);
        assertThat(count("key1", 0)).isZero();
    }

    @Test
    void a_key_that_does_not_fit_is_refused() {
        assertThat(count("x".repeat(65_000), 0)).isEqualTo(-1);
    }

    @Test
    void a_full_zone_of_connections_refuses_new_keys_until_one_is_free() {
        int count = 0;
        while (connections.enter("key" + count, 9) == Connections.Result.ENTERED) {
            count++;
        }

        assertThat(count).isEqualTo(2 * BUCKETS);
        assertThat(connections.enter("key0", 9)).isEqualTo(Connections.Result.ENTERED);
        assertThat(connections.enter("key0", 2)).isEqualTo(Connections.Result.TOO_MANY);
        connections.leave("key1");
        assertThat(connections.enter("new", 9)).isEqualTo(Connections.Result.ENTERED);
        assertThat(connections.enter("newer", 9)).isEqualTo(Connections.Result.ZONE_FULL);
    }

    private long count(String key, long now) {
        return buckets.count(key, now, PER_MINUTE, Long.MAX_VALUE);
    }
}
