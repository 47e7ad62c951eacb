package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A reader that stops stops the sender; nothing piles up between them and nothing is lost. */
class TunnelBackPressureTest {
    private static final String ACCEPT =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n";

    private static final long TOTAL = 256L << 20;
    /** The kernel's socket buffers on two connections, at their largest. */
    private static final long MOST_IN_SOCKETS = 64L << 20;

    private static final long MOST_IN_POOL = 4L << 20;

    private final AtomicLong sent = new AtomicLong();

    @Test
    void a_client_that_does_not_read_stops_the_backend() throws IOException {
        Script script = (request, connection) -> {
            connection.send(ACCEPT);
            pour(connection.socket().getOutputStream());
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat"));
            assertThat(client.read().status()).isEqualTo(101);
            long pooled = direct();

            awaitStandstill();
            assertThat(direct() - pooled).isLessThan(MOST_IN_POOL);

            assertThat(drain(client.socket().getInputStream())).isGreaterThan(TOTAL - MOST_IN_SOCKETS);
            assertThat(sent).hasValue(TOTAL);
        }
    }

    @Test
    void a_backend_that_does_not_read_stops_the_client() throws IOException {
        CompletableFuture<UpstreamConnection> accepted = new CompletableFuture<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(ACCEPT);
            accepted.complete(connection);
            over.join();
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat"));
            assertThat(client.read().status()).isEqualTo(101);
            long pooled = direct();
            CompletableFuture<Void> pouring = CompletableFuture.runAsync(() -> {
                try {
                    pour(client.socket().getOutputStream());
                    client.halfClose();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            awaitStandstill();
            assertThat(direct() - pooled).isLessThan(MOST_IN_POOL);

            long received = drain(accepted.join().socket().getInputStream());
            over.complete(null);
            pouring.join();
            assertThat(received).isEqualTo(TOTAL);
        }
    }

    private void pour(OutputStream out) throws IOException {
        byte[] piece = new byte[65536];
        while (sent.get() < TOTAL) {
            out.write(piece);
            sent.addAndGet(piece.length);
        }
    }

    private static long drain(InputStream in) throws IOException {
        byte[] piece = new byte[65536];
        long total = 0;
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            total += n;
        }
        return total;
    }

    private void awaitStandstill() {
        AtomicLong before = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(400))
                .until(() -> sent.get() > 0 && before.getAndSet(sent.get()) == sent.get());
        assertThat(sent.get()).isLessThan(MOST_IN_SOCKETS);
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
