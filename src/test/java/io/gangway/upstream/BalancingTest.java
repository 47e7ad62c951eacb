package io.gangway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Balancing methods that do not need a request; hash methods are compared with nginx in
 * {@code differential/balancing.pairs}.
 */
class BalancingTest {
    private static final long NOW = 100;

    private static Peer peer(String name, int weight, int maxConnections) {
        PeerSettings settings = new PeerSettings(weight, 1, 10, maxConnections, false, false, false);
        return new Peer(InetSocketAddress.createUnresolved(name, 80), name, name, settings);
    }

    private static UpstreamGroup group(BalancingMethod method, Peer... peers) {
        return new UpstreamGroup("u", List.of(peers), method, KeepaliveSettings.NONE);
    }

    private static String start(UpstreamGroup group, List<Selection> running) {
        Selection selection = group.select(null);
        running.add(selection);
        Peer peer = selection.next(NOW);
        return peer == null ? "-" : peer.name();
    }

    @Test
    void the_peer_with_the_fewest_requests_for_its_weight_is_next() {
        UpstreamGroup group = group(BalancingMethod.LEAST_CONNECTIONS, peer("a", 2, 0), peer("b", 1, 0));
        List<Selection> running = new ArrayList<>();
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            chosen.add(start(group, running));
        }
        assertThat(chosen).containsExactly("a", "b", "a", "b", "a", "a");
        running.get(1).release(null, NOW);
        running.get(3).release(null, NOW);
        assertThat(start(group, running)).isEqualTo("b");
    }

    @Test
    void equally_busy_peers_take_turns() {
        UpstreamGroup group = group(BalancingMethod.LEAST_CONNECTIONS, peer("a", 1, 0), peer("b", 1, 0));
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Selection> one = new ArrayList<>();
            chosen.add(start(group, one));
            one.get(0).release(null, NOW);
        }
        assertThat(chosen).containsExactly("a", "b", "a", "b");
    }

    @Test
    void every_method_skips_a_full_peer() {
        for (BalancingMethod method : List.of(
                BalancingMethod.ROUND_ROBIN,
                BalancingMethod.LEAST_CONNECTIONS,
                RandomPeer.METHOD,
                RandomPeer.OfTwo.METHOD)) {
            UpstreamGroup group = group(method, peer("a", 1, 1), peer("b", 9, 1));
            List<Selection> running = new ArrayList<>();
            Set<String> chosen = new TreeSet<>(List.of(start(group, running), start(group, running)));
            assertThat(chosen).containsExactly("a", "b");
            assertThat(start(group, running)).isEqualTo("-");
        }
    }

    @Test
    void random_tries_each_peer_once() {
        UpstreamGroup group = group(RandomPeer.METHOD, peer("a", 1, 0), peer("b", 1, 0), peer("c", 1, 0));
        Selection selection = group.select(null);
        Set<String> tried = new TreeSet<>();
        for (Peer peer = selection.next(NOW); peer != null; peer = selection.next(NOW)) {
            tried.add(peer.name());
            selection.release("failed", NOW);
        }
        assertThat(tried).containsExactly("a", "b", "c");
    }

    @Test
    void random_two_chooses_the_less_busy_peer() {
        UpstreamGroup group = group(RandomPeer.OfTwo.METHOD, peer("a", 1, 0), peer("b", 1, 0));
        List<Selection> running = new ArrayList<>();
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            chosen.add(start(group, running));
        }
        assertThat(chosen).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void the_key_of_an_address_is_its_network() throws Exception {
        assertThat(AddressHash.key(new InetSocketAddress(InetAddress.getByName("1.2.3.4"), 5)))
                .containsExactly(1, 2, 3);
        assertThat(AddressHash.key(new InetSocketAddress(InetAddress.getByName("::1"), 5)))
                .hasSize(16)
                .endsWith(1);
        assertThat(AddressHash.key(UnixDomainSocketAddress.of("/x"))).containsExactly(0, 0, 0);
    }

    @Test
    void a_ring_has_160_points_for_each_unit_of_weight_and_closes() {
        Ring ring = new Ring(List.of(peer("a:1", 1, 0)));
        assertThat(ring.find(0)).isZero();
        assertThat(ring.find(0xffffffffL)).isEqualTo(160);
        assertThat(ring.server(160)).isEqualTo("a:1");
    }
}
