package io.gangway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.metrics.CountsRegistry;
import io.gangway.net.HostPort;
import io.gangway.upstream.ServerChangeException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupServersTest {
    private static HostPort host(String text) throws Exception {
        return HostPort.parse(text, 80, false);
    }

    private static ServerLine line(String text, PeerSettings settings) throws Exception {
        return new ServerLine(host(text), settings, null, Addresses.peers(host(text), settings));
    }

    private static UpstreamGroup group(BalancingMethod method, String zone, String... servers) throws Exception {
        List<ServerLine> lines = new ArrayList<>();
        for (String server : servers) {
            lines.add(line(server, PeerSettings.DEFAULT));
        }
        return new UpstreamGroup(
                "u",
                lines,
                method,
                null,
                KeepaliveSettings.NONE,
                null,
                zone,
                new CountsRegistry<>(),
                new PeerLog(),
                null);
    }

    private static UpstreamGroup group(String... servers) throws Exception {
        return group(BalancingMethod.ROUND_ROBIN, "z", servers);
    }

    private static String chosen(UpstreamGroup group, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> {
                    Selection selection = group.select(null);
                    Peer peer = selection.next(100);
                    selection.release(null, 100);
                    return peer == null
                            ? "-"
                            : peer.name().replace("127.0.0.", "").replace(":80", "");
                })
                .collect(Collectors.joining());
    }

    private static UnaryOperator<PeerSettings> weight(int weight) {
        return s -> new PeerSettings(
                weight, s.maxFails(), s.failSeconds(), s.maxConnections(), s.backup(), s.down(), s.drain());
    }

    private static UnaryOperator<PeerSettings> state(boolean down, boolean drain) {
        return s -> new PeerSettings(
                s.weight(), s.maxFails(), s.failSeconds(), s.maxConnections(), s.backup(), down, drain);
    }

    @Test
    void an_added_server_takes_its_turn_at_once() throws Exception {
        UpstreamGroup group = group("127.0.0.1");
        GroupServer added = group.servers().add(host("127.0.0.2"), PeerSettings.DEFAULT);
        assertThat(added.id()).isEqualTo(1);
        assertThat(added.server()).isEqualTo("127.0.0.2:80");
        assertThat(chosen(group, 4)).isEqualTo("1212");
    }

    @Test
    void a_removed_server_gets_no_request_not_even_a_retry() throws Exception {
        UpstreamGroup group = group("127.0.0.1", "127.0.0.2");
        Selection running = group.select(null);
        assertThat(running.next(100).name()).isEqualTo("127.0.0.1:80");
        group.servers().remove(1);
        running.release("refused", 100);
        assertThat(running.next(100)).isNull();
        assertThat(chosen(group, 3)).isEqualTo("111");
    }

    @Test
    void a_removed_server_counts_as_a_zombie_until_its_last_request_ends() throws Exception {
        UpstreamGroup group = group("127.0.0.1", "127.0.0.2");
        Selection running = group.select(null);
        running.next(100);
        group.servers().remove(0);
        assertThat(group.servers().zombies()).isEqualTo(1);
        running.release(null, 100);
        assertThat(group.servers().zombies()).isZero();
    }

    @Test
    void ids_are_not_used_twice() throws Exception {
        UpstreamGroup group = group("127.0.0.1", "127.0.0.2");
        group.servers().remove(1);
        assertThat(group.servers().add(host("127.0.0.3"), PeerSettings.DEFAULT).id())
                .isEqualTo(2);
    }

    @Test
    void a_server_that_is_down_or_drained_gets_no_request_until_it_is_up() throws Exception {
        UpstreamGroup group = group("127.0.0.1", "127.0.0.2");
        group.servers().change(0, null, state(true, false));
        assertThat(chosen(group, 3)).isEqualTo("222");
        group.servers().change(0, null, state(false, true));
        assertThat(chosen(group, 3)).isEqualTo("222");
        group.servers().change(0, null, state(false, false));
        assertThat(chosen(group, 4)).contains("1", "2");
    }

    @Test
    void a_changed_weight_holds_for_each_method() throws Exception {
        for (BalancingMethod method : List.of(BalancingMethod.ROUND_ROBIN, BalancingMethod.LEAST_CONNECTIONS)) {
            UpstreamGroup group = group(method, "z", "127.0.0.1", "127.0.0.2");
            group.servers().change(0, null, weight(3));
            assertThat(chosen(group, 40).replace("2", "")).hasSize(30);
        }
        UpstreamGroup random = group(RandomPeer.METHOD, "z", "127.0.0.1", "127.0.0.2");
        random.servers().change(0, null, weight(1000));
        assertThat(chosen(random, 100).replace("2", "")).hasSizeGreaterThan(90);
    }

    @Test
    void a_changed_address_keeps_the_id() throws Exception {
        UpstreamGroup group = group("127.0.0.1", "127.0.0.2");
        assertThat(group.servers().change(0, host("127.0.0.9"), s -> s).server())
                .isEqualTo("127.0.0.9:80");
        assertThat(chosen(group, 2)).isEqualTo("92");
    }

    @Test
    void requests_keep_being_counted_across_changes() throws Exception {
        UpstreamGroup group = group(BalancingMethod.LEAST_CONNECTIONS, "z", "127.0.0.1", "127.0.0.2");
        Selection running = group.select(null);
        assertThat(running.next(100).name()).isEqualTo("127.0.0.1:80");
        group.servers().change(0, null, weight(1));
        assertThat(chosen(group, 3)).as("the other one has fewer requests").isEqualTo("222");
        running.release(null, 100);
        assertThat(chosen(group, 4)).contains("1");
    }

    @Test
    void a_group_may_lose_all_servers_and_get_new_ones() throws Exception {
        for (BalancingMethod method : List.of(
                BalancingMethod.ROUND_ROBIN,
                BalancingMethod.LEAST_CONNECTIONS,
                RandomPeer.METHOD,
                RandomPeer.OfTwo.METHOD)) {
            UpstreamGroup group = group(method, "z", "127.0.0.1");
            group.servers().remove(0);
            assertThat(chosen(group, 2)).isEqualTo("--");
            group.servers().add(host("127.0.0.2"), PeerSettings.DEFAULT);
            assertThat(chosen(group, 2)).isEqualTo("22");
        }
    }

    @Test
    void a_group_without_a_zone_is_static() throws Exception {
        UpstreamGroup group = group(BalancingMethod.ROUND_ROBIN, null, "127.0.0.1");
        assertReason(Reason.STATIC, () -> group.servers().add(host("127.0.0.2"), PeerSettings.DEFAULT));
        assertReason(Reason.STATIC, () -> group.servers().change(0, null, weight(2)));
        assertThat(chosen(group, 1)).isEqualTo("1");
    }

    @Test
    void a_name_needs_a_resolver_and_a_backup_a_method_with_backups() throws Exception {
        UpstreamGroup group = group(RandomPeer.METHOD, "z", "127.0.0.1");
        assertReason(Reason.NO_RESOLVER, () -> group.servers().add(host("example.com"), PeerSettings.DEFAULT));
        PeerSettings backup = new PeerSettings(1, 1, 10, 0, true, false, false);
        assertReason(Reason.NO_BACKUP, () -> group.servers().add(host("127.0.0.2"), backup));
        assertReason(Reason.NOT_FOUND, () -> group.servers().change(7, null, weight(2)));
        assertThat(group.servers().list()).hasSize(1);
    }

    @Test
    void changes_beside_requests_of_many_threads_leave_no_request_counted() throws Exception {
        UpstreamGroup group = group(BalancingMethod.LEAST_CONNECTIONS, "z", "127.0.0.1", "127.0.0.2");
        ExecutorService threads = Executors.newFixedThreadPool(3);
        AtomicBoolean changing = new AtomicBoolean(true);
        List<Future<Integer>> requests = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            requests.add(threads.submit(() -> requests(group, changing)));
        }
        for (int i = 0; i < 2000; i++) {
            GroupServer added = group.servers().add(host("127.0.0.3"), PeerSettings.DEFAULT);
            group.servers().change(added.id(), null, weight(1 + i % 5));
            group.servers().change(0, null, state(i % 2 == 0, false));
            group.servers().remove(added.id());
        }
        changing.set(false);
        for (Future<Integer> done : requests) {
            assertThat(done.get(60, TimeUnit.SECONDS)).isPositive();
        }
        threads.shutdown();
        assertThat(group.servers().zombies()).isZero();
        assertThat(group.peers(100)).extracting(PeerStatus::state).hasSize(2);
    }

    /** Selects and releases peers; there is always one that is up. */
    private static int requests(UpstreamGroup group, AtomicBoolean changing) {
        int count = 0;
        while (changing.get() || count == 0) {
            Selection selection = group.select(null);
            assertThat(selection.next(100)).isNotNull();
            selection.release(null, 100);
            count++;
        }
        return count;
    }

    private static void assertReason(Reason reason, Callable<?> change) {
        assertThatThrownBy(change::call)
                .isInstanceOfSatisfying(
                        ServerChangeException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
