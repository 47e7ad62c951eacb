package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The metrics of the tunnels of a location. */
class TunnelCountsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    /** Payload, headers of four and two bytes, and the mask. */
    private static final long BYTES_OF_HI = 2 + 2;

    private static final long MASK = 4;

    @Test
    void an_unused_location_has_no_counts() throws IOException {
        try (TunnelSite site = TunnelSite.start(Script.body("x"));
                RawConnection client = site.raw()) {
            client.send("GET /chat HTTP/1.1\r\nHost: a\r\n\r\n").read();

            assertThat(site.counts("/chat")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void messages_and_bytes_of_an_open_tunnel_are_counted_in_each_direction(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echoAfter(Frame.text("hi")));
                WebSocketPeer client = site.connect()) {
            client.read();
            client.send("hi").read();
            client.send(Frame.ping("hi")).read();
            client.send(Frame.text("h").unfinished()).read();

            await().untilAsserted(() -> {
                LocationMetricsSnapshot counts = site.counts("/chat");
                assertThat(counts.open()).isEqualTo(1);
                assertThat(counts.opened()).isEqualTo(1);
                assertThat(counts.messagesIn()).isEqualTo(1);
                assertThat(counts.messagesOut()).isEqualTo(2);
                assertThat(counts.bytesIn()).isEqualTo(3 * (BYTES_OF_HI + MASK) - 1);
                assertThat(counts.bytesOut()).isEqualTo(4 * BYTES_OF_HI - 1);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void closes_are_counted_by_their_sender(LegPair legs) throws IOException {
        Script closing = WebSocketPeer.upgrade(peer -> {
            peer.send(Frame.close(4001, "go"));
            peer.read();
        });
        Script script = Script.sequence(
                WebSocketPeer.echo(),
                closing,
                WebSocketPeer.upgrade(WebSocketPeer::read),
                Script.upgrade("websocket").then(Script.close()),
                WebSocketPeer.upgrade(peer -> {
                    peer.read();
                    peer.reset();
                }));
        try (TunnelSite site = TunnelSite.start(legs, script)) {
            try (WebSocketPeer client = site.connect()) {
                client.send(Frame.close(1000, "bye")).read();
                assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            }
            try (WebSocketPeer client = site.connect()) {
                client.send(client.read());
                assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            }
            try (WebSocketPeer client = site.connect()) {
                client.halfClose();
                client.awaitClose(SOON);
            }
            try (RawConnection client = site.raw()) {
                client.send(WebSocketPeer.upgradeRequest("/chat")).readUntilEnd();
            }
            try (WebSocketPeer client = site.connect()) {
                client.send("go");
                client.awaitClose(SOON);
            }

            await().untilAsserted(() -> {
                LocationMetricsSnapshot counts = site.counts("/chat");
                assertThat(counts.open()).isZero();
                assertThat(counts.opened()).isEqualTo(5);
                assertThat(counts.refused()).isZero();
                assertThat(counts.closedByClient()).isEqualTo(1);
                assertThat(counts.closedByUpstream()).isEqualTo(1);
                assertThat(counts.closedByGangway()).isEqualTo(1);
                assertThat(counts.unclosed()).isEqualTo(2);
            });
        }
    }

    // F13
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_failed_upgrade_is_counted_once(LegPair legs) throws IOException {
        Script script = Script.sequence(Script.response(403, "no"), Script.reset(), Script.noResponse());
        try (TunnelSite site = TunnelSite.start(legs, script, "#gangway websocket_origins none https://a;");
                RawConnection client = site.raw()) {
            for (int status : new int[] {403, 502}) {
                assertThat(client.send(WebSocketPeer.upgradeRequest("/chat"))
                                .read()
                                .status())
                        .isEqualTo(status);
            }
            client.send(WebSocketPeer.upgradeRequest("/chat"));
            await().until(() -> site.upstream().requests().size() == 3);
            site.advance(Duration.ofSeconds(61));
            assertThat(client.read().status()).isEqualTo(504);
            assertThat(client.send(WebSocketPeer.upgradeRequest("/chat", "Origin: https://b"))
                            .read()
                            .status())
                    .isEqualTo(403);

            await().untilAsserted(() -> {
                LocationMetricsSnapshot counts = site.counts("/chat");
                assertThat(counts.refused()).isEqualTo(4);
                assertThat(counts.opened() + counts.open()).isZero();
            });
        }
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_direction_that_is_no_longer_parsed_is_counted(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.upgrade(peer -> {
                    peer.sendRaw(new byte[] {(byte) 0x83, 0});
                    peer.readRemaining();
                }));
                WebSocketPeer client = site.connect()) {
            client.read();

            await().until(() -> site.counts("/chat").malformed() == 1);
        }
    }

    @Test
    void counts_continue_after_a_reload() throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), "websocket_drain off;")) {
            try (WebSocketPeer old = site.connect()) {
                old.send("hi").read();
                site.reload("websocket_drain off; server_tokens on;");
                site.connect().close();
                await().until(() -> site.counts("/chat").opened() == 2);

                site.reloadWith("server { listen 127.0.0.1:%{port}; return 200 x; }");
                await().until(() -> site.counts("/chat").open() == 1);
                assertThat(old.send("hi").read().text()).isEqualTo("hi");
                await().until(() -> site.counts("/chat").messagesIn() == 2);
            }
            await().until(() -> site.counts("/chat") == null);
        }
    }

    @Test
    void servers_and_nested_locations_have_separate_counts() throws IOException {
        String forward = "proxy_pass http://%{backend}; proxy_set_header Upgrade $http_upgrade;";
        String nested = "location /a { location ~ ^/a/(b|c)$ { if ($uri) { set $x y; " + "} " + forward + " } }";
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), "server_name one two;", nested)) {
            WebSocketPeer.connect(site.raw(), "/a/b").close();

            await().until(() -> site.counts("/a ~ ^/a/(b|c)$") != null);
            assertThat(site.counts("/a ~ ^/a/(b|c)$").server()).isEqualTo("one");
        }
    }

    @Test
    void the_access_log_has_bytes_and_age() throws IOException {
        TestClock clock = TestClock.stopped();
        String log = "access_log %{dir}/access.log counted;";
        String format =
                "log_format counted '$websocket_bytes_in $websocket_bytes_out $websocket_age $websocket_messages_in';";
        try (TunnelSite site = TunnelSite.start(
                LegPair.PLAIN_TO_PLAIN, clock, LegPair.PLAIN_TO_PLAIN.upstream(WebSocketPeer.echo()), format, log)) {
            try (WebSocketPeer client = site.connect()) {
                client.send("hi").read();
                clock.advance(Duration.ofMillis(12_034));
            }
            await().untilAsserted(() -> assertThat(site.log("access.log")).isEqualTo("8 4 12.034 1\n"));
            try (RawConnection client = site.raw()) {
                client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n").read();
            }
            await().untilAsserted(() -> assertThat(site.log("access.log")).endsWith("\n- - - -\n"));
        }
    }
}
