package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * A stalled reader stops the sender; nothing piles up between them and nothing is lost. The data is one frame, which
 * must be relayed before it is complete. {@code -Dgangway.test.torrent=1024} sends this many MiB.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TunnelBackPressureTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The capacity of the system's buffers of two connections; the rest has to wait at the sender. */
    private static final long MAX_IN_SOCKETS = 48L << 20;

    private static final int MAX_BUFFERS = 2;

    /** Buffers of 16 KiB for what an HTTP/2 sender may send before anything is read, 1 MiB; one is partly read. */
    private static final int WINDOW_BUFFERS = 64 + 1;

    private static int maxBuffers(boolean senderHttp2) {
        return senderHttp2 ? MAX_BUFFERS + WINDOW_BUFFERS : MAX_BUFFERS;
    }

    private final CompletableFuture<UpstreamConnection> backend = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /** Completes with the backend's end once it has accepted. */
    private final Script script = (request, connection) -> {
        WebSocketPeer.accept(request, connection);
        connection.socket().setSoTimeout((int) PATIENCE.toMillis());
        backend.complete(connection);
        over.join();
        connection.close();
    };

    private static Torrent torrent(LegPair legs) {
        int mib = Integer.getInteger("gangway.test.torrent", legs == LegPair.PLAIN_TO_PLAIN ? 128 : 64);
        return new Torrent((long) mib << 20);
    }

    // F21, F23
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void a_stalled_client_stops_the_backend_and_gets_everything_later(LegPair legs) throws Exception {
        Torrent torrent = torrent(legs);
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = open(site)) {
            CompletableFuture<Long> pouring =
                    pour(torrent, false, backend.join().socket());

            stallsThenArrives(legs, legs.isUpstreamHttp2(), site, torrent, pouring, client.socket());
        }
    }

    // F21, F23
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void a_stalled_backend_stops_the_client_and_gets_everything_later(LegPair legs) throws Exception {
        Torrent torrent = torrent(legs);
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = open(site)) {
            CompletableFuture<Long> pouring = pour(torrent, true, client.socket());

            stallsThenArrives(
                    legs,
                    legs.isClientHttp2(),
                    site,
                    torrent,
                    pouring,
                    backend.join().socket());
        }
    }

    // F23
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void both_senders_stop_while_nobody_reads_and_everything_arrives_later(LegPair legs) throws Exception {
        Torrent up = new Torrent(64L << 20);
        Torrent down = new Torrent(64L << 20);
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = open(site)) {
            CompletableFuture<Long> pouringUp = pour(up, true, client.socket());
            CompletableFuture<Long> pouringDown =
                    pour(down, false, backend.join().socket());

            awaitStandstill(up);
            awaitStandstill(down);
            int most = maxBuffers(legs.isClientHttp2()) + maxBuffers(legs.isUpstreamHttp2());
            await().until(() -> site.buffersInUse() <= most);

            CompletableFuture<Long> draining =
                    Meanwhile.call(() -> drain(up, backend.join().socket()));
            assertThat(drain(down, client.socket())).isEqualTo(pouringDown.join());
            assertThat(draining.join()).isEqualTo(pouringUp.join());
            over.complete(null);
        }
    }

    private void stallsThenArrives(
            LegPair legs,
            boolean senderHttp2,
            TunnelSite site,
            Torrent torrent,
            CompletableFuture<Long> pouring,
            Socket reader)
            throws IOException {
        awaitStandstill(torrent);
        long stalledAt = torrent.sent();
        await().until(() -> site.buffersInUse() <= maxBuffers(senderHttp2));
        int buffers = site.buffersInUse();
        long started = System.nanoTime();

        long sum = drain(torrent, reader);

        System.out.printf(
                "%s: stalled at %d KiB with %d buffers, then %d MiB in %d ms, checksum %08x%n",
                legs, stalledAt >> 10, buffers, torrent.length() >> 20, (System.nanoTime() - started) / 1_000_000, sum);
        assertThat(sum).isEqualTo(pouring.join());
        over.complete(null);
    }

    private RawConnection open(TunnelSite site) throws IOException {
        RawConnection client = site.raw().timeout(PATIENCE);
        assertThat(client.send(WebSocketPeer.upgradeRequest("/chat")).read().status())
                .isEqualTo(101);
        backend.join();
        return client;
    }

    /** Sends the stream as the payload of one frame. */
    private static CompletableFuture<Long> pour(Torrent torrent, boolean masked, Socket socket) {
        return Meanwhile.call(() -> {
            socket.getOutputStream().write(Wires.header(masked, 0x82, torrent.length()));
            return torrent.pour(socket.getOutputStream());
        });
    }

    private static long drain(Torrent torrent, Socket socket) throws IOException {
        int second = socket.getInputStream().readNBytes(2)[1];
        socket.getInputStream().readNBytes(second < 0 ? 12 : 8);
        return torrent.drain(socket.getInputStream());
    }

    private static void awaitStandstill(Torrent torrent) {
        AtomicLong before = new AtomicLong(-1);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> torrent.sent() > 0 && before.getAndSet(torrent.sent()) == torrent.sent());
        assertThat(torrent.sent()).isLessThan(MAX_IN_SOCKETS);
    }
}
