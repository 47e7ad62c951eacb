package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.exchange.GenerationStats;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tunnels and reloads: which stay, which are told to leave and by when, and what they keep in memory. */
class TunnelReloadTest {
    private static final String ENDED = "access_log %{dir}/ended.log ended;";

    private final TestClock clock = TestClock.stopped();
    private final BackendPeer backend = new BackendPeer();

    // ---- which

    @ParameterizedTest
    @EnumSource
    void tunnels_of_an_unchanged_location_are_left_alone(LegPair legs) throws IOException { // F44
        try (TunnelSite site =
                        TunnelSite.start(legs, clock, WebSocketPeer.echo(), "location /other { return 200 a; }");
                DrainedClients clients = new DrainedClients(site).connect(2)) {
            site.reload("location /other { return 200 a; }");
            site.reload("# a comment", "location /other { return 200 b; } location /new { return 200; }");
            clock.advance(50_000);

            assertThat(clients.told()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_changed_location_is_drained_with_1012_and_new_tunnels_stay(LegPair legs) throws IOException { // F44
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
            backend.leave();
            try (DrainedClients next = new DrainedClients(site).connect(1)) {
                clock.advance(50_000);
                assertThat(next.told()).isEmpty();
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
            backend.leave();
        }
    }

    @ParameterizedTest
    @EnumSource
    void with_websocket_drain_off_tunnels_outlive_change_and_removal(LegPair legs) throws IOException { // F44
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo(), "websocket_drain off;");
                DrainedClients clients = new DrainedClients(site).connect(1)) {
            site.reload("proxy_read_timeout 70s;");
            site.removeLocations();
            clock.advance(50_000);

            assertThat(clients.told()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void tunnels_that_survived_a_reload_are_drained_at_quit(LegPair legs) throws IOException { // F48
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo());
                DrainedClients clients = new DrainedClients(site).connect(1)) {
            site.reload();

            site.quit();

            assertThat(clients.told()).containsExactly(1001);
        }
    }

    // ---- when

    @ParameterizedTest
    @EnumSource
    void the_ends_of_n_tunnels_are_an_nth_of_the_window_apart(LegPair legs) throws IOException { // F45
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo(), "websocket_drain 10s;", ENDED);
                DrainedClients clients = new DrainedClients(site).connect(4)) {
            site.reload("websocket_drain 20s;", ENDED);
            assertThat(clients.told()).containsExactly(1012);
            for (int i = 1; i < 4; i++) {
                clock.advance(2499);
                assertThat(clients.told()).isEmpty();
                clock.advance(1);
                assertThat(clients.told()).containsExactly(1012);
            }

            assertThat(site.lines("ended.log")).containsExactly("0.000 1012", "2.500 1012", "5.000 1012", "7.500 1012");
        }
    }

    @ParameterizedTest
    @EnumSource
    void another_reload_does_not_put_an_end_off(LegPair legs) throws IOException { // F47
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo(), "websocket_drain 9s;");
                DrainedClients clients = new DrainedClients(site).connect(3)) {
            site.reload("websocket_drain 9s;", "proxy_read_timeout 70s;");
            assertThat(clients.told()).hasSize(1);
            for (int i = 0; i < 2; i++) {
                clock.advance(2000);
                clients.told();
                site.reload("websocket_drain 9s;", "proxy_read_timeout 8" + i + "s;");
            }
            clock.advance(2000);
            clients.told();

            assertThat(site.tunnels()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_tunnel_of_a_removed_service_is_cut_off_at_the_deadline(LegPair legs) throws IOException { // F47
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

            assertThat(site.tunnels()).isZero();
            assertThat(one.read()).isNull();
            assertThat(other.read()).isNull();
            assertThat(site.lines("ended.log")).containsExactly("4.000 1001", "7.000 1001");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_tunnel_of_a_removed_service_that_is_not_websocket_gets_fin_and_is_cut_off_at_the_deadline(LegPair legs)
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

    // ---- what they keep

    @ParameterizedTest
    @EnumSource
    void an_old_generation_is_told_with_its_tunnels_until_the_last_one_ends(LegPair legs) throws IOException { // F46
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
            assertThat(clients.told()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void more_generations_than_worker_generations_lose_the_tunnels_of_the_oldest(LegPair legs)
            throws IOException { // F46
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo());
                DrainedClients clients = new DrainedClients(site)) {
            site.prepend("worker_generations 2;");
            for (int i = 0; i < 3; i++) {
                clients.connect(1);
                assertThat(clients.told()).isEmpty();
                site.reload("location /other { return 200 " + i + "; }");
            }

            assertThat(clients.told()).containsExactly(1012);
            await().untilAsserted(() -> assertThat(numbers(site)).containsExactly(2L, 3L, 4L));
        }
    }

    private static List<Long> numbers(TunnelSite site) {
        return site.generations().stream().map(GenerationStats::number).toList();
    }
}
