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

/** Bytes that were read are written before the end, however slow their reader is. */
@Timeout(120)
class TunnelQueueTest {
    private static final Frame LARGE = Frame.of(Frame.BINARY, new byte[100_000]);
    private static final Frame BYE = Frame.close(1000, "bye");
    /** More than the system's buffers hold for a reader that does not read. */
    private static final int TOO_MUCH = 48 << 20;

    private final BackendPeer backend = new BackendPeer();

    // F38
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_last_data_of_the_backend_can_be_read_after_the_tunnel_has_ended(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                WebSocketPeer client = site.connect()) {
            WebSocketPeer server = backend.next();
            client.send(BYE);
            assertThat(server.read().closeCode()).isEqualTo(1000);
            server.send(LARGE, BYE);
            backend.closeAll();
            await().until(() -> site.tunnels() == 0);

            assertThat(client.read()).isEqualTo(LARGE);
            assertThat(client.read()).isEqualTo(BYE);
            assertThat(client.read()).isNull();
        }
    }

    // F38
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_last_data_of_the_client_can_be_read_after_the_tunnel_has_ended(LegPair legs) throws Exception {
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
            backend.closeAll();
        }
    }

    // F38
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void our_fin_follows_the_bytes_that_were_read(LegPair legs) throws Exception {
        Script pouring = Script.upgrade("websocket").then((request, connection) -> connection.send(new byte[TOO_MUCH]));
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
     * First measures how much fits between the two peers. Then sends about as much, a little more each time, so that at
     * some point the last piece, with the close frame in it, waits in a write when the client ends.
     */
    // F38
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void a_waiting_close_frame_is_delivered_although_its_reader_has_closed(LegPair legs) throws Exception {
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
            backend.closeAll();
            site.awaitNothingLeft();
        }
    }

    /** The number of bytes that are read from a backend whose client does not read. */
    private long fits(TunnelSite site) throws Exception {
        try (WebSocketPeer client = site.connect()) {
            WebSocketPeer server = backend.next();
            Meanwhile.run(() -> server.send(Frame.of(Frame.BINARY, new byte[TOO_MUCH])));
            // a pause of the machine looks like a standstill, and the result must not be too small
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

    /** Waits until no more is read from the backend; returns the number of bytes. */
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
