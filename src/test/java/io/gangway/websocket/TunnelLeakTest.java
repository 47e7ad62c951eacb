package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.WebSocketPeer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tunnel holds resources only while it needs them. */
@Timeout(60)
class TunnelLeakTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    // F30
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void an_idle_tunnel_holds_no_buffer_and_an_ended_one_releases_all(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo())) {
            try (WebSocketPeer client = site.connect()) {
                for (int size : new int[] {1, 200, 70_000, 1 << 20}) {
                    CompletableFuture<?> sending =
                            Meanwhile.run(() -> client.send(Frame.of(Frame.BINARY, new byte[size])));
                    assertThat(client.read().payload()).hasSize(size);
                    sending.join();
                    await().atMost(SOON)
                            .pollDelay(Duration.ZERO)
                            .untilAsserted(() -> assertThat(site.buffersInUse()).isZero());
                }
                assertThat(site.tunnels()).isOne();
            }
            site.awaitNothingLeft();
        }
    }

    // F42
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_client_that_vanishes_around_the_101_leaks_nothing(LegPair legs) throws Exception {
        AtomicReference<RawConnection> vanishing = new AtomicReference<>();
        try (TunnelSite site = TunnelSite.start(legs, (request, connection) -> {
            // Before the 101, after it, or at the same time.
            CompletableFuture<Void> reset = Meanwhile.run(() -> vanishing.get().reset());
            if (connection.number() % 3 == 0) {
                reset.join();
            }
            WebSocketPeer.accept(request, connection);
            connection.awaitClose(SOON);
            connection.close();
        })) {
            for (int i = 0; i < 60; i++) {
                RawConnection client = site.raw();
                vanishing.set(client);
                client.send(WebSocketPeer.upgradeRequest("/chat"));
                int opened = i + 1;
                await().atMost(SOON)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() ->
                                client.socket().isClosed() || site.upstream().acceptedConnections() >= opened);
                site.awaitNothingLeft();
            }
        }
    }
}
