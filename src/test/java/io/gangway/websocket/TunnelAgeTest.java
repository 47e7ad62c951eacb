package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code websocket_max_age}, {@code websocket_idle_timeout} and {@code websocket_close_timeout}, to the millisecond.
 */
class TunnelAgeTest {
    private final TestClock clock = TestClock.stopped();
    private final BackendPeer backend = new BackendPeer();

    @ParameterizedTest
    @EnumSource
    void without_jitter_tunnels_end_at_their_maximum_age(LegPair legs) throws IOException { // F45
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo(), "websocket_max_age 30s jitter=0;");
                DrainedClients clients = new DrainedClients(site).connect(2)) {
            clock.advance(29_999);
            assertThat(clients.receivedCodes()).isEmpty();
            clock.advance(1);
            assertThat(clients.receivedCodes()).containsExactly(1012, 1012);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void jitter_shortens_the_age_by_a_bounded_random_time(LegPair legs) throws IOException { // F45
        try (TunnelSite site =
                        TunnelSite.start(legs, clock, WebSocketPeer.echo(), "websocket_max_age 50s jitter=20s;");
                DrainedClients clients = new DrainedClients(site).connect(12)) {
            clock.advance(29_999);
            assertThat(clients.receivedCodes()).isEmpty();
            clock.advance(1);
            List<Integer> ended = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clock.advance(1000);
                ended.add(clients.receivedCodes().size());
            }

            assertThat(site.tunnels()).isZero();
            assertThat(Collections.max(ended)).isLessThan(12);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_unanswered_close_ends_after_websocket_close_timeout(LegPair legs) throws IOException { // F40
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script(), "websocket_close_timeout 7s;");
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(1000, "bye"));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1000);
            clock.awaitLoops();
            clock.advance(6_999);
            assertThat(site.tunnels()).isEqualTo(1);
            clock.advance(1);

            assertThat(site.tunnels()).isZero();
            assertThat(client.read()).isNull();
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @EnumSource
    void websocket_idle_timeout_replaces_proxy_read_timeout(LegPair legs) throws IOException { // F24
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script(), "websocket_idle_timeout 90s;");
                WebSocketPeer client = site.connect()) {
            clock.awaitLoops();
            clock.advance(89_999);
            assertThat(site.tunnels()).isEqualTo(1);
            clock.advance(1);

            assertThat(site.tunnels()).isZero();
            assertThat(client.read()).isNull();
            backend.closeAll();
        }
    }
}
