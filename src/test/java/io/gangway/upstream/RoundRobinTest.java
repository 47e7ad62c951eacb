package io.gangway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
    private static Peer peer(String name, int weight, int maxFails, boolean backup, boolean down) {
        PeerSettings settings = new PeerSettings(weight, maxFails, 10, 0, backup, down, false);
        return new Peer(InetSocketAddress.createUnresolved(name, 80), name, name, settings);
    }

    private static UpstreamGroup group(Peer... peers) {
        return new UpstreamGroup("u", List.of(peers), BalancingMethod.ROUND_ROBIN, KeepaliveSettings.NONE);
    }

    private static String chosen(UpstreamGroup group, int times, long now) {
        return IntStream.range(0, times)
                .mapToObj(i -> {
                    Selection selection = group.select(null);
                    Peer peer = selection.next(now);
                    selection.release(null, now);
                    return peer == null ? "-" : peer.name();
                })
                .collect(Collectors.joining());
    }

    @Test
    void weights_are_spread_smoothly_as_in_nginx() {
        UpstreamGroup group =
                group(peer("a", 5, 1, false, false), peer("b", 1, 1, false, false), peer("c", 1, 1, false, false));
        assertThat(chosen(group, 14, 100)).isEqualTo("aabacaaaabacaa");
    }

    @Test
    void equal_peers_take_turns() {
        UpstreamGroup group = group(peer("a", 1, 1, false, false), peer("b", 1, 1, false, false));
        assertThat(chosen(group, 6, 100)).isEqualTo("ababab");
    }

    @Test
    void a_failed_peer_is_disabled_for_its_fail_timeout_and_tried_again() {
        UpstreamGroup group = group(peer("a", 1, 1, false, false), peer("b", 1, 1, false, false));
        Selection selection = group.select(null);
        assertThat(selection.next(100).name()).isEqualTo("a");
        assertThat(selection.release("failed", 100)).as("disabled now").isTrue();
        assertThat(chosen(group, 3, 105)).isEqualTo("bbb");
        assertThat(chosen(group, 4, 111)).contains("a");
    }

    @Test
    void a_peer_without_max_fails_is_never_disabled() {
        UpstreamGroup group = group(peer("a", 1, 0, false, false), peer("b", 1, 1, false, false));
        Selection selection = group.select(null);
        selection.next(100);
        assertThat(selection.release("failed", 100)).isFalse();
        assertThat(chosen(group, 4, 101)).contains("a");
    }

    @Test
    void a_request_tries_each_peer_once_then_the_backups() {
        UpstreamGroup group = group(
                peer("a", 1, 1, false, false),
                peer("b", 1, 1, false, false),
                peer("c", 1, 1, true, false),
                peer("d", 1, 1, false, true));
        Selection selection = group.select(null);
        List<String> tried = new ArrayList<>();
        assertThat(selection.tries()).isEqualTo(3);
        for (Peer peer = selection.next(100); peer != null; peer = selection.next(100)) {
            tried.add(peer.name());
            selection.release("failed", 100);
        }
        assertThat(tried).containsExactly("a", "b", "c");
        assertThat(selection.tries()).isZero();
    }

    @Test
    void a_group_with_only_disabled_peers_offers_none() {
        UpstreamGroup group = group(peer("a", 1, 1, false, false), peer("b", 1, 1, false, false));
        Selection selection = group.select(null);
        selection.next(100);
        selection.release("failed", 100);
        selection.next(100);
        selection.release("failed", 100);
        assertThat(chosen(group, 1, 100)).isEqualTo("-");
    }

    @Test
    void a_single_peer_is_tried_once_per_request_despite_failures() {
        UpstreamGroup group = group(peer("a", 1, 1, false, false));
        for (int i = 0; i < 3; i++) {
            Selection selection = group.select(null);
            assertThat(selection.next(100).name()).isEqualTo("a");
            selection.release("failed", 100);
            assertThat(selection.tries()).isZero();
        }
    }

    @Test
    void max_conns_limits_the_concurrent_requests_of_a_peer() {
        PeerSettings one = new PeerSettings(1, 1, 10, 1, false, false, false);
        UpstreamGroup group = group(new Peer(InetSocketAddress.createUnresolved("a", 80), "a", "a", one));
        Selection first = group.select(null);
        assertThat(first.next(100)).isNotNull();
        assertThat(group.select(null).next(100)).isNull();
        first.release(null, 100);
        assertThat(group.select(null).next(100)).isNotNull();
    }
}
