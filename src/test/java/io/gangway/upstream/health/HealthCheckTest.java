package io.gangway.upstream.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Script;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code health_check} with scripted backends and a clock that the tests advance. */
class HealthCheckTest {
    private static final String CHECK = "health_check uri=/check interval=10s;";

    private CheckedSite site;

    @BeforeEach
    void open() throws Exception {
        site = CheckedSite.create();
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void healthy_peers_are_checked_again_after_the_interval() throws Exception {
        site.start(CHECK);
        site.awaitChecks(site.a, 1);
        site.awaitChecks(site.b, 1);
        site.advance(11);
        site.awaitChecks(site.a, 2);
        site.awaitChecks(site.b, 2);
        assertThat(site.four()).isEqualTo("aabb");
        assertThat(site.log()).doesNotContain("peer ");
    }

    @ParameterizedTest
    @CsvSource({"200, aabb", "204, aabb", "301, aabb", "399, aabb", "199, aaaa", "400, aaaa", "404, aaaa", "503, aaaa"})
    void without_match_the_status_decides(int status, String bodies) throws Exception {
        site.checkedB(Script.raw("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n"));
        site.start(CHECK + "proxy_read_timeout 1s;");
        site.awaitChecks(site.b, 1);
        if (status == 199) {
            site.advance(2);
        }
        site.awaitFour(bodies);
    }

    @Test
    void a_peer_that_fails_gets_no_requests_until_it_passes() throws Exception {
        site.checkedB(Script.response(500, "no"));
        site.start(CHECK);
        site.awaitFour("aaaa");
        site.awaitLog("upstream \"u\": peer " + site.b.address()
                + " is unhealthy, it was up: the health check of /check failed: the status is 500");
        site.checkedB(Script.body("ok"));
        site.advance(11);
        site.awaitFour("aabb");
        site.awaitLog("is up, it was unhealthy: the health check of /check passed");
    }

    @Test
    void fails_and_passes_count_checks_in_a_row() throws Exception {
        site.checkedB(Script.sequence(
                Script.response(500, ""),
                Script.body(""),
                Script.response(500, ""),
                Script.response(500, ""),
                Script.body(""),
                Script.body("")));
        site.start("health_check uri=/check interval=10s fails=2 passes=2;");
        for (int i = 1; i <= 3; i++) {
            site.awaitChecks(site.b, i);
            site.awaitFour("aabb");
            site.advance(11);
        }
        site.awaitFour("aaaa");
        site.advance(11);
        site.awaitChecks(site.b, 5);
        assertThat(site.four()).isEqualTo("aaaa");
        site.advance(11);
        site.awaitFour("aabb");
    }

    @Test
    void all_peers_may_be_unhealthy() throws Exception {
        site.checkedB(Script.response(500, ""));
        site.start("", "server B;", CHECK);
        CheckedSite.eventually(() -> assertThat(site.get().status()).isEqualTo(502));
    }

    @Test
    void a_peer_that_refuses_connections_is_unhealthy() throws Exception {
        site.b.unbind();
        site.start(CHECK);
        site.awaitLog("failed: connect() failed (111: Connection refused) while connecting to upstream");
        site.b.bind();
        site.advance(11);
        site.awaitFour("aabb");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK\\r\\nConte | upstream prematurely closed connection",
                "HTT                        | upstream prematurely closed connection",
                "''                         | upstream prematurely closed connection",
                "SSH-2.0-x\\r\\n            | upstream sent no valid HTTP/1.0 header",
                "HTTP/1.1 2x0 OK\\r\\n\\r\\n | upstream sent no valid HTTP/1.0 header",
            })
    void a_peer_that_breaks_off_within_the_head_is_unhealthy(String response, String why) throws Exception {
        site.checkedB(Script.rawThenClose(response.replace("\\r", "\r").replace("\\n", "\n")));
        site.start(CHECK);
        site.awaitLog("failed: " + why);
        assertThat(site.four()).isEqualTo("aaaa");
    }

    @Test
    void a_head_over_the_limit_fails() throws Exception {
        site.checkedB(Script.raw("HTTP/1.1 200 OK\r\nX: " + "x".repeat(5000) + "\r\n\r\n"));
        site.start(CHECK + " proxy_buffer_size 4k;");
        site.awaitLog("failed: upstream sent too big header");
    }

    @Test
    void a_peer_that_hangs_has_one_check_at_most() throws Exception {
        site.checkedB(Script.noResponse());
        site.start(CHECK + " proxy_read_timeout 60s;");
        site.awaitChecks(site.b, 1);
        for (int i = 0; i < 5; i++) {
            site.advance(11);
        }
        assertThat(site.checks(site.b)).isEqualTo(1);
        site.advance(11);
        site.awaitLog("failed: upstream timed out (110: Connection timed out) while reading response from upstream");
        site.advance(11);
        site.awaitChecks(site.b, 2);
        CheckedSite.eventually(() -> assertThat(site.b.openConnections()).isLessThanOrEqualTo(1));
    }

    @Test
    void a_peer_that_sends_slowly_does_not_delay_the_result_for_ever() throws Exception {
        site.checkedB(
                Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").then(Script.noResponse()));
        site.start("match m { body ~ x; }", "server A; server B;", "health_check uri=/check match=m interval=10s;");
        site.awaitChecks(site.b, 1);
        site.advance(61);
        site.awaitLog("peer " + site.b.address() + " is unhealthy, it was up: the health check of /check failed: "
                + "upstream timed out");
    }

    @Test
    void checks_stop_with_their_generation_also_one_that_hangs() throws Exception {
        site.checkedB(Script.noResponse());
        site.start(CHECK);
        site.awaitChecks(site.b, 1);
        site.config("", "server A; server B;", "");
        site.server().reload();
        CheckedSite.eventually(() -> assertThat(site.b.openConnections()).isZero());
        for (int i = 0; i < 4; i++) {
            site.advance(30);
        }
        assertThat(site.checks(site.b)).isEqualTo(1);
        assertThat(site.checks(site.a)).isEqualTo(1);
    }

    @Test
    void a_server_that_is_down_is_not_checked() throws Exception {
        site.start("", "server A; server B down;", CHECK);
        site.awaitChecks(site.a, 1);
        site.advance(11);
        site.awaitChecks(site.a, 2);
        assertThat(site.checks(site.b)).isZero();
    }

    @Test
    void a_server_that_is_draining_is_checked() throws Exception {
        site.start("", "server A; server B drain;", CHECK);
        site.awaitChecks(site.b, 1);
    }

    @Test
    void a_backup_is_checked() throws Exception {
        site.checkedB(Script.response(500, ""));
        site.start("", "server A; server B backup;", CHECK);
        site.awaitLog("peer " + site.b.address() + " is unhealthy");
        assertThat(site.four()).isEqualTo("aaaa");
    }

    @Test
    void a_mandatory_check_keeps_requests_away_until_it_passes() throws Exception {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        site.checkedB(Script.body("").after(ready));
        site.start("health_check uri=/check mandatory;");
        site.awaitFour("aaaa");
        ready.complete(null);
        site.awaitFour("aabb");
        site.awaitLog("peer " + site.b.address() + " is up, it was checking: the health check of /check passed");
    }

    @Test
    void a_mandatory_check_that_fails_makes_a_peer_unhealthy() throws Exception {
        site.checkedB(Script.response(503, ""));
        site.start("health_check uri=/check mandatory fails=3;");
        site.awaitLog("is unhealthy, it was checking");
    }

    @Test
    void a_persistent_check_keeps_the_peers_that_were_healthy() throws Exception {
        site.start("health_check uri=/check mandatory persistent interval=10s;");
        site.awaitFour("aabb");
        site.checkedB(Script.noResponse());
        site.server().reload();
        assertThat(site.four()).isEqualTo("aabb");
        site.awaitChecks(site.b, 2);
    }

    @Test
    void a_persistent_check_does_not_trust_a_peer_that_was_unhealthy() throws Exception {
        site.checkedB(Script.response(500, ""));
        site.start("health_check uri=/check mandatory persistent interval=10s;");
        site.awaitLog("peer " + site.b.address() + " is unhealthy");
        site.awaitFour("aaaa");
        site.checkedB(Script.noResponse());
        site.server().reload();
        assertThat(site.four()).isEqualTo("aaaa");
    }

    @Test
    void a_mandatory_check_begins_again_after_a_reload() throws Exception {
        site.start("health_check uri=/check mandatory interval=10s;");
        site.awaitFour("aabb");
        site.checkedB(Script.noResponse());
        site.server().reload();
        site.awaitFour("aaaa");
    }

    @Test
    void a_check_has_the_header_fields_of_the_location() throws Exception {
        site.start("health_check uri=/check?x=1; proxy_set_header Host $host; proxy_set_header X-From $request_uri; "
                + "proxy_set_header X-Empty $http_none;");
        CheckedSite.eventually(() -> assertThat(site.a.requests()).isNotEmpty());
        String head = site.a.lastRequest().head();
        assertThat(head).startsWith("GET /check?x=1 HTTP/1.1\r\n").contains("Host: localhost\r\n");
        assertThat(head).contains("X-From: /check?x=1\r\n").doesNotContain("X-Empty");
    }

    @Test
    void a_check_has_the_host_of_proxy_pass_by_default() throws Exception {
        site.start("health_check uri=/check;");
        CheckedSite.eventually(() -> assertThat(site.a.requests()).isNotEmpty());
        assertThat(site.a.lastRequest().head()).isEqualTo("GET /check HTTP/1.1\r\nHost: u\r\n\r\n");
    }

    @Test
    void a_connection_is_kept_for_several_checks() throws Exception {
        site.start("health_check uri=/check interval=10s keepalive_time=1m;");
        for (int i = 1; i <= 4; i++) {
            site.awaitChecks(site.a, i);
            site.awaitChecks(site.b, i);
            site.advance(11);
        }
        assertThat(site.a.acceptedConnections()).isEqualTo(1);
        for (int i = 5; i <= 8; i++) {
            site.awaitChecks(site.a, i);
            site.advance(11);
        }
        assertThat(site.a.acceptedConnections()).isEqualTo(2);
    }

    @Test
    void a_kept_connection_that_the_peer_has_closed_is_replaced() throws Exception {
        site.checkedB(Script.body("").then(Script.close()));
        site.start("health_check uri=/check interval=10s keepalive_time=1m;");
        site.awaitChecks(site.b, 1);
        CheckedSite.eventually(() -> assertThat(site.b.openConnections()).isZero());
        site.advance(11);
        site.awaitChecks(site.b, 2);
        site.awaitFour("aabb");
    }

    @Test
    void checks_do_not_touch_the_counts_of_requests() throws Exception {
        site.checkedB(Script.response(500, ""));
        site.start(CHECK);
        site.awaitFour("aaaa");
        String peers = io.gangway.testing.RawHttp.get(site.server().port(), "/api/9/http/upstreams/u")
                .body();
        assertThat(peers)
                .contains("\"health_checks\":{\"checks\":1,\"fails\":0,\"unhealthy\":0,\"last_passed\":true}")
                .contains("\"health_checks\":{\"checks\":1,\"fails\":1,\"unhealthy\":1,\"last_passed\":false}")
                .contains("\"state\":\"unhealthy\"");
    }

    @Test
    void a_slow_start_follows_a_check_that_passes() throws Exception {
        site.checkedB(Script.response(500, ""));
        site.start("", "server A; server B slow_start=1h;", CHECK);
        site.awaitFour("aaaa");
        site.checkedB(Script.body(""));
        site.advance(11);
        site.awaitLog("is up, it was unhealthy");
        assertThat(site.four()).isEqualTo("aaaa");
        site.server().advance(Duration.ofHours(2));
        site.awaitFour("aabb");
    }

    @Test
    void two_checks_must_both_pass() throws Exception {
        site.b.respond(
                (request, connection) -> (request.target().equals("/two") ? Script.response(500, "") : Script.body("b"))
                        .run(request, connection));
        site.start("health_check uri=/check interval=10s; health_check uri=/two interval=10s;");
        site.awaitFour("aaaa");
    }

    @Test
    void a_jitter_delays_each_check() throws Exception {
        site.start("health_check uri=/check jitter=1000000s;");
        site.advance(1);
        assertThat(site.checks(site.a)).as("one in a million").isZero();
        site.advance(1_000_001);
        site.awaitChecks(site.a, 1);
    }

    @Test
    void a_location_for_checks_only_serves_nobody() throws Exception {
        site.start("} location @checks { proxy_pass http://u; proxy_set_header Host checks; " + CHECK);
        site.awaitChecks(site.a, 1);
        assertThat(site.a.lastRequest().field("Host")).isEqualTo("checks");
        assertThat(site.four()).isEqualTo("aabb");
    }

    @Test
    void checks_may_go_to_another_port() throws Exception {
        site.start("", "server A;", "health_check uri=/check port=" + site.b.port() + ";");
        site.awaitChecks(site.b, 1);
        assertThat(site.checks(site.a)).isZero();
    }
}
