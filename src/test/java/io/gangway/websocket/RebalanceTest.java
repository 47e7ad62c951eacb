package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.LegPair;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedDns;
import java.time.Duration;
import java.util.List;
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
            site.enable(2);
            site.pass(4);

            assertThat(site.tunnels()).containsExactly(4, 4, 4);
            assertThat(site.closed()).isEqualTo(4);
            assertThat(site.log())
                    .satisfiesExactly(
                            begun -> assertThat(begun)
                                    .startsWith("upstream \"u\": websocket_rebalance has begun: 4 of 12 "),
                            ended -> assertThat(ended)
                                    .matches(
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
            site.enable(2);
            site.pass(4);

            assertThat(site.tunnels()).containsExactly(6, 6, 0);
            assertThat(site.log()).isEmpty();
        }
    }

    @Test
    void a_server_whose_name_is_new_in_dns_gets_its_share() throws Exception {
        try (ScriptedDns dns = ScriptedDns.start();
                RebalancedSite site = RebalancedSite.start(
                        LegPair.PLAIN_TO_PLAIN,
                        "server chat service=ws resolve;" + ON,
                        "resolver " + dns.address() + " valid=2s ipv6=off;")) {
            dns.records("here", "127.0.0.1").records("_ws._tcp.chat", service(site, "a"), service(site, "b"));
            site.passUntil(() -> !dns.questions().isEmpty());
            site.connect(12);
            assertThat(site.tunnels()).containsExactly(6, 6, 0);
            dns.records("_ws._tcp.chat", service(site, "a"), service(site, "b"), service(site, "c"));
            site.passUntil(() -> site.tunnels().equals(List.of(4, 4, 4)));

            assertThat(site.closed()).isEqualTo(4);
        }
    }

    private static String service(RebalancedSite site, String backend) {
        return "SRV 1 1 " + site.backend(backend).port() + " here";
    }

    @Test
    void a_server_that_has_recovered_after_failures_gets_its_share() throws Exception {
        try (RebalancedSite site = start(TWO + " server %{backend:c} fail_timeout=5s;" + ON)) {
            site.backend("c").unbind();
            site.connect(12);
            assertThat(site.tunnels()).containsExactly(6, 6, 0);
            site.pass(2);
            site.backend("c").bind();
            site.passUntil(() -> site.tunnels().get(2) >= 3);
            site.pass(2);

            assertThat(site.tunnels()).allMatch(each -> Math.abs(each - 4) <= 1);
        }
    }

    @Test
    void a_server_that_health_checks_let_recover_gets_its_share() throws Exception {
        String checks = "server { listen 127.0.0.1:%{port:checks}; location / { proxy_pass http://u; "
                + "health_check type=websocket uri=/chat interval=1s fails=1; } }";
        try (RebalancedSite site =
                RebalancedSite.start(LegPair.PLAIN_TO_PLAIN, TWO + " server %{backend:c};" + ON, checks)) {
            site.backend("c").unbind();
            site.passUntil(() -> site.state(2).equals("unhealthy"));
            site.connect(12);
            assertThat(site.tunnels()).containsExactly(6, 6, 0);
            site.backend("c").bind();
            site.passUntil(() -> site.tunnels().equals(List.of(4, 4, 4)));
            site.pass(1);

            assertThat(site.closed()).isEqualTo(4);
            assertThat(site.log()).hasSize(2);
        }
    }

    @Test
    void a_server_with_slow_start_gets_its_share_after_that_time() throws Exception {
        try (RebalancedSite site = start(TWO + " server %{backend:c} slow_start=10s down;" + ON)) {
            site.connect(12);
            site.enable(2);
            site.pass(8);
            assertThat(site.closed()).isZero();
            site.pass(8);

            assertThat(site.tunnels()).containsExactly(4, 4, 4);
            assertThat(site.closed()).isEqualTo(4);
        }
    }

    /** Without health checks, only requests show that it is down: one for each {@code fail_timeout}. */
    @Test
    void a_server_that_fails_right_after_it_has_joined_makes_no_storm() throws Exception {
        try (RebalancedSite site = start(TWO + " server %{backend:c} fail_timeout=5s down;" + ON)) {
            site.connect(24);
            site.enable(2);
            site.backend("c").unbind();
            site.pass(4);
            int before = site.closed();
            assertThat(before).as("until it has failed").isEqualTo(8);
            site.pass(20);
            assertThat(site.tunnels().get(2)).isZero();
            assertThat(site.closed() - before).as("tries").isBetween(2, 4);

            int tried = site.closed();
            site.backend("c").bind();
            site.passUntil(() -> site.tunnels().get(2) == 8);
            assertThat(site.closed() - tried).isBetween(8, 10);
        }
    }

    // ---- how many

    @Test
    void the_shares_follow_the_weights() throws Exception {
        try (RebalancedSite site =
                start("server %{backend:a}; server %{backend:b}; server %{backend:c} weight=2 down;" + ON)) {
            site.connect(12);
            site.enable(2);
            site.pass(4);

            assertThat(site.tunnels()).containsExactly(3, 3, 6);
            assertThat(site.closed()).isEqualTo(6);
        }
    }

    @Test
    void a_server_gets_no_more_than_its_max_conns() throws Exception {
        try (RebalancedSite site = start(TWO + " server %{backend:c} max_conns=2 down;" + ON)) {
            site.connect(12);
            site.enable(2);
            site.pass(6);

            assertThat(site.tunnels()).containsExactly(5, 5, 2);
            assertThat(site.closed()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"least_conn;", "random;", "random two;", "least_time header;"})
    void every_free_method_moves_no_more_than_needed(String method) throws Exception {
        try (RebalancedSite site = start(method + THIRD_DOWN + ON)) {
            site.connect(12);
            int over = site.tunnels().stream()
                    .mapToInt(each -> Math.max(0, each - 4))
                    .sum();
            site.enable(2);
            site.pass(6);

            assertThat(site.tunnels()).containsExactly(4, 4, 4);
            assertThat(site.closed()).isEqualTo(over);
        }
    }

    @Test
    void the_rate_limits_the_closes_of_a_second() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN + " websocket_rebalance on rate=2/s;")) {
            site.connect(18);
            site.enable(2);
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
            site.disable(2);
            site.pass(1);
            site.connect(4);
            site.enable(2);
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
            site.enable(2);
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
            site.enable(2);
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
            site.disable(2);
            site.pass(2);
            var before = site.tunnels();
            site.enable(2);
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
            site.enable(2);
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
            site.enable(0);
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
            site.enable(2);
            site.pass(4);

            assertThat(site.tunnels()).containsExactly(6, 3, 3);
            assertThat(site.closed()).isEqualTo(3);
        }
    }

    @Test
    void a_server_that_leaves_in_the_middle_changes_the_plan() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN + " websocket_rebalance on rate=2/s;")) {
            site.connect(24);
            site.enable(2);
            site.pass(2);
            site.disable(2);
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
            site.enable(2);
            site.pass(3);
            int before = site.closed();
            site.reload(TWO + " server %{backend:c};", STAY);
            site.pass(5);

            assertThat(site.closed()).isBetween(before, before + 1);
            assertThat(site.log()).hasSize(2);
        }
    }

    @Test
    void metrics_and_the_api_tell_of_it() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN + " websocket_rebalance on rate=2/s;")) {
            site.connect(12);
            assertThat(site.metrics()).contains("gangway_websocket_rebalance_active{upstream=\"u\"} 0.0");
            assertThat(RawHttp.get(site.apiPort(), "/admin/1/upstreams").body())
                    .contains("\"rebalance\":{\"active\":false,\"runs\":0,\"closed\":0,\"changed\":null}");
            site.enable(2);
            site.pass(2);
            assertThat(site.metrics()).contains("gangway_websocket_rebalance_active{upstream=\"u\"} 1.0");
            site.pass(4);

            assertThat(site.metrics())
                    .contains("gangway_websocket_rebalance_active{upstream=\"u\"} 0.0")
                    .contains("gangway_websocket_rebalances_total{upstream=\"u\"} 1.0")
                    .contains("gangway_websocket_rebalance_closed_total{upstream=\"u\"} 4.0");
            assertThat(RawHttp.get(site.apiPort(), "/admin/1/upstreams").body())
                    .containsPattern("\"rebalance\":\\{\"active\":false,\"runs\":1,\"closed\":4,"
                            + "\"changed\":\"20[0-9T:.-]+Z\"}");
        }
    }

    // ---- by the admin API

    @ParameterizedTest
    @EnumSource(names = {"PLAIN_TO_PLAIN", "HTTP2_TO_HTTP2"})
    void the_admin_api_closes_a_share(LegPair legs) throws Exception {
        try (RebalancedSite site = RebalancedSite.start(legs, TWO)) {
            site.connect(12);
            assertThat(site.post("rebalance?share=0.25&rate=1").body())
                    .isEqualTo("{\"tunnels\":12,\"closing\":3,\"within_ms\":3000}");
            for (int seconds = 1; seconds <= 3; seconds++) {
                site.pass(1, false);
                assertThat(site.closed()).isEqualTo(seconds);
            }
            site.pass(3, false);

            assertThat(site.closed()).isEqualTo(3);
            assertThat(site.tunnels().stream().mapToInt(each -> each).sum()).isEqualTo(9);
        }
    }

    @Test
    void the_admin_api_closes_the_same_part_of_each_server() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN)) {
            site.disable(1);
            site.connect(4);
            site.enable(1);
            site.connect(8);
            assertThat(site.tunnels()).containsExactly(8, 4, 0);

            assertThat(site.post("rebalance?count=6").body()).contains("\"closing\":6");
            site.pass(1, false);

            assertThat(site.tunnels()).containsExactly(4, 2, 0);
        }
    }

    @Test
    void the_admin_api_closes_a_number_of_an_upstream() throws Exception {
        try (RebalancedSite site = start(TWO)) {
            site.connect(6);
            assertThat(site.post("rebalance?count=2&upstream=other").body()).contains("\"closing\":0");
            assertThat(site.post("rebalance?count=2&upstream=u").body()).contains("\"closing\":2");
            assertThat(site.post("rebalance?count=100").body())
                    .as("of the others")
                    .contains("\"closing\":4");
            site.pass(1, false);

            assertThat(site.closed()).isEqualTo(6);
        }
    }

    @Test
    void the_admin_api_refuses_other_arguments() throws Exception {
        try (RebalancedSite site = start(TWO)) {
            for (String target : List.of(
                    "rebalance",
                    "rebalance?share=2",
                    "rebalance?share=x",
                    "rebalance?share=NaN",
                    "rebalance?count=-1",
                    "rebalance?count=1&share=1",
                    "rebalance?count=1&rate=0")) {
                assertThat(site.post(target).status()).as(target).isEqualTo(400);
            }
        }
    }

    @Test
    void a_quit_in_the_middle_ends_it() throws Exception {
        try (RebalancedSite site = start(THIRD_DOWN + " websocket_rebalance on rate=1/s;")) {
            site.connect(18);
            site.enable(2);
            site.pass(2);
            var over = site.server().quit();
            site.server().advance(Duration.ofSeconds(30));
            site.server().advance(Duration.ofSeconds(30));

            over.toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }
}
