package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.metrics.GenerationStats;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tunnels and reloads: which tunnels stay, which are drained and when, and what they keep in memory. */
class TunnelReloadTest {
    private static final String ENDED = "access_log %{dir}/ended.log ended;";

    private final TestClock clock = TestClock.stopped();
    private final BackendPeer backend = new BackendPeer();

    // ---- which tunnels are drained

    @ParameterizedTest
    @EnumSource
    void tunnels_of_an_unchanged_location_stay_open(LegPair legs) throws IOException { // F44
        try (TunnelSite site =
                        TunnelSite.start(legs, clock, WebSocketPeer.echo(), "location /other { return 200 a; }");
                DrainedClients clients = new DrainedClients(site).connect(2)) {
            site.reload("location /other { return 200 a; }");
            site.reload("# a comment", "location /other { return 200 b; } location /new { return 200; }");
            clock.advance(50_000);

            assertThat(clients.receivedCodes()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_changed_location_is_drained_with_1012_but_new_tunnels_stay_open(LegPair legs) throws IOException { // F44
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script());
                WebSocketPeer client = site.connect()) {
            backend.peer();
            site.upstream().respond(WebSocketPeer.echo());

            site.reload("proxy_read_timeout 70s;");

            assertThat(client.read()).isEqualTo(Frame.close(1012, ""));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1001);
            client.send(Frame.close(1012, ""));
            backend.peer().send(Frame.close(1001, ""));
            assertThat(client.read()).isNull();
            assertThat(backend.peer().read()).isNull();
            backend.closeAll();
            try (DrainedClients next = new DrainedClients(site).connect(1)) {
                clock.advance(50_000);
                assertThat(next.receivedCodes()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_removed_location_is_drained_with_1001(LegPair legs) throws IOException { // F44
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script());
                WebSocketPeer client = site.connect()) {
            backend.peer();

            site.removeLocations();

            assertThat(client.read()).isEqualTo(Frame.close(1001, ""));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1001);
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @EnumSource
    void with_websocket_drain_off_tunnels_survive_changes_and_removal(LegPair legs) throws IOException { // F44
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo(), "websocket_drain off;");
                DrainedClients clients = new DrainedClients(site).connect(1)) {
            site.reload("proxy_read_timeout 70s;");
            site.removeLocations();
            clock.advance(50_000);

            assertThat(clients.receivedCodes()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void tunnels_that_survived_a_reload_are_drained_at_quit(LegPair legs) throws IOException { // F48
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo());
                DrainedClients clients = new DrainedClients(site).connect(1)) {
            site.reload();

            site.quit();

            assertThat(clients.receivedCodes()).containsExactly(1001);
        }
    }

    // ---- times

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void the_ends_of_n_tunnels_are_spread_evenly_over_the_window(LegPair legs) throws IOException { // F45
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo(), "websocket_drain 10s;", ENDED);
                DrainedClients clients = new DrainedClients(site).connect(4)) {
            site.reload("websocket_drain 20s;", ENDED);
            assertThat(clients.receivedCodes()).containsExactly(1012);
            for (int i = 1; i < 4; i++) {
                clock.advance(2499);
                assertThat(clients.receivedCodes()).isEmpty();
                clock.advance(1);
                assertThat(clients.receivedCodes()).containsExactly(1012);
            }

            assertThat(site.lines("ended.log")).containsExactly("0.000 1012", "2.500 1012", "5.000 1012", "7.500 1012");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void another_reload_does_not_postpone_a_drain(LegPair legs) throws IOException { // F47
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo(), "websocket_drain 9s;");
                DrainedClients clients = new DrainedClients(site).connect(3)) {
            site.reload("websocket_drain 9s;", "proxy_read_timeout 70s;");
            assertThat(clients.receivedCodes()).hasSize(1);
            for (int i = 0; i < 2; i++) {
                clock.advance(2000);
                clients.receivedCodes();
                site.reload("websocket_drain 9s;", "proxy_read_timeout 8" + i + "s;");
            }
            clock.advance(2000);
            clients.receivedCodes();

            assertThat(site.tunnels()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_tunnel_of_a_removed_service_ends_at_the_deadline(LegPair legs) throws IOException { // F47
        String[] directives = {"websocket_drain 6s;", "websocket_close_timeout 4s;", ENDED};
        try (TunnelSite site = TunnelSite.start(legs, clock, TunnelDrainTest.silent(), directives);
                WebSocketPeer one = site.connect();
                WebSocketPeer other = site.connect()) {
            site.removeLocations();
            clock.advance(3000);
            assertThat(one.read()).isEqualTo(Frame.close(1001, ""));
            assertThat(other.read()).isEqualTo(Frame.close(1001, ""));
            clock.advance(999);
            assertThat(site.tunnels()).isEqualTo(2);
            clock.advance(1);
            assertThat(site.tunnels()).isEqualTo(1);
            clock.advance(2999);
            assertThat(site.tunnels()).isEqualTo(1);
            clock.advance(1);

            await().until(() -> site.tunnels() == 0);
            assertThat(one.read()).isNull();
            assertThat(other.read()).isNull();
            assertThat(site.lines("ended.log")).containsExactly("4.000 1001", "7.000 1001");
        }
    }

    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*HTTP2.*")
    void another_protocol_of_a_removed_service_gets_fin_and_ends_at_the_deadline(LegPair legs)
            throws IOException { // F47
        try (TunnelSite site = TunnelSite.start(
                        legs,
                        clock,
                        (request, connection) -> {
                            connection.send("HTTP/1.1 101 Switching Protocols\r\n"
                                    + "Upgrade: foo\r\nConnection: upgrade\r\n\r\nhello");
                            connection.readUntilEnd();
                            connection.readUntilEnd();
                        },
                        "websocket_close_timeout 4s;");
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat")).read();
            assertThat(client.readExactly(5)).isEqualTo("hello");

            site.removeLocations();

            assertThat(client.readUntilEnd()).isEmpty();
            clock.advance(4000);
            assertThat(site.tunnels()).isZero();
        }
    }

    // ---- old generations

    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = EnumSource.Mode.MATCH_NONE, names = "HTTP2.*")
    void an_old_generation_is_listed_until_its_last_tunnel_ends(LegPair legs) throws IOException { // F46
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo());
                DrainedClients clients = new DrainedClients(site).connect(2)) {
            assertThat(site.generations()).containsExactly(new GenerationStats(1, true, 2, 2, 2));

            site.reload("location /other { return 200; }");
            site.reload();
            clients.connect(1);

            assertThat(site.generations())
                    .containsExactly(new GenerationStats(1, false, 2, 2, 2), new GenerationStats(3, true, 1, 1, 1));
            clients.leave(2);
            await().untilAsserted(() ->
                    assertThat(site.generations()).containsExactly(new GenerationStats(3, true, 1, 1, 1)));
            assertThat(clients.receivedCodes()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void worker_generations_ends_the_tunnels_of_the_oldest_generation(LegPair legs) throws IOException { // F46
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo());
                DrainedClients clients = new DrainedClients(site)) {
            site.prepend("worker_generations 2;");
            for (int i = 0; i < 3; i++) {
                clients.connect(1);
                assertThat(clients.receivedCodes()).isEmpty();
                site.reload("location /other { return 200 " + i + "; }");
            }

            assertThat(clients.receivedCodes()).containsExactly(1012);
            await().untilAsserted(() -> assertThat(numbers(site)).containsExactly(2L, 3L, 4L));
        }
    }

    private static List<Long> numbers(TunnelSite site) {
        return site.generations().stream().map(GenerationStats::number).toList();
    }
}
