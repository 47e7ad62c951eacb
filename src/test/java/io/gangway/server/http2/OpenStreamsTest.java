package io.gangway.server.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The limit on streams of all connections, and the streams that every connection may have. */
class OpenStreamsTest {
    private final OpenStreams streams = new OpenStreams(100);

    @Test
    void one_connection_may_use_the_whole_limit() {
        for (int i = 0; i < 100; i++) {
            assertThat(streams.mayOpen(i)).isTrue();
            streams.opened();
        }
        assertThat(streams.mayOpen(100)).isFalse();
    }

    @Test
    void above_the_limit_a_connection_may_have_a_few_streams() {
        for (int i = 0; i < 100; i++) {
            streams.opened();
        }

        assertThat(streams.mayOpen(0)).isTrue();
        assertThat(streams.mayOpen(OpenStreams.FEW - 1)).isTrue();
        assertThat(streams.mayOpen(OpenStreams.FEW)).isFalse();
    }

    @Test
    void a_closed_stream_allows_another() {
        for (int i = 0; i < 100; i++) {
            streams.opened();
        }
        streams.closed();

        assertThat(streams.mayOpen(OpenStreams.FEW)).isTrue();
    }
}
