package io.gangway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.exchange.Exchange;
import io.gangway.metrics.CountsRegistry;
import io.gangway.net.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlowStartTest {
    private static final PeerSettings SLOW = new PeerSettings(1, 1, 10, 0, false, false, false, "", 20_000);

    private Stickiness stickiness;

    private UpstreamGroup group(BalancingMethod method, String... servers) throws Exception {
        List<ServerLine> lines = new ArrayList<>();
        for (String server : servers) {
            HostPort host = HostPort.parse(server, 80, false);
            lines.add(new ServerLine(host, SLOW, null, Addresses.peers(host, SLOW)));
        }
        return new UpstreamGroup(
                "u",
                lines,
                method,
                stickiness,
                KeepaliveSettings.NONE,
                null,
                "z",
                new CountsRegistry<>(),
                new PeerLog(),
                null);
    }

    /** How many of so many requests the first peer gets. */
    private static int share(UpstreamGroup group, int requests, long now) {
        int share = 0;
        for (int i = 0; i < requests; i++) {
            Selection selection = group.select(null);
            share += selection.next(now).name().endsWith(":1") ? 1 : 0;
            selection.release(null, now);
        }
        return share;
    }

    /** Lets the first peer fail, and be tried again later. */
    private static void failAndRecover(UpstreamGroup group, long failed, long recovered) {
        Selection selection = group.select(null);
        while (!selection.next(failed).name().endsWith(":1")) {
            selection.release(null, failed);
            selection = group.select(null);
        }
        selection.release("refused", failed);
        assertThat(share(group, 10, failed)).isZero();
        assertThat(share(group, 10, recovered)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_share_of_a_server_grows_after_it_was_unavailable(boolean leastConnections) throws Exception {
        BalancingMethod method = leastConnections ? BalancingMethod.LEAST_CONNECTIONS : BalancingMethod.ROUND_ROBIN;
        UpstreamGroup group = group(method, "127.0.0.1:1", "127.0.0.1:2");
        failAndRecover(group, 100, 120);
        assertThat(share(group, 100, 120)).isZero();
        assertThat(share(group, 100, 125)).isBetween(10, 20);
        assertThat(share(group, 100, 130)).isBetween(20, 30);
        assertThat(share(group, 100, 138)).isBetween(40, 50);
        assertThat(share(group, 100, 140)).isEqualTo(50);
        assertThat(share(group, 100, 200)).isEqualTo(50);
    }

    @Test
    void a_server_that_starts_slowly_is_used_if_there_is_no_other() throws Exception {
        UpstreamGroup group = group(BalancingMethod.ROUND_ROBIN, "127.0.0.1:1", "127.0.0.1:2");
        failAndRecover(group, 100, 120);
        Selection selection = group.select(null);
        assertThat(selection.next(120).name()).endsWith(":2");
        selection.release("refused", 120);
        assertThat(selection.next(120).name()).endsWith(":1");
        selection.release(null, 120);
    }

    @Test
    void a_request_of_a_session_does_not_wait_for_a_server_that_starts_slowly() throws Exception {
        String sid = Addresses.peers(HostPort.parse("127.0.0.1:1", 80, false), SLOW)
                .get(0)
                .sid();
        AtomicReference<String> wanted = new AtomicReference<>();
        stickiness = new Stickiness() {
            @Override
            public StickySession begin(Exchange x) {
                return new Session(wanted.get());
            }

            @Override
            public String wanted(Exchange x) {
                return wanted.get();
            }
        };
        UpstreamGroup group = group(BalancingMethod.ROUND_ROBIN, "127.0.0.1:1", "127.0.0.1:2");
        failAndRecover(group, 100, 120);
        assertThat(share(group, 10, 120)).isZero();
        wanted.set(sid);
        assertThat(share(group, 10, 120)).isEqualTo(10);
    }

    private record Session(String wanted) implements StickySession {
        @Override
        public void chosen(Peer peer) {}

        @Override
        public void headReceived(Peer peer) {}

        @Override
        public void ended(Peer peer) {}
    }

    @Test
    void a_server_starts_slowly_after_the_api_has_taken_it_back() throws Exception {
        UpstreamGroup group = group(BalancingMethod.ROUND_ROBIN, "127.0.0.1:1", "127.0.0.1:2");
        group.servers().change(0, null, s -> new PeerSettings(1, 1, 10, 0, false, true, false, "", 20_000));
        assertThat(share(group, 10, 100)).isZero();
        group.servers().change(0, null, s -> SLOW);
        assertThat(share(group, 100, 110)).isZero();
        assertThat(share(group, 100, 120)).isBetween(20, 30);
        assertThat(share(group, 100, 130)).isEqualTo(50);
    }

    @Test
    void all_servers_start_at_once_when_the_group_is_new() throws Exception {
        UpstreamGroup group = group(BalancingMethod.ROUND_ROBIN, "127.0.0.1:1", "127.0.0.1:2");
        assertThat(share(group, 10, 100)).isEqualTo(5);
    }

    /** As nginx's documentation says of a group with one server. */
    @Test
    void the_only_server_does_not_start_slowly() throws Exception {
        UpstreamGroup group = group(BalancingMethod.ROUND_ROBIN, "127.0.0.1:1");
        group.select(null).next(100);
        assertThat(share(group, 10, 100)).isEqualTo(10);
    }

    @Test
    void a_clock_that_goes_back_does_not_keep_a_server_out() throws Exception {
        UpstreamGroup group = group(BalancingMethod.ROUND_ROBIN, "127.0.0.1:1", "127.0.0.1:2");
        failAndRecover(group, 100, 120);
        assertThat(share(group, 100, 50)).isZero();
        assertThat(share(group, 100, 70)).isEqualTo(50);
    }
}
