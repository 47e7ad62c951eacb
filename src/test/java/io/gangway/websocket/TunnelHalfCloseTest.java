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

/** One side has said all; what the other one still says arrives whole, also when it comes together with its end. */
class TunnelHalfCloseTest {
    /** So many records of TLS that a read finds several of them and the end behind. */
    private static final int RECORD = 50;

    private static final String MUCH = "0123456789".repeat(3000);

    // F36
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_last_words_of_a_backend_follow_those_of_the_client(LegPair legs) throws IOException {
        Script script = Script.upgrade("foo").then((request, connection) -> {
            connection.send(connection.readUntilEnd());
            connection.segmentSize(RECORD).send(MUCH);
            connection.close();
        });
        try (TunnelSite site = TunnelSite.start(legs, script)) {
            for (int i = 0; i < 20; i++) {
                try (RawConnection client = site.raw()) {
                    client.send(WebSocketPeer.upgradeRequest("/chat")).readHead();
                    client.send("all");
                    client.halfClose();

                    assertThat(client.readUntilEnd()).isEqualTo("all" + MUCH);
                }
            }
            await().until(() -> site.upstream().openConnections() == 0);
        }
    }

    // F36
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_last_words_of_a_client_follow_those_of_the_backend(LegPair legs) throws Exception {
        for (int i = 0; i < 20; i++) {
            CompletableFuture<String> heard = new CompletableFuture<>();
            Script script = Script.upgrade("foo").then((request, connection) -> {
                connection.send("all");
                connection.halfClose();
                heard.complete(connection.readUntilEnd());
                connection.close();
            });
            try (TunnelSite site = TunnelSite.start(legs, script);
                    RawConnection client = site.raw()) {
                client.send(WebSocketPeer.upgradeRequest("/chat")).readHead();
                assertThat(client.readUntilEnd()).isEqualTo("all");
                client.segmentSize(RECORD).send(MUCH);
                client.close();

                await().until(heard::isDone);
                assertThat(heard.get()).isEqualTo(MUCH);
            }
        }
    }
}
