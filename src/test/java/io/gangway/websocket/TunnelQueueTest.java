package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.WebSocketPeer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was read is written before any end, however long its reader takes. */
@Timeout(120)
class TunnelQueueTest {
    private static final Frame LARGE = Frame.of(Frame.BINARY, new byte[100_000]);
    private static final Frame BYE = Frame.close(1000, "bye");
    /** More than what the system's buffers take of a reader that does not read. */
    private static final int TOO_MUCH = 48 << 20;

    private final BackendPeer backend = new BackendPeer();

    // F38
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void last_words_of_the_backend_may_be_read_when_the_tunnel_is_gone(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                WebSocketPeer client = site.connect()) {
            WebSocketPeer server = backend.next();
            client.send(BYE);
            assertThat(server.read().closeCode()).isEqualTo(1000);
            server.send(LARGE, BYE);
            backend.leave();
            await().until(() -> site.tunnels() == 0);

            assertThat(client.read()).isEqualTo(LARGE);
            assertThat(client.read()).isEqualTo(BYE);
            assertThat(client.read()).isNull();
        }
    }

    // F38
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void last_words_of_the_client_may_be_read_when_the_tunnel_is_gone(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                WebSocketPeer client = site.connect()) {
            WebSocketPeer server = backend.next();
            server.send(BYE);
            assertThat(client.read()).isEqualTo(BYE);
            client.send(LARGE, BYE);
            client.close();
            await().until(() -> site.tunnels() == 0);

            assertThat(server.read().payload()).isEqualTo(LARGE.payload());
            assertThat(server.read().closeCode()).isEqualTo(1000);
            assertThat(server.read()).isNull();
            backend.leave();
        }
    }

    // F38
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_fin_of_ours_stands_behind_what_was_read(LegPair legs) throws Exception {
        Script pouring = Script.upgrade("foo").then((request, connection) -> connection.send(new byte[TOO_MUCH]));
        try (TunnelSite site = TunnelSite.start(legs, pouring);
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat")).readHead();
            awaitStandstill(site);

            site.quit();

            int written = client.readUntilEnd().length();
            assertThat(written).isEqualTo((int) site.counts("/chat").bytesOut());
        }
    }

    /**
     * How much fits between the two is found out first. Then about as much is sent, a little more each time, so that at some
     * time the last piece, with the close frame in it, waits in a write when the client ends.
     */
    // F38
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_close_that_waits_is_delivered_though_its_reader_has_closed_and_ended(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script())) {
            long fits = fits(site);
            for (long length = fits - 3 * Relay.BUFFER_SIZE; length <= fits; length += Relay.BUFFER_SIZE / 5) {
                try (WebSocketPeer client = site.connect()) {
                    WebSocketPeer server = backend.next();
                    client.send(BYE);
                    assertThat(server.read().closeCode()).isEqualTo(1000);
                    Frame last = Frame.of(Frame.BINARY, new byte[(int) length]);
                    long before = site.counts("/chat").bytesOut();
                    CompletableFuture<?> sending =
                            Meanwhile.run(() -> server.sendRaw(Wires.join(server.encode(last), server.encode(BYE))));
                    awaitStandstill(site, before);
                    client.halfClose();

                    assertThat(client.read()).isEqualTo(last);
                    assertThat(client.read()).isEqualTo(BYE);
                    sending.join();
                    server.close();
                }
            }
            backend.leave();
            site.awaitNothingLeft();
        }
    }

    /** What is read of a backend whose client does not read. */
    private long fits(TunnelSite site) throws Exception {
        try (WebSocketPeer client = site.connect()) {
            WebSocketPeer server = backend.next();
            Meanwhile.run(() -> server.send(Frame.of(Frame.BINARY, new byte[TOO_MUCH])));
            // a pause of the machine looks like a standstill; how much fits must not be found too small
            AtomicLong fits = new AtomicLong();
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        long now = site.counts("/chat").bytesOut();
                        return now > 0 && fits.getAndSet(now) == now;
                    });
            client.reset();
            server.reset();
            return fits.get();
        }
    }

    private static long awaitStandstill(TunnelSite site) {
        return awaitStandstill(site, 0);
    }

    /** Waits until no more is read of the backend; answers how much it was. */
    private static long awaitStandstill(TunnelSite site, long before) {
        AtomicLong last = new AtomicLong(before);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    long now = site.counts("/chat").bytesOut();
                    return now > before && last.getAndSet(now) == now;
                });
        return last.get() - before;
    }
}
