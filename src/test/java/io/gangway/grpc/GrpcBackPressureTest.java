package io.gangway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A side that does not read holds the other one back: what waits between them is bounded by the windows. */
@Timeout(60)
class GrpcBackPressureTest {
    private static final int PIECE = 16384;
    private static final long TOTAL = 64L << 20;
    /** Windows of streams on both legs, what the kernel holds, and a buffer. */
    private static final long MAX_HELD = 4L << 20;

    private static final int WIDE = 1 << 30;

    /** Sends DATA as far as the windows of its peer allow. */
    private static final class Sender {
        private final Http2Peer peer;
        private final int stream;
        private final byte[] piece = new byte[PIECE];
        private long streamWindow;
        private long connectionWindow = 65535;
        private long sent;

        Sender(Http2Peer peer, int stream, long streamWindow) {
            this.peer = peer;
            this.stream = stream;
            this.streamWindow = streamWindow;
        }

        /** Sends until the total is reached or no window comes. */
        void send() throws Exception {
            while (sent < TOTAL && (Math.min(streamWindow, connectionWindow) >= PIECE || awaitWindow())) {
                if (Math.min(streamWindow, connectionWindow) >= PIECE) {
                    sent += PIECE;
                    streamWindow -= PIECE;
                    connectionWindow -= PIECE;
                    peer.data(stream, piece, sent == TOTAL);
                }
            }
        }

        private boolean awaitWindow() throws Exception {
            try {
                Http2Peer.Frame update = peer.next(Http2Peer.WINDOW_UPDATE);
                if (update.stream() == 0) {
                    connectionWindow += update.number(0);
                } else {
                    streamWindow += update.number(0);
                }
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            }
        }
    }

    /** Reads DATA to the end of the stream, and keeps the windows open. */
    private static long receive(Http2Peer peer, int stream) throws Exception {
        long received = 0;
        for (Http2Peer.Frame frame = peer.nextOf(stream, Http2Peer.DATA);
                frame != null;
                frame = frame.endsStream() ? null : peer.nextOf(stream, Http2Peer.DATA)) {
            received += frame.payload().length;
        }
        return received;
    }

    private static CompletableFuture<Long> receiving(Http2Peer peer, int stream) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return receive(peer, stream);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void a_client_that_does_not_read_stops_the_backend() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Download");
            site.client.data(call, "question", true);
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            int window = backend.next(Http2Peer.SETTINGS).settings().get(Http2Peer.INITIAL_WINDOW_SIZE);
            GrpcSite.respond(backend, stream);
            Sender sender = new Sender(backend, stream, window);
            backend.timeout(Duration.ofMillis(500));
            sender.send();
            assertThat(sender.sent).isBetween((long) PIECE, MAX_HELD);

            CompletableFuture<Long> received = receiving(site.client, call);
            site.client.windowUpdate(0, WIDE).windowUpdate(call, WIDE);
            backend.timeout(Duration.ofSeconds(20));
            sender.send();
            assertThat(received.get()).isEqualTo(TOTAL);
        }
    }

    @Test
    void a_backend_that_does_not_read_stops_the_client() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int window = site.client.next(Http2Peer.SETTINGS).settings().get(Http2Peer.INITIAL_WINDOW_SIZE);
            int call = site.call("/s/Upload");
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            Sender sender = new Sender(site.client, call, window);
            site.client.timeout(Duration.ofMillis(500));
            sender.send();
            assertThat(sender.sent).isBetween((long) PIECE, MAX_HELD);

            CompletableFuture<Long> received = receiving(backend, stream);
            backend.windowUpdate(0, WIDE).windowUpdate(stream, WIDE);
            site.client.timeout(Duration.ofSeconds(20));
            sender.send();
            assertThat(received.get()).isEqualTo(TOTAL);
            backend.headers(stream, true, ":status: 200", "grpc-status: 0");
            assertThat(site.client.response(call).field("grpc-status")).isEqualTo("0");
        }
    }

    @Test
    void a_call_that_stands_still_does_not_delay_others() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            site.client.windowUpdate(0, WIDE);
            int stalled = site.call("/s/Download");
            site.client.data(stalled, "question", true);
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            int window = backend.next(Http2Peer.SETTINGS).settings().get(Http2Peer.INITIAL_WINDOW_SIZE);
            GrpcSite.respond(backend, stream);
            backend.timeout(Duration.ofMillis(500));
            Sender sender = new Sender(backend, stream, window);
            sender.connectionWindow = WIDE;
            sender.send();
            backend.timeout(Duration.ofSeconds(10));
            for (int i = 0; i < 20; i++) {
                int call = site.call("/s/Get");
                site.client.data(call, "m" + i, true);
                int other = GrpcSite.head(backend);
                assertThat(backend.nextOf(other, Http2Peer.DATA).text()).isEqualTo("m" + i);
                backend.headers(other, true, ":status: 200", "grpc-status: 0");
                assertThat(site.client.response(call).field("grpc-status")).isEqualTo("0");
            }
            assertThat(site.connections()).isEqualTo(1);
        }
    }
}
