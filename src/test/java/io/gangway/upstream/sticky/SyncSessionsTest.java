package io.gangway.upstream.sticky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.config.SyncNetwork;
import io.gangway.config.SyncZone.Extent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sticky learn … sync}, on a virtual clock. */
class SyncSessionsTest {
    private static final long TIMEOUT = 600_000;

    private final List<SyncSessions> nodes = Stream.generate(() -> new LearnedSessions("z", 1 << 20, "u"))
            .limit(3)
            .map(each -> new SyncSessions(each, TIMEOUT))
            .toList();

    @Test
    void a_session_of_one_node_is_known_on_all() {
        SyncNetwork network = new SyncNetwork(new Random(1), nodes, 10);
        nodes.get(0).sessions().learn("s", "a", TIMEOUT, network.nowMillis());
        network.settle();

        assertThat(find(1, "s", network)).isEqualTo("a");
        assertThat(find(2, "s", network)).isEqualTo("a");
    }

    @Test
    void a_session_expires_on_all_nodes() {
        SyncNetwork network = new SyncNetwork(new Random(1), nodes, 10);
        nodes.get(0).sessions().learn("s", "a", TIMEOUT, network.nowMillis());
        network.advance(TIMEOUT / 2);
        network.settle();
        network.advance(TIMEOUT / 2 - 20);
        assertThat(find(1, "s", network)).isEqualTo("a");
        network.advance(20);

        assertThat(find(0, "s", network)).isNull();
        assertThat(find(1, "s", network)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void nodes_agree_on_the_servers_of_sessions_after_partitions(long seed) {
        Random random = new Random(seed);
        SyncNetwork network = new SyncNetwork(random, nodes, 80);
        for (int step = 0; step < 2000; step++) {
            network.advance(random.nextInt(20));
            LearnedSessions node = nodes.get(random.nextInt(3)).sessions();
            String id = "s" + random.nextInt(20);
            String sid = "server" + random.nextInt(4);
            if (random.nextBoolean()) {
                node.learn(id, sid, TIMEOUT, network.nowMillis());
            } else {
                node.renew(id, sid, TIMEOUT, network.nowMillis());
            }
            if (random.nextInt(4) == 0) {
                network.send();
            }
            if (random.nextInt(50) == 0) {
                network.partition(random.nextInt(2), random.nextInt(2), random.nextInt(2));
            }
        }
        network.partition(0, 1, 2);
        network.heal();

        for (int i = 0; i < 20; i++) {
            String sid = find(0, "s" + i, network);
            assertThat(sid).isNotNull();
            assertThat(find(1, "s" + i, network)).isEqualTo(sid);
            assertThat(find(2, "s" + i, network)).isEqualTo(sid);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 0",
        "-1, 0",
        "0, -1",
        "0, 9223372036854775807",
    })
    void a_record_with_impossible_times_is_refused(long written, long unused) {
        ByteBuffer record = ByteBuffer.allocate(33)
                .putLong(1)
                .putLong(2)
                .putLong(written)
                .putLong(unused)
                .put((byte) 'a')
                .flip();

        assertThatThrownBy(() -> nodes.get(0).apply("node", Extent.ALL, record, 1000, 10))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(nodes.get(0).total()).isZero();
    }

    @Test
    void another_node_cannot_make_a_zone_larger() {
        LearnedSessions small = new LearnedSessions("z", 32_768, "u");
        SyncSessions zone = new SyncSessions(small, TIMEOUT);
        SyncNetwork network = new SyncNetwork(new Random(1), List.of(nodes.get(0), zone), 0);
        for (int i = 0; i < 1000; i++) {
            nodes.get(0).sessions().learn("s" + i, "a", TIMEOUT, network.nowMillis());
        }
        network.partition(0, 1);
        network.heal();

        assertThat(small.count()).isEqualTo(small.max());
    }

    private String find(int node, String id, SyncNetwork network) {
        return nodes.get(node).sessions().find(id, TIMEOUT, network.nowMillis());
    }
}
