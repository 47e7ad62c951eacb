package io.gangway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gangway.config.SyncNetwork;
import io.gangway.config.SyncZone.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zones with {@code sync}, on a virtual clock: delays, partitions, random orders. */
class SyncZonesTest {
    private static final int NODES = 3;
    private static final long SIZE = 1 << 20;
    private static final long RATE = 100_000;
    private static final long SLOW = 3_000;
    private static final int BURST = 10_000;

    private final List<SyncBuckets> buckets = Stream.generate(() -> new Buckets(SIZE))
            .limit(NODES)
            .map(each -> new SyncBuckets("z", "$key", RATE, each))
            .toList();
    private final List<SyncConnections> connections = Stream.generate(() -> new Connections(SIZE, true))
            .limit(NODES)
            .map(each -> new SyncConnections("z", "$key", each))
            .toList();

    @ParameterizedTest
    @CsvSource({
        "100, 1, 200, 200, 200",
        "100, 2, 400, 50, 10",
        "100, 3, 300, 0, 0",
        "100, 4, 40, 40, 40",
        "1000, 5, 200, 200, 200",
        "1000, 6, 400, 50, 10",
        "1000, 7, 1000, 1000, 1000",
    })
    void nodes_let_through_one_rate_together(int interval, long seed, int first, int second, int third) {
        Random random = new Random(seed);
        SyncNetwork network = new SyncNetwork(random, buckets, 20);
        int[] offered = {first, second, third};
        int seconds = 60;
        int passed = 0;
        for (int millis = 0; millis < seconds * 1000; millis++) {
            network.advance(1);
            for (int node = 0; node < NODES; node++) {
                if (random.nextInt(1000) < offered[node] && request(node, "k", network.nowMillis()) <= BURST) {
                    passed++;
                }
            }
            if (millis % interval == 0) {
                network.send();
            }
        }

        assertThat((double) passed / seconds).isBetween(90.0, 110.0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void buckets_converge_after_partitions(long seed) {
        Random random = new Random(seed);
        List<SyncBuckets> slow = Stream.generate(() -> new Buckets(SIZE))
                .limit(NODES)
                .map(each -> new SyncBuckets("z", "$key", SLOW, each))
                .toList();
        SyncNetwork network = new SyncNetwork(random, slow, 80);
        for (int step = 0; step < 2000; step++) {
            network.advance(random.nextInt(30));
            Buckets node = slow.get(random.nextInt(NODES)).buckets();
            node.count("k" + random.nextInt(5), network.nowMillis(), SLOW, BURST);
            if (random.nextInt(4) == 0) {
                network.send();
            }
            if (random.nextInt(50) == 0) {
                network.partition(random.nextInt(2), random.nextInt(2), random.nextInt(2));
            }
        }
        network.partition(0, 1, 2);
        network.heal();

        for (int key = 0; key < 5; key++) {
            long excess = slow.get(0).buckets().peek("k" + key, network.nowMillis(), SLOW);
            assertThat(excess).isPositive();
            for (SyncBuckets node : slow) {
                // Each node rounds on its own.
                assertThat(node.buckets().peek("k" + key, network.nowMillis(), SLOW))
                        .isCloseTo(excess, within(10L));
            }
        }
    }

    @Test
    void requests_on_both_sides_of_a_partition_do_not_add_up() {
        SyncNetwork network = new SyncNetwork(new Random(1), buckets, 0);
        fill(0, 6, network);
        network.settle();
        network.partition(0, 1, 1);
        fill(0, 4, network);
        fill(1, 2, network);
        network.settle();
        network.heal();

        assertThat(excess(0, "k", network)).isEqualTo(10_000);
        assertThat(excess(1, "k", network)).isEqualTo(10_000);
        assertThat(excess(2, "k", network)).isEqualTo(10_000);
    }

    private void fill(int node, int requests, SyncNetwork network) {
        for (int i = 0; i < requests; i++) {
            request(node, "k", network.nowMillis());
        }
    }

    @Test
    void requests_of_long_ago_are_no_news() {
        SyncBuckets zone = buckets.get(0);
        List<byte[]> records = new ArrayList<>();
        buckets.get(1).share(true);
        buckets.get(1).buckets().count("k", 0, RATE, Long.MAX_VALUE);
        buckets.get(1).collect(Extent.CHANGES, 0, records::add);

        zone.apply("node", Extent.CHANGES, ByteBuffer.wrap(records.get(0)), 60_000, 30_000);
        assertThat(zone.buckets().peek("k", 60_000, RATE)).isZero();
        zone.apply("node", Extent.CHANGES, ByteBuffer.wrap(records.get(0)), 60_000, 30);
        assertThat(zone.buckets().peek("k", 60_000, RATE)).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void connections_of_all_nodes_add_up_after_partitions(long seed) {
        Random random = new Random(seed);
        SyncNetwork network = new SyncNetwork(random, connections, 80);
        int[][] open = new int[NODES][3];
        for (int step = 0; step < 2000; step++) {
            network.advance(random.nextInt(30));
            int node = random.nextInt(NODES);
            int key = random.nextInt(3);
            if (random.nextBoolean()) {
                connections.get(node).connections().enter("k" + key, 65_535);
                open[node][key]++;
            } else if (open[node][key] > 0) {
                connections.get(node).connections().leave("k" + key);
                open[node][key]--;
            }
            if (random.nextInt(4) == 0) {
                network.send();
            }
            if (random.nextInt(50) == 0) {
                network.partition(random.nextInt(2), random.nextInt(2), random.nextInt(2));
            }
        }
        network.heal();
        network.settle();

        for (int key = 0; key < 3; key++) {
            int all = open[0][key] + open[1][key] + open[2][key];
            for (SyncConnections node : connections) {
                assertThat(count(node.connections(), "k" + key)).isEqualTo(all);
            }
        }
    }

    @Test
    void a_node_that_left_takes_its_connections_with_it() {
        SyncNetwork network = new SyncNetwork(new Random(1), connections, 0);
        connections.get(0).connections().enter("k", 9);
        connections.get(1).connections().enter("k", 9);
        network.settle();
        assertThat(count(connections.get(2).connections(), "k")).isEqualTo(2);

        network.partition(0, 1, 1);
        assertThat(count(connections.get(2).connections(), "k")).isEqualTo(1);
        assertThat(count(connections.get(0).connections(), "k")).isEqualTo(1);

        network.heal();
        assertThat(count(connections.get(2).connections(), "k")).isEqualTo(2);
    }

    @Test
    void a_node_that_sends_very_many_keys_takes_no_more_memory_than_the_zone() {
        Connections zone = new Connections(32_768, true);
        int keys = 0;
        for (int i = 0; i < 10_000; i++) {
            zone.set("node", "key" + i, 1);
            keys += count(zone, "key" + i);
        }

        assertThat(keys).isEqualTo(320);
        assertThat(zone.enter("own", 1)).isEqualTo(Connections.Result.ENTERED);
        zone.forget("node");
        assertThat(count(zone, "key0")).isZero();
    }

    @Test
    void a_connection_that_nobody_has_heard_of_is_not_told() {
        Connections zone = new Connections(32_768, true);
        zone.share(true);
        for (int i = 0; i < 10_000; i++) {
            zone.enter("key" + i, 1);
            zone.leave("key" + i);
        }
        assertThat(zone.unsent()).isZero();

        zone.enter("k", 1);
        assertThat(changes(zone)).isEqualTo(1);
        zone.leave("k");
        assertThat(changes(zone)).isEqualTo(1);
        zone.enter("k", 1);
        zone.leave("k");
        assertThat(changes(zone)).isZero();
    }

    @Test
    void a_connection_that_was_told_with_the_whole_state_is_told_to_have_ended() {
        Connections zone = new Connections(32_768, true);
        zone.enter("k", 1);
        zone.share(true);
        zone.all(record -> {});
        zone.leave("k");

        assertThat(changes(zone)).isEqualTo(1);
    }

    private static int changes(Connections zone) {
        List<byte[]> records = new ArrayList<>();
        zone.changes(records::add);
        return records.size();
    }

    @Test
    void a_bucket_that_has_become_empty_on_the_way_takes_no_room() {
        SyncBuckets zone = buckets.get(0);
        zone.apply(
                "node",
                Extent.ALL,
                ByteBuffer.allocate(9).putLong(0).put((byte) 'k').flip(),
                60_000,
                5000);

        assertThat(zone.total()).isZero();
    }

    @Test
    void nothing_is_noted_while_nobody_collects() {
        buckets.get(0).buckets().count("k", 0, RATE, Long.MAX_VALUE);
        connections.get(0).connections().enter("k", 9);

        assertThat(buckets.get(0).pending()).isZero();
        assertThat(connections.get(0).pending()).isZero();
        connections.get(0).share(true);
        connections.get(0).connections().enter("k", 9);
        assertThat(connections.get(0).pending()).isEqualTo(1);
    }

    @Test
    void malformed_records_are_refused() {
        assertThatThrownBy(() -> buckets.get(0).apply("n", Extent.CHANGES, ByteBuffer.allocate(7), 0, 0))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> buckets.get(0).apply("n", Extent.CHANGES, longs(-1), 0, 0))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> buckets.get(0).apply("n", Extent.ALL, longs(Long.MAX_VALUE), 0, 0))
                .isInstanceOf(RuntimeException.class);
        for (long count : new long[] {-1, 65_536, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> connections.get(0).apply("n", Extent.ALL, longs(count << 32), 0, 0))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    private static ByteBuffer longs(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).flip();
    }

    private static int count(Connections zone, String key) {
        for (int max = 1; ; max++) {
            if (zone.enter(key, max) == Connections.Result.ENTERED) {
                zone.leave(key);
                return max - 1;
            }
        }
    }

    private long request(int node, String key, long now) {
        return buckets.get(node).buckets().count(key, now, RATE, BURST);
    }

    private long excess(int node, String key, SyncNetwork network) {
        return buckets.get(node).buckets().peek(key, network.nowMillis(), RATE);
    }
}
