package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.gangway.metrics.GenerationStats;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Busy tunnels during many reloads that do not change their location. */
class ReloadsUnderLoadTest {
    private static final int RELOADS = 100;
    private static final int TUNNELS = 2;

    /** With this many locations a generation takes about 250 KiB. */
    private static final String LOCATIONS = IntStream.range(0, 60)
            .mapToObj(i -> "location /l" + i + " { proxy_pass http://127.0.0.1:9/" + i + "; }")
            .collect(Collectors.joining(" "));

    /** A third of the size of all generations if none were released. */
    private static final long HEAP_MARGIN = 8L << 20;

    private final AtomicBoolean over = new AtomicBoolean();

    /** One tunnel to an echo: everything sent has to come back, byte for byte and in order. */
    private final class Pump {
        private final WebSocketPeer client;
        private final CRC32 sent = new CRC32();
        private final CRC32 received = new CRC32();
        private final AtomicLong sentBytes = new AtomicLong();
        private final AtomicLong receivedBytes = new AtomicLong();
        private final CompletableFuture<Void> sending;
        private final CompletableFuture<Void> receiving;

        Pump(WebSocketPeer client, int seed) {
            this.client = client;
            sending = inThread(() -> send(new Random(seed)));
            receiving = inThread(this::receive);
        }

        private void send(Random random) throws IOException {
            while (!over.get()) {
                byte[] payload = new byte[random.nextInt(20_000)];
                random.nextBytes(payload);
                sent.update(payload);
                client.send(Frame.of(Frame.BINARY, payload));
                sentBytes.addAndGet(payload.length);
            }
            client.send(Frame.close(1000, "enough"));
        }

        private void receive() throws IOException {
            Frame frame = client.read();
            for (; frame.opcode() == Frame.BINARY; frame = client.read()) {
                received.update(frame.payload());
                receivedBytes.addAndGet(frame.payload().length);
            }
            assertThat(frame).isEqualTo(Frame.close(1000, "enough"));
            assertThat(client.read()).isNull();
        }

        boolean isAlive() {
            long before = receivedBytes.get();
            await().until(() -> receiving.isDone() || receivedBytes.get() > before);
            return !receiving.isDone();
        }

        void assertWhole() throws Exception {
            sending.get(60, TimeUnit.SECONDS);
            receiving.get(60, TimeUnit.SECONDS);
            assertThat(receivedBytes.get()).isEqualTo(sentBytes.get());
            assertThat(received.getValue()).isEqualTo(sent.getValue());
            client.close();
        }
    }

    /** A task that may fail. */
    private interface Task {
        void run() throws IOException;
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void a_hundred_reloads_lose_no_byte_of_any_tunnel_and_leak_nothing(LegPair legs) throws Exception { // F44, F46
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo())) {
            List<Pump> pumps = new ArrayList<>();
            for (int i = 0; i < TUNNELS; i++) {
                pumps.add(new Pump(site.connect(), i));
            }
            reload(site, 2);
            assertThat(pumps).allMatch(Pump::isAlive);
            long heap = usedHeap();
            long descriptors = descriptors();
            int threads = Thread.activeCount();

            reload(site, RELOADS);

            assertThat(pumps).allMatch(Pump::isAlive);
            assertThat(site.generations())
                    .extracting(GenerationStats::number, GenerationStats::tunnels)
                    .containsExactly(tuple(1L, TUNNELS), tuple(3L + RELOADS, 0));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(usedHeap() - heap).isLessThan(HEAP_MARGIN));
            await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2));
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);

            over.set(true);
            for (Pump pump : pumps) {
                pump.assertWhole();
            }
            await().untilAsserted(() ->
                    assertThat(site.generations()).containsExactly(new GenerationStats(3 + RELOADS, true, 0, 0, 0)));
        }
    }

    private static void reload(TunnelSite site, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            site.reload(
                    "access_log %{dir}/a" + i % 2 + ".log;",
                    LOCATIONS,
                    "location /other" + i % 2 + " { return 200 " + i + "; }",
                    i % 3 == 0 ? "" : "location /more { root %{dir}; index i" + i + "; }");
        }
    }

    private static CompletableFuture<Void> inThread(Task task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (IOException | RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** 0 where they cannot be counted. */
    private static long descriptors() throws IOException {
        Path directory = Path.of("/proc/self/fd");
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(directory)) {
            return open.count();
        }
    }
}
