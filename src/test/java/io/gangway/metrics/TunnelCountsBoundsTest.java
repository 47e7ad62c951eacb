package io.gangway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TunnelCountsBoundsTest {
    private final TunnelCounts counts = new TunnelCounts("backend", "websocket");

    private void close(int code, String by) {
        counts.opened(TunnelCounts.Legs.HTTP1_TO_HTTP1);
        counts.closed(TunnelCounts.Legs.HTTP1_TO_HTTP1, new TunnelCounts.Close(String.valueOf(code), by), 1000);
    }

    @Test
    void a_client_cannot_create_a_counter_for_each_code() {
        for (int code = 3000; code < 5000; code++) {
            close(code, "client");
        }

        assertThat(counts.closes()).hasSize(66);
        assertThat(counts.closes().get(new TunnelCounts.Close("3xxx", "client")).sum())
                .isEqualTo(1000 - 64);
        assertThat(counts.closes().get(new TunnelCounts.Close("4xxx", "client")).sum())
                .isEqualTo(1000);
        assertThat(counts.closedBy("client")).isEqualTo(2000);
    }

    @Test
    void codes_of_the_protocol_are_always_counted_by_themselves() {
        for (int code = 4000; code < 4100; code++) {
            close(code, "upstream");
        }
        close(1000, "client");
        close(4001, "upstream");

        assertThat(counts.closes().get(new TunnelCounts.Close("1000", "client")).sum())
                .isEqualTo(1);
        assertThat(counts.closes()
                        .get(new TunnelCounts.Close("4001", "upstream"))
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void an_ended_tunnel_is_not_open() {
        counts.opened(TunnelCounts.Legs.HTTP1_TO_HTTP1);
        counts.opened(TunnelCounts.Legs.HTTP1_TO_HTTP1);
        counts.closed(TunnelCounts.Legs.HTTP1_TO_HTTP1, new TunnelCounts.Close("1000", "client"), 61_000);

        assertThat(counts.open()).isEqualTo(1);
        assertThat(counts.total()).isEqualTo(2);
        assertThat(counts.duration().sumMillis()).isEqualTo(61_000);
    }
}
