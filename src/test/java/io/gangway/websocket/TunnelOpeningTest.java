package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The backend responds to the opening handshake, and its response is what the client gets. */
class TunnelOpeningTest {
    private static final String REQUEST = WebSocketPeer.upgradeRequest("/chat");

    // F01
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_client_gets_101_only_after_the_backend_has_sent_it(LegPair legs) throws IOException {
        CompletableFuture<Void> signal = new CompletableFuture<>();
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo().after(signal));
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            await().until(() -> !site.upstream().requests().isEmpty());
            assertThat(client.socket().getInputStream().available()).isZero();

            signal.complete(null);

            assertThat(client.read().status()).isEqualTo(101);
        }
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_connection_serves_requests_before_the_upgrade(LegPair legs) throws IOException {
        Script script = Script.onUpgrade(WebSocketPeer.echo(), Script.body("hello"));
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            client.send("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("hello");

            try (WebSocketPeer peer = WebSocketPeer.connect(client, "/chat")) {
                assertThat(peer.send("hi").read().text()).isEqualTo("hi");
            }
        }
    }
}
