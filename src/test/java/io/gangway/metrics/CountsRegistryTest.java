package io.gangway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

class CountsRegistryTest {
    private final CountsRegistry<String, RequestZone> zones = new CountsRegistry<>();

    @Test
    void the_same_key_has_the_same_counters() {
        RequestZone first = zones.get("a", () -> new RequestZone("a"));

        assertThat(zones.get("a", () -> new RequestZone("other"))).isSameAs(first);
        assertThat(zones.get("b", () -> new RequestZone("b"))).isNotSameAs(first);
    }

    @Test
    void counters_that_nobody_uses_are_removed() {
        RequestZone used = zones.get("used", () -> new RequestZone("used"));
        zones.get("unused", () -> new RequestZone("unused"));

        await().untilAsserted(() -> {
            System.gc();
            assertThat(zones.all()).containsExactly(used);
        });
    }
}
