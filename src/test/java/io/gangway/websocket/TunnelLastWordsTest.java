package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Data that one side sends together with its end, after the other side has half-closed. */
class TunnelLastWordsTest {
    private final TestClock clock = TestClock.stopped();
    private final BackendPeer backend = new BackendPeer();

    @ParameterizedTest
    @EnumSource
    void data_of_the_upstream_arrives_although_its_end_comes_with_it(LegPair legs) throws IOException { // F38
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script());
                RawConnection client = site.raw()) {
            assertThat(client.send(WebSocketPeer.upgradeRequest("/chat")).read().status())
                    .isEqualTo(101);
            client.halfClose();
            assertThat(backend.connection().readUntilEnd()).isEmpty();

            clock.whileLoopsPaused(() -> {
                backend.connection().send("last words");
                backend.connection().close();
            });

            assertThat(client.readUntilEnd()).isEqualTo("last words");
            await().until(() -> site.tunnels() == 0);
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @EnumSource
    void data_of_the_client_arrives_although_its_end_comes_with_it(LegPair legs) throws IOException { // F38
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script());
                RawConnection client = site.raw()) {
            assertThat(client.send(WebSocketPeer.upgradeRequest("/chat")).read().status())
                    .isEqualTo(101);
            backend.peer();
            backend.connection().halfClose();
            assertThat(client.readUntilEnd()).isEmpty();

            clock.whileLoopsPaused(() -> {
                client.send("last words");
                client.close();
            });

            assertThat(backend.connection().readUntilEnd()).isEqualTo("last words");
            await().until(() -> site.tunnels() == 0);
            backend.closeAll();
        }
    }
}
