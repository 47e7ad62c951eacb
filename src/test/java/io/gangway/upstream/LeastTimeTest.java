package io.gangway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeastTimeTest {
    /** In milliseconds; the seconds of the peers follow it. */
    private long clock = 100_000;

    private Peer peer(String name, int weight) {
        PeerSettings settings = new PeerSettings(weight, 1, 10, 0, false, false, false);
        return new Peer(InetSocketAddress.createUnresolved(name, 80), name, name, settings);
    }

    private UpstreamGroup group(LeastTime.Method method, Peer... peers) {
        return new UpstreamGroup(
                "u", List.of(peers), all -> x -> new LeastTime(method, () -> clock), KeepaliveSettings.NONE);
    }

    private UpstreamGroup pair(boolean lastByte, boolean inflight) {
        return group(new LeastTime.Method(lastByte, inflight), peer("a", 1), peer("b", 1));
    }

    /** A request that is running. */
    private final class Running {
        private final Selection selection;
        private final Peer peer;
        private final Attempt attempt = new Attempt(clock);

        Running(UpstreamGroup group) {
            selection = group.select(null);
            peer = selection.next(clock / 1000);
            selection.attempt(attempt);
        }

        void header() {
            attempt.header(clock);
            selection.headReceived();
        }

        void end() {
            attempt.ended(clock);
            selection.release(null, clock / 1000);
        }
    }

    /** Sends a request that each peer answers after its time; returns the peer. */
    private String serve(UpstreamGroup group, long aHeader, long aBody, long bHeader, long bBody) {
        Running request = new Running(group);
        boolean first = request.peer.name().equals("a");
        clock += first ? aHeader : bHeader;
        request.header();
        clock += first ? aBody : bBody;
        request.end();
        return request.peer.name();
    }

    private String serve(UpstreamGroup group, int times, long aHeader, long aBody, long bHeader, long bBody) {
        StringBuilder peers = new StringBuilder();
        for (int i = 0; i < times; i++) {
            peers.append(serve(group, aHeader, aBody, bHeader, bBody));
        }
        return peers.toString();
    }

    @Test
    void equal_servers_take_turns() {
        assertThat(serve(pair(false, false), 6, 10, 0, 10, 0)).isEqualTo("ababab");
    }

    @Test
    void times_within_20_milliseconds_are_equal() {
        assertThat(serve(pair(false, false), 6, 3, 0, 18, 0)).isEqualTo("ababab");
    }

    @Test
    void the_faster_server_gets_the_requests() {
        assertThat(serve(pair(false, false), 8, 500, 0, 10, 0)).isEqualTo("abbbbbbb");
    }

    @Test
    void header_looks_at_the_header_only() {
        assertThat(serve(pair(false, false), 8, 10, 500, 50, 0))
                .startsWith("ab")
                .endsWith("aaaaaa");
    }

    @Test
    void last_byte_looks_at_the_whole_response() {
        assertThat(serve(pair(true, false), 8, 10, 500, 50, 0)).startsWith("ab").endsWith("bbbbbb");
    }

    @Test
    void requests_that_are_running_count() {
        UpstreamGroup group = pair(false, false);
        serve(group, 2, 50, 0, 10, 0);
        List<String> peers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            peers.add(new Running(group).peer.name());
        }
        // 60 ms against 20 ms: the third request is equal.
        assertThat(peers).containsSubsequence("b", "b", "a").startsWith("b", "b");
    }

    @Test
    void a_server_that_fails_soon_is_not_preferred() {
        UpstreamGroup group = pair(false, false);
        serve(group, 2, 100, 0, 100, 0);
        Running failed = new Running(group);
        failed.attempt.ended(clock);
        failed.selection.discard(clock / 1000);
        assertThat(serve(group, 4, 100, 0, 100, 0)).contains("a", "b");
    }

    @Test
    void a_slow_server_gets_a_request_once_its_fail_timeout_has_passed_again_and_again() {
        UpstreamGroup group = pair(false, false);
        assertThat(serve(group, 8, 500, 0, 10, 0)).isEqualTo("abbbbbbb");
        clock += 120_000;
        assertThat(serve(group, 4, 500, 0, 10, 0)).contains("a");
    }

    @Test
    void with_inflight_a_server_that_does_not_answer_is_avoided() {
        UpstreamGroup group = pair(false, true);
        serve(group, 2, 10, 0, 10, 0);
        Running stuck = new Running(group);
        clock += 3000;
        String other = stuck.peer.name().equals("a") ? "b" : "a";
        for (int i = 0; i < 6; i++) {
            assertThat(serve(group, 10, 0, 10, 0)).isEqualTo(other);
        }
        stuck.header();
        stuck.end();
    }

    @Test
    void with_inflight_a_request_that_was_given_up_is_forgotten() {
        UpstreamGroup group = pair(false, true);
        for (int i = 0; i < 4; i++) {
            Running request = new Running(group);
            clock += 10;
            request.end();
        }
        assertThat(serve(group, 4, 10, 0, 10, 0)).contains("a", "b");
    }

    @Test
    void weights_count() {
        UpstreamGroup group = group(new LeastTime.Method(false, false), peer("a", 3), peer("b", 1));
        List<String> peers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            peers.add(new Running(group).peer.name());
        }
        assertThat(peers.stream().filter("a"::equals)).hasSize(6);
    }

    @Test
    void averages_move_as_in_nginx() {
        PeerTimes times = new PeerTimes();
        times.header(100);
        times.header(200);
        // 0.95 * 100 + 0.05 * 200, rounded, in the next step of 20 ms.
        assertThat(times.estimate(false, 0, 0)).isEqualTo(120);
        assertThat(times.estimate(false, 1, 0)).isEqualTo(60);
        assertThat(times.estimate(false, 70, 0)).isEqualTo(20);
        assertThat(times.estimate(false, 0, 2)).isEqualTo(360);
        times.header(1_000_000);
        assertThat(times.estimate(false, 0, 0)).isEqualTo(5000);
    }

    @Test
    void two_random_servers_are_compared_by_their_times() {
        UpstreamGroup group = new UpstreamGroup(
                "u",
                List.of(peer("a", 1), peer("b", 1)),
                all -> x -> RandomPeer.OfTwo.of(new LeastTime(new LeastTime.Method(false, false), () -> clock)),
                KeepaliveSettings.NONE);
        serve(group, 20, 400, 0, 10, 0);
        int slow = 0;
        for (int i = 0; i < 100; i++) {
            slow += serve(group, 400, 0, 10, 0).equals("a") ? 1 : 0;
        }
        assertThat(slow).isLessThan(20);
    }
}
