package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a tunnel ends, both legs end, and everything sent before is delivered. */
@Timeout(60)
class TunnelClosingTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String REQUEST = WebSocketPeer.upgradeRequest("/chat");

    // F35
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void after_both_close_frames_one_end_of_stream_ends_both_legs(LegPair legs) throws IOException {
        endsBothLegs(legs, true);
        endsBothLegs(legs, false);
    }

    private static void endsBothLegs(LegPair legs, boolean upstreamEnds) throws IOException {
        BackendPeer backend = new BackendPeer();
        try (TunnelSite site = TunnelSite.start(
                        legs, backend.script(), "access_log %{dir}/access.log;", "websocket_close_timeout 1h;");
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(1000, "bye"));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1000);
            backend.peer().send(Frame.close(1000, "bye"));
            assertThat(client.read()).isEqualTo(Frame.close(1000, "bye"));

            if (upstreamEnds) {
                backend.closeAll();
                assertThat(client.read()).isNull();
            } else {
                client.close();
                assertThat(backend.peer().read()).isNull();
            }

            await().untilAsserted(() -> assertThat(site.log("access.log")).contains("101"));
        }
    }

    // F36
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_half_closed_client_still_gets_the_response(LegPair legs) throws IOException {
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            String said = connection.readUntilEnd();
            connection.send("you said " + said);
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();

            client.send("all of it");
            client.halfClose();

            assertThat(client.readUntilEnd()).isEqualTo("you said all of it");
            site.awaitNothingLeft();
        }
    }

    // F36
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_half_closed_backend_still_gets_data_of_the_client(LegPair legs) throws IOException {
        CompletableFuture<String> heard = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request), "all of it");
            connection.halfClose();
            heard.complete(connection.readUntilEnd());
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();
            assertThat(client.readUntilEnd()).isEqualTo("all of it");

            client.send("thank you");
            client.halfClose();

            assertThat(heard.join()).isEqualTo("thank you");
            site.awaitNothingLeft();
        }
    }

    // F38
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_large_last_message_is_delivered_before_the_end(LegPair legs) throws IOException {
        String last = "z".repeat(8 << 20);
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request), last);
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();

            assertThat(client.readUntilEnd()).isEqualTo(last);
        }
    }

    // F37
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_reset_of_the_backend_is_an_end_of_stream_for_the_client(LegPair legs) throws IOException {
        CompletableFuture<UpstreamConnection> accepted = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request), "so far");
            accepted.complete(connection);
            connection.readLine();
            connection.reset();
        };
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();
            assertThat(client.readExactly(6)).isEqualTo("so far");

            client.send("go\n");

            // A stream can say that its backend has failed (RFC 9113, 8.5), a connection cannot.
            assertThat(client.awaitClose(SOON))
                    .isEqualTo(legs.isClientHttp2() ? ConnectionState.RESET : ConnectionState.CLOSED);
        }
    }

    // F37
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_reset_of_the_client_is_an_end_of_stream_for_the_backend(LegPair legs) throws IOException {
        CompletableFuture<String> heard = new CompletableFuture<>();
        CompletableFuture<ConnectionState> ending = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            heard.complete(connection.readExactly(6));
            ending.complete(connection.awaitClose(SOON));
        };
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();
            client.send("so far");
            assertThat(heard.join()).isEqualTo("so far");

            client.reset();

            assertThat(ending.join()).isEqualTo(ConnectionState.CLOSED);
        }
    }

    // F35
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_backend_that_sends_to_a_gone_client_gets_fin(LegPair legs) throws IOException {
        CompletableFuture<ConnectionState> ending = new CompletableFuture<>();
        CompletableFuture<Void> go = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            go.join();
            try {
                for (int i = 0; i < 100; i++) {
                    connection.send("are you still there? ".repeat(1000));
                }
                ending.complete(connection.awaitClose(SOON));
            } catch (IOException e) {
                ending.completeExceptionally(e);
            }
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(legs, script)) {
            RawConnection client = site.raw();
            client.send(REQUEST);
            client.read();
            client.close();
            go.complete(null);

            assertThat(ending.join()).isEqualTo(ConnectionState.CLOSED);
            site.awaitNothingLeft();
        }
    }
}
