package io.gangway.server.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Streams are few in all, and nobody is left without any. */
class OpenStreamsTest {
    private final OpenStreams streams = new OpenStreams(100);

    @Test
    void one_connection_may_have_all_of_them() {
        for (int i = 0; i < 100; i++) {
            assertThat(streams.mayOpen(i)).isTrue();
            streams.opened();
        }
        assertThat(streams.mayOpen(100)).isFalse();
    }

    @Test
    void where_there_are_too_many_a_connection_may_have_a_few() {
        for (int i = 0; i < 100; i++) {
            streams.opened();
        }

        assertThat(streams.mayOpen(0)).isTrue();
        assertThat(streams.mayOpen(OpenStreams.FEW - 1)).isTrue();
        assertThat(streams.mayOpen(OpenStreams.FEW)).isFalse();
    }

    @Test
    void a_stream_that_has_ended_makes_room_for_another() {
        for (int i = 0; i < 100; i++) {
            streams.opened();
        }
        streams.closed();

        assertThat(streams.mayOpen(OpenStreams.FEW)).isTrue();
    }
}
