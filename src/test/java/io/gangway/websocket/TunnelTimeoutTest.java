package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The time-outs of a tunnel, counted from the last event in either direction, as in nginx. */
class TunnelTimeoutTest {
    private final TestClock clock = TestClock.stopped();

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String REQUEST = WebSocketPeer.upgradeRequest("/chat");

    @ParameterizedTest
    @EnumSource
    void silence_on_both_sides_ends_the_tunnel_after_proxy_read_timeout(LegPair legs) throws IOException { // F24
        CompletableFuture<ConnectionState> upstreamEnding = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            upstreamEnding.complete(connection.awaitClose(SOON));
        };
        try (TunnelSite site = TunnelSite.start(legs, clock, script, "proxy_read_timeout 300s;");
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();
            clock.awaitLoops();
            clock.advance(299_999);
            assertThat(site.tunnels()).isEqualTo(1);
            clock.advance(1);

            assertThat(site.tunnels()).isZero();
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            assertThat(upstreamEnding.join()).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void data_of_the_client_postpones_proxy_read_timeout(LegPair legs) throws IOException { // F26
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            for (String line = connection.readLine(); line != null; line = connection.readLine()) {
                connection.send(line + "\n");
            }
        };
        try (TunnelSite site = TunnelSite.start(legs, clock, script, "proxy_read_timeout 60s;");
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();
            for (int i = 1; i <= 6; i++) {
                clock.awaitLoops();
                clock.advance(59_999);
                assertThat(client.send("still here\n").readLine()).isEqualTo("still here");
            }
            clock.awaitLoops();
            clock.advance(60_000);

            assertThat(site.tunnels()).isZero();
        }
    }

    @Test
    void a_backend_that_does_not_read_ends_the_tunnel_after_proxy_send_timeout() throws IOException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            over.join();
        };
        try (TunnelSite site = TunnelSite.start(script, "proxy_send_timeout 300ms;");
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();

            assertThat(pourUntilClosed(client.socket().getOutputStream())).isTrue();
            over.complete(null);
        }
    }

    @Test
    void a_client_that_does_not_read_ends_the_tunnel_after_send_timeout() throws IOException {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            closed.complete(pourUntilClosed(connection.socket().getOutputStream()));
        };
        try (TunnelSite site = TunnelSite.start(script, "send_timeout 300ms;");
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();

            assertThat(closed.join()).isTrue();
        }
    }

    /** Writes until the peer closes; false if it accepted a whole gigabyte. */
    private static boolean pourUntilClosed(OutputStream out) throws IOException {
        byte[] piece = new byte[65536];
        try {
            for (int i = 0; i < 16384; i++) {
                out.write(piece);
            }
            return false;
        } catch (SocketException e) {
            return true;
        }
    }
}
