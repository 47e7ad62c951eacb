package io.gangway.upstream.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.cache.CacheSettings;
import io.gangway.exchange.Template;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheRulesTest {
    private static CacheRules rules(boolean post, long maxRangeOffset) {
        return new CacheRules(
                Template.of("pages"),
                Map.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                ValidTimes.NONE,
                post,
                0,
                new CacheSettings(1, 4096, false, 0, 0),
                maxRangeOffset,
                false,
                true,
                false);
    }

    @Test
    void get_and_head_are_always_cached() {
        assertThat(rules(false, 0).isCached("GET")).isTrue();
        assertThat(rules(false, 0).isCached("HEAD")).isTrue();
        assertThat(rules(false, 0).isCached("POST")).isFalse();
        assertThat(rules(true, 0).isCached("POST")).isTrue();
        assertThat(rules(true, 0).isCached("PUT")).isFalse();
    }

    @Test
    void a_range_is_too_far_from_its_offset_on() {
        CacheRules rules = rules(false, 100);

        assertThat(rules.isBeyondRange("bytes=99-")).isFalse();
        assertThat(rules.isBeyondRange("bytes=100-")).isTrue();
        assertThat(rules.isBeyondRange("Bytes= 100-200")).isTrue();
        assertThat(rules.isBeyondRange("bytes=-1")).isTrue();
        assertThat(rules.isBeyondRange("bytes=x")).isFalse();
        assertThat(rules.isBeyondRange("lines=200-")).isFalse();
        assertThat(rules.isBeyondRange(null)).isFalse();
    }

    @Test
    void no_range_is_too_far_without_a_limit_and_each_is_with_none() {
        assertThat(rules(false, Long.MAX_VALUE).isBeyondRange("bytes=-1")).isFalse();
        assertThat(rules(false, 0).isBeyondRange("anything")).isTrue();
        assertThat(rules(false, 0).isBeyondRange(null)).isFalse();
    }

    @Test
    void the_first_matching_time_counts() {
        ValidTimes times = new ValidTimes(
                List.of(new ValidTimes.Rule(404, 1), new ValidTimes.Rule(0, 2), new ValidTimes.Rule(200, 3)));

        assertThat(times.seconds(404)).isEqualTo(1);
        assertThat(times.seconds(200)).isEqualTo(2);
        assertThat(ValidTimes.NONE.seconds(200)).isZero();
    }
}
