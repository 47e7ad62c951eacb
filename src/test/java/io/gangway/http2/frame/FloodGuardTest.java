package io.gangway.http2.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FloodGuardTest {
    private final FloodGuard guard = new FloodGuard(10, 0);

    private static long seconds(long count) {
        return count * 1_000_000_000L;
    }

    @Test
    void an_idle_connection_may_be_woken_so_often() throws Http2ConnectionException {
        for (int i = 0; i <= 20; i++) {
            guard.readWhileIdle(2);
        }
        assertThatThrownBy(() -> guard.readWhileIdle(2)).hasMessage("http2 flood detected");
    }

    @Test
    void one_read_opens_so_many_streams() {
        for (int i = 0; i < 20; i++) {
            assertThat(guard.mayOpen()).isTrue();
        }
        assertThat(guard.mayOpen()).isFalse();
        guard.beginRead(0, false);
        assertThat(guard.mayOpen()).isTrue();
    }

    @Test
    void talk_is_measured_by_what_it_means() {
        guard.frameBytes((8L << 20) + 7);
        assertThatCode(guard::check).doesNotThrowAnyException();
        guard.frameBytes(1);
        assertThatThrownBy(guard::check).hasMessage("http2 flood detected");
        guard.meant(1);
        assertThatCode(guard::check).doesNotThrowAnyException();
    }

    @Test
    void three_pings_each_second_of_an_open_tunnel_are_no_flood() throws Http2ConnectionException {
        for (int second = 1; second < 1_000_000; second++) {
            guard.beginRead(seconds(second), true);
            guard.frameBytes(3 * 2 * 17);
            guard.check();
        }
    }

    @Test
    void two_hundred_thousand_pings_at_once_are_no_flood() {
        guard.frameBytes(200_000 * 2 * 17);
        assertThatCode(guard::check).doesNotThrowAnyException();
        guard.frameBytes(50_000 * 2 * 17);
        assertThatThrownBy(guard::check).hasMessage("http2 flood detected");
    }

    @Test
    void many_pings_each_second_of_an_open_tunnel_are_a_flood() {
        assertThatThrownBy(() -> {
                    for (int second = 1; second < 1_000_000; second++) {
                        guard.beginRead(seconds(second), true);
                        guard.frameBytes(10 * 2 * 17);
                        guard.check();
                    }
                })
                .hasMessage("http2 flood detected");
    }

    @Test
    void time_without_streams_earns_nothing() {
        guard.frameBytes((8L << 20) + 8);
        guard.beginRead(seconds(100_000), false);
        guard.beginRead(seconds(100_000) + 999_999_999, true);
        assertThatThrownBy(guard::check).hasMessage("http2 flood detected");
    }

    @Test
    void an_upstream_may_ask_once_a_second_while_a_tunnel_is_open() throws Http2ConnectionException {
        for (int second = 1; second < 10_000; second++) {
            guard.beginRead(seconds(second), true);
            guard.question("ping");
        }
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1100; i++) {
                        guard.question("ping");
                    }
                })
                .hasMessage("upstream sent too many ping frames");
    }

    @Test
    void each_stream_may_have_priorities() throws Http2ConnectionException {
        guard.served();
        for (int i = 0; i < 109; i++) {
            guard.priority();
        }
        assertThatThrownBy(guard::priority).hasMessage("client sent too many PRIORITY frames");
    }
}
