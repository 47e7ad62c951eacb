package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.LegPair;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code websocket_rebalance}: tunnels move to a server that has joined. The clock moves only when a test advances it. */
class RebalanceTest {
    private static final String TWO = "server %{backend:a}; server %{backend:b};";
    private static final String THIRD_DOWN = TWO + " server %{backend:c} down;";
    /** A reload that changes the upstream does not drain its tunnels. */
    private static final String STAY = "websocket_drain off;";

    private static final String ON = " websocket_rebalance on;";

    private static RebalancedSite start(String upstream) throws Exception {
        return RebalancedSite.start(LegPair.PLAIN_TO_PLAIN, upstream);
    }

    // ---- who joins

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void a_server_that_the_api_enables_gets_its_share(LegPair legs) throws Exception {
        try (RebalancedSite site = RebalancedSite.start(legs, THIRD_DOWN + ON)) {
            site.connect(12);
            assertThat(site.tunnels()).containsExactly(6, 6, 0);
            site.change(2, "{\"down\":false}");
            site.pass(4);

            assertThat(site.tunnels()).containsExactly(4, 4, 4);
            assertThat(site.closed()).isEqualTo(4);
            assertThat(site.log())
                    .satisfiesExactly(
                            begun -> assertThat(begun).startsWith("upstream \"u\": websocket_rebalance has begun: 4 of 12 "),
                            ended -> assertThat(ended).matches(
                                    "upstream \"u\": websocket_rebalance has ended after [0-9]+s: 4 closed, each server has 4.*"));
        }
    }

    @Test
    void a_server_that_a_reload_adds_gets_its_share() throws Exception {
        try (RebalancedSite site = RebalancedSite.start(LegPair.PLAIN_TO_PLAIN, TWO + ON, STAY)) {
            site.connect(12);
            site.reload(TWO + " server %{backend:c};" + ON, STAY);
            site.pass(4);

            assertThat(site.tunnels()).containsExactly(4, 4, 4);
            assertThat(site.closed()).isEqualTo(4);
        }
    }

    @Test
    void nothing_is_closed_where_it_is_off() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN)) {
            site.connect(12);
            site.change(2, "{\"down\":false}");
            site.pass(4);

            assertThat(site.tunnels()).containsExactly(6, 6, 0);
            assertThat(site.log()).isEmpty();
        }
    }

    // ---- how many

    @Test
    void the_shares_follow_the_weights() throws Exception {
        try (RebalancedSite site = start(
                "server %{backend:a}; server %{backend:b}; server %{backend:c} weight=2 down;" + ON)) {
            site.connect(12);
            site.change(2, "{\"down\":false}");
            site.pass(4);

            assertThat(site.tunnels()).containsExactly(3, 3, 6);
            assertThat(site.closed()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"least_conn;", "random;", "random two;", "least_time header;"})
    void every_free_method_moves_no_more_than_needed(String method) throws Exception {
        try (RebalancedSite site = start(method + THIRD_DOWN + ON)) {
            site.connect(12);
            int over = site.tunnels().stream().mapToInt(each -> Math.max(0, each - 4)).sum();
            site.change(2, "{\"down\":false}");
            site.pass(6);

            assertThat(site.tunnels()).containsExactly(4, 4, 4);
            assertThat(site.closed()).isEqualTo(over);
        }
    }

    @Test
    void the_rate_limits_the_closes_of_a_second() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN + " websocket_rebalance on rate=2/s;")) {
            site.connect(18);
            site.change(2, "{\"down\":false}");
            site.pass(1);
            for (int seconds = 1; seconds <= 3; seconds++) {
                site.pass(1);
                assertThat(site.closed()).isEqualTo(2 * seconds);
            }
            site.pass(3);

            assertThat(site.closed()).isEqualTo(6);
            assertThat(site.tunnels()).containsExactly(6, 6, 6);
        }
    }

    @Test
    void servers_within_the_tolerance_are_left_alone() throws Exception {
        String upstream = TWO + " server %{backend:c};";
        try (RebalancedSite site = start(upstream + " websocket_rebalance on tolerance=50%;")) {
            site.connect(12);
            site.change(2, "{\"down\":true}");
            site.pass(1);
            site.connect(4);
            site.change(2, "{\"down\":false}");
            site.pass(3);

            assertThat(site.tunnels()).containsExactly(6, 6, 4);
            assertThat(site.closed()).isZero();
            assertThat(site.log()).isEmpty();
        }
    }

    @Test
    void it_ends_by_itself_when_the_clients_do_not_come_back() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN + ON)) {
            site.connect(12);
            site.change(2, "{\"down\":false}");
            site.pass(25, false);

            assertThat(site.tunnels()).containsExactly(4, 4, 0);
            assertThat(site.closed()).isEqualTo(4);
            assertThat(site.log()).hasSize(2);
        }
    }

    @Test
    void no_more_are_closed_while_many_are_away() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN + " websocket_rebalance on rate=6/m;")) {
            site.connect(12);
            site.change(2, "{\"down\":false}");
            site.pass(30, false);

            assertThat(site.closed()).isEqualTo(1);
        }
    }

    // ---- who stays

    @ParameterizedTest
    @ValueSource(strings = {"sticky cookie srv;", "hash $http_x_key;", "ip_hash;"})
    void tunnels_that_would_come_back_stay(String method) throws Exception {
        try (RebalancedSite site = start(TWO + " server %{backend:c};" + method + ON)) {
            site.connect(12, "X-Key: same");
            site.change(2, "{\"down\":true}");
            site.pass(2);
            var before = site.tunnels();
            site.change(2, "{\"down\":false}");
            site.pass(4);

            assertThat(site.tunnels()).isEqualTo(before);
            assertThat(site.closed()).isZero();
        }
    }

    @Test
    void tunnels_whose_key_now_names_the_new_server_move() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN + "hash $http_x_key consistent;" + ON)) {
            for (int key = 0; key < 24; key++) {
                site.connect(1, "X-Key: key-" + key);
            }
            site.change(2, "{\"down\":false}");
            site.pass(6, false);

            assertThat(site.closed()).isBetween(1, 23);
            assertThat(site.tunnels().get(2)).isZero();
        }
    }

    // ---- others

    @Test
    void tunnels_of_backups_return_when_a_server_has_recovered() throws Exception {
        try (RebalancedSite site = start("server %{backend:a} down; server %{backend:b} backup;" + ON)) {
            site.connect(6);
            assertThat(site.tunnels()).containsExactly(0, 6, 0);
            site.change(0, "{\"down\":false}");
            site.pass(4);

            assertThat(site.tunnels()).containsExactly(6, 0, 0);
            assertThat(site.closed()).isEqualTo(6);
        }
    }

    @Test
    void tunnels_of_a_server_that_drains_are_left_alone() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN + ON)) {
            site.connect(12);
            site.change(0, "{\"drain\":true}");
            site.change(2, "{\"down\":false}");
            site.pass(4);

            assertThat(site.tunnels()).containsExactly(6, 3, 3);
            assertThat(site.closed()).isEqualTo(3);
        }
    }

    @Test
    void a_server_that_leaves_in_the_middle_changes_the_plan() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN + " websocket_rebalance on rate=2/s;")) {
            site.connect(24);
            site.change(2, "{\"down\":false}");
            site.pass(2);
            site.change(2, "{\"down\":true}");
            site.pass(16);

            assertThat(site.closed()).isLessThanOrEqualTo(4);
            assertThat(site.log()).hasSize(2);
        }
    }

    @Test
    void a_reload_in_the_middle_does_not_end_it() throws Exception {
        String slow = " websocket_rebalance on rate=2/s;";
        try (RebalancedSite site = RebalancedSite.start(LegPair.PLAIN_TO_PLAIN, TWO + slow, STAY)) {
            site.connect(18);
            site.reload(TWO + " server %{backend:c};" + slow, STAY);
            site.pass(2);
            site.reload(TWO + " server %{backend:c} max_fails=2;" + slow, STAY);
            site.pass(6);

            assertThat(site.tunnels()).containsExactly(6, 6, 6);
            assertThat(site.closed()).isEqualTo(6);
            assertThat(site.log()).hasSize(2);
        }
    }

    @Test
    void a_reload_that_turns_it_off_ends_it() throws Exception {
        String slow = " websocket_rebalance on rate=1/s;";
        try (RebalancedSite site = RebalancedSite.start(LegPair.PLAIN_TO_PLAIN, THIRD_DOWN + slow, STAY)) {
            site.connect(18);
            site.change(2, "{\"down\":false}");
            site.pass(3);
            int before = site.closed();
            site.reload(TWO + " server %{backend:c};", STAY);
            site.pass(5);

            assertThat(site.closed()).isBetween(before, before + 1);
            assertThat(site.log()).hasSize(2);
        }
    }

    @Test
    void a_quit_in_the_middle_ends_it() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN + " websocket_rebalance on rate=1/s;")) {
            site.connect(18);
            site.change(2, "{\"down\":false}");
            site.pass(2);
            var over = site.server().quit();
            site.server().advance(Duration.ofSeconds(30));
            site.server().advance(Duration.ofSeconds(30));

            over.toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }
}
