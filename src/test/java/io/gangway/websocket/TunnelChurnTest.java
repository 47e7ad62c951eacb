package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Many tunnels that end in every way leak nothing. {@code -Dgangway.test.churn=50000} opens this many in all; one in
 * twenty of them on each pair with TLS, and one in five more through bridges. {@code -Dgangway.test.churn.tls=50000}
 * opens this many on each pair with TLS.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class TunnelChurnTest {
    private static final int ALL = Integer.getInteger("gangway.test.churn", 5_000);
    private static final int OF_TLS = Integer.getInteger("gangway.test.churn.tls", ALL / 20);
    private static final int CLIENTS = 8;
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Far less than one leaked listener, map entry or timer per tunnel would take in a long run. */
    private static final long MORE_HEAP = 3L << 20;

    private static final long MORE_DIRECT = 8L << 20;
    /** A third of the memory of the deflaters in the shortest run. */
    private static final long MORE_NATIVE = 160L << 20;

    private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate";
    private static final Frame COMPRESSED =
            Frame.of(Frame.BINARY, deflated("score ".repeat(100))).rsv(4);

    private static byte[] deflated(String text) {
        try (DeflatePeer peer = new DeflatePeer(false)) {
            return peer.deflate(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** How a tunnel ends; the client names it in its target. */
    private enum Way {
        CLOSE_BY_CLIENT,
        CLOSE_BY_BACKEND,
        RST_BY_CLIENT,
        RST_BY_BACKEND,
        FIN_BY_CLIENT,
        FIN_BY_BACKEND,
        HALF_OPEN
    }

    // F29
    @Test
    void many_bridges_leak_no_codecs_and_no_native_memory() throws Exception {
        try (TunnelSite site = TunnelSite.start(
                (request, connection) -> serve(request, connection, DEFLATE),
                "websocket_compression on context_takeover;")) {
            churn(site, 150, DEFLATE);
            Levels before = Levels.now(site);

            churn(site, ALL / 5, DEFLATE);

            Levels after = Levels.now(site);
            System.out.printf("bridges: %d, before %s, after %s%n", ALL / 5, before, after);
            assertThat(after.nativeMemory()).isLessThan(before.nativeMemory() + MORE_NATIVE);
        }
    }

    // F29, F30, F43
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void many_tunnels_leak_no_memory_threads_or_descriptors(LegPair legs) throws Exception {
        int count = legs == LegPair.PLAIN_TO_PLAIN ? ALL - 3 * (ALL / 20) : OF_TLS;
        // how long a timer that is not cancelled would stay
        String[] patience = {"websocket_close_timeout 1h;", "proxy_read_timeout 1h;"};
        try (TunnelSite site = TunnelSite.start(legs, (request, connection) -> serve(request, connection), patience)) {
            churn(site, Math.max(count / 5, 150));
            Levels before = Levels.now(site);
            long started = System.nanoTime();

            churn(site, count);

            Levels after = Levels.now(site);
            System.out.printf(
                    "%s: %d tunnels, %d ms, before %s, after %s%n",
                    legs, count, (System.nanoTime() - started) / 1_000_000, before, after);
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads());
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors());
            // earlier tests in this JVM may still be releasing resources
            await().untilAsserted(() -> assertThat(Levels.now(site).heap()).isLessThan(before.heap() + MORE_HEAP));
            assertThat(after.direct()).isLessThan(before.direct() + MORE_DIRECT);
        }
    }

    private static void churn(TunnelSite site, int count, String... fields) {
        AtomicInteger left = new AtomicInteger(count);
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(i);
            clients.add(Meanwhile.run(() -> {
                while (left.getAndDecrement() > 0) {
                    one(site, Way.values()[random.nextInt(Way.values().length)], random, fields);
                }
            }));
        }
        clients.forEach(CompletableFuture::join);
        site.awaitNothingLeft();
        site.upstream().clearRequests();
    }

    // ---- the client

    private static void one(TunnelSite site, Way way, Random random, String... fields) throws IOException {
        RawConnection raw = site.raw();
        try (WebSocketPeer peer = WebSocketPeer.connect(raw, "/chat/" + way, fields)) {
            if (fields.length > 0) {
                Frame response = peer.send(COMPRESSED).read();
                assertThat(response.rsv()).isEqualTo(COMPRESSED.rsv());
            } else if (random.nextInt(4) > 0) {
                Frame message =
                        Frame.of(Frame.BINARY, new byte[random.nextInt(2000)]).rsv(random.nextInt(2) * 4);
                peer.send(message);
                assertThat(peer.read()).isEqualTo(message);
            }
            switch (way) {
                case CLOSE_BY_CLIENT -> {
                    peer.send(Frame.close(1000, "bye"));
                    assertThat(peer.read().closeCode()).isEqualTo(1000);
                }
                case CLOSE_BY_BACKEND -> {
                    peer.send("go");
                    assertThat(peer.read().closeCode()).isEqualTo(4001);
                    peer.send(Frame.close(4001, ""));
                }
                case RST_BY_CLIENT -> peer.reset();
                case RST_BY_BACKEND, FIN_BY_BACKEND -> {
                    peer.send("go");
                    peer.awaitClose(SOON);
                }
                case FIN_BY_CLIENT -> {}
                case HALF_OPEN -> {
                    raw.halfClose();
                    assertThat(peer.read().text()).isEqualTo("last words");
                }
            }
        }
    }

    // ---- the backend

    private static void serve(RecordedRequest request, UpstreamConnection connection, String... fields)
            throws IOException {
        String target = request.head().split(" ", 3)[1];
        Way way = Way.valueOf(target.substring(target.lastIndexOf('/') + 1));
        try (WebSocketPeer peer = WebSocketPeer.accept(request, connection, fields)) {
            Frame frame = peer.read();
            while (frame != null && frame.opcode() == Frame.BINARY) {
                peer.send(frame);
                frame = peer.read();
            }
            switch (way) {
                case CLOSE_BY_CLIENT -> peer.send(Frame.close(1000, "bye"));
                case CLOSE_BY_BACKEND -> {
                    peer.send(Frame.close(4001, "enough"));
                    peer.read();
                }
                case RST_BY_BACKEND -> peer.reset();
                case HALF_OPEN -> peer.send("last words");
                case RST_BY_CLIENT, FIN_BY_CLIENT, FIN_BY_BACKEND -> {}
            }
        }
    }

    /** The resources that the process uses. */
    private record Levels(long heap, int threads, long descriptors, long direct, long resident, long nativeMemory) {
        static Levels now(TunnelSite site) {
            AtomicInteger threads = new AtomicInteger(Integer.MAX_VALUE);
            // Threads of the backend and of Jetty's pool end a moment after their tasks.
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> threads.get() <= threads.getAndSet(Thread.activeCount()));
            long heap = usedHeap();
            long resident = residentMemory();
            long ofHeap =
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
            return new Levels(heap, threads.get(), openDescriptors(), usedDirect(), resident, resident - ofHeap);
        }

        private static long usedHeap() {
            long min = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                System.gc();
                min = Math.min(
                        min,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            return min;
        }

        private static long openDescriptors() {
            Path open = Path.of("/proc/self/fd");
            if (!Files.isDirectory(open)) {
                return 0;
            }
            try (Stream<Path> all = Files.list(open)) {
                return all.count();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** From Linux's {@code /proc}. */
        private static long residentMemory() {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
                return lines.filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                        .sum();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static long usedDirect() {
            return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
        }
    }
}
