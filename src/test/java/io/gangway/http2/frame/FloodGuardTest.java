package io.gangway.http2.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FloodGuardTest {
    private final FloodGuard guard = new FloodGuard(10);

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
        guard.beginRead();
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
    void each_stream_may_have_priorities() throws Http2ConnectionException {
        guard.served();
        for (int i = 0; i < 109; i++) {
            guard.priority();
        }
        assertThatThrownBy(guard::priority).hasMessage("client sent too many PRIORITY frames");
    }
}
