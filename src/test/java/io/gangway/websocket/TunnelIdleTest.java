package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.TestClock;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The maximum silence of a tunnel, and what ends it. The clock moves only when a test advances it. */
@Timeout(60)
class TunnelIdleTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration NEARLY = Duration.ofMinutes(59);
    /** All other time-outs, short, so that the test fails if one applies. */
    private static final String SHORT = "client_header_timeout 1s; client_body_timeout 1s; keepalive_timeout 1s;"
            + " keepalive_time 1s; send_timeout 1s; proxy_connect_timeout 1s; proxy_send_timeout 1s;";

    private final BackendPeer backend = new BackendPeer();

    // F24, F25
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void only_proxy_read_timeout_ends_a_silent_tunnel(LegPair legs) throws Exception {
        endsAfterAnHour(legs, SHORT, "proxy_read_timeout 1h;");
    }

    // F24, F25
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_configured_websocket_idle_timeout_ends_a_silent_tunnel(LegPair legs) throws Exception {
        endsAfterAnHour(legs, SHORT, "proxy_read_timeout 1s;", "websocket_idle_timeout 1h;");
    }

    private void endsAfterAnHour(LegPair legs, String... directives) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, TestClock.stopped(), backend.script(), directives);
                WebSocketPeer client = site.connect()) {
            site.advance(NEARLY);
            client.send("still here");
            assertThat(backend.peer().read().text()).isEqualTo("still here");
            assertThat(site.tunnels()).isOne();

            site.advance(Duration.ofMinutes(61));
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            assertThat(backend.peer().awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            backend.closeAll();
            site.awaitNothingLeft();
        }
    }

    // F24
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void off_and_zero_allow_any_silence(LegPair legs) throws Exception {
        for (String any : new String[] {"off", "0"}) {
            BackendPeer patient = new BackendPeer();
            String[] directives = {SHORT, "proxy_read_timeout 1s;", "websocket_idle_timeout " + any + ";"};
            try (TunnelSite site = TunnelSite.start(legs, TestClock.stopped(), patient.script(), directives);
                    WebSocketPeer client = site.connect()) {
                WebSocketPeer server = patient.next();
                site.advance(Duration.ofDays(3650));
                assertThat(site.tunnels()).isOne();
                client.send("ten years later");
                assertThat(server.read().text()).isEqualTo("ten years later");
                patient.closeAll();
            }
        }
    }

    // F26
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void any_byte_of_either_side_restarts_the_timeout(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, TestClock.stopped(), backend.script(), "proxy_read_timeout 1h;");
                WebSocketPeer client = site.connect()) {
            WebSocketPeer server = backend.next();
            site.advance(NEARLY);
            passes(client, server, Frame.text("a message"));
            site.advance(NEARLY);
            passes(server, client, Frame.text("a message"));
            site.advance(NEARLY);
            passes(client, server, Frame.of(Frame.PING, new byte[1]));
            site.advance(NEARLY);
            passes(server, client, Frame.of(Frame.PONG, new byte[1]));
            site.advance(NEARLY);
            byte[] frame = client.encode(Frame.text("a frame in two halves"));
            passesInHalves(site, client, backend.connection(), frame);
            site.advance(NEARLY);
            passes(server, client, Frame.text("still open"));
            assertThat(site.tunnels()).isOne();
            backend.closeAll();
        }
    }

    private static void passes(WebSocketPeer from, WebSocketPeer to, Frame frame) throws Exception {
        from.send(frame);
        assertThat(to.read().payload()).isEqualTo(frame.payload());
    }

    private static void passesInHalves(TunnelSite site, WebSocketPeer from, UpstreamConnection to, byte[] frame)
            throws Exception {
        from.sendRaw(Arrays.copyOf(frame, 10));
        assertThat(to.readExactly(10)).hasSize(10);
        site.advance(NEARLY);
        from.sendRaw(Arrays.copyOfRange(frame, 10, frame.length));
        assertThat(to.readExactly(frame.length - 10)).hasSize(frame.length - 10);
    }
}
