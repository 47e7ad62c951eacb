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

/** After one side has half-closed, everything that the other side still sends arrives, even together with its end. */
class TunnelHalfCloseTest {
    /** Enough TLS records that one read finds several of them followed by the end. */
    private static final int RECORD = 50;

    private static final String MUCH = "0123456789".repeat(3000);

    // F36
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void data_of_the_backend_arrives_after_the_client_has_half_closed(LegPair legs) throws IOException {
        Script script = Script.upgrade("websocket").then((request, connection) -> {
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
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void data_of_the_client_arrives_after_the_backend_has_half_closed(LegPair legs) throws Exception {
        for (int i = 0; i < 20; i++) {
            CompletableFuture<String> heard = new CompletableFuture<>();
            Script script = Script.upgrade("websocket").then((request, connection) -> {
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
