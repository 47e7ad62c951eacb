package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The basic behaviour of tunnels, with and without TLS on each leg. */
class TunnelLegPairsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private ScriptedUpstream backend;
    private Site site;
    private GangwayServer server;

    @AfterEach
    void close() throws Exception {
        server.close();
        backend.close();
        site.close();
    }

    private RawConnection start(LegPair legs, Script script) throws Exception {
        backend = legs.upstream(script);
        site = Site.create().backend(backend);
        legs.writeCertificate(site);
        site.config("server { listen 127.0.0.1:%{port}" + legs.listenParameters() + "; " + legs.serverDirectives()
                + " location / { proxy_pass " + legs.scheme() + "://%{backend}; proxy_http_version "
                + legs.httpVersion()
                + "; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; } }");
        server = GangwayServer.start(site);
        return legs.connect(server.port());
    }

    private WebSocketPeer open(LegPair legs, Script script) throws Exception {
        return WebSocketPeer.connect(start(legs, script), "/chat");
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void messages_are_echoed(LegPair legs) throws Exception {
        try (WebSocketPeer client = open(legs, WebSocketPeer.echo())) {
            for (int i = 0; i < 100; i++) {
                client.send("message " + i);
                assertThat(client.read().text()).isEqualTo("message " + i);
            }
        }
        await().until(() -> backend.openConnections() == 0);
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_message_of_one_mebibyte_is_echoed(LegPair legs) throws Exception {
        byte[] payload = new byte[1 << 20];
        new Random(1).nextBytes(payload);
        try (WebSocketPeer client = open(legs, WebSocketPeer.echo())) {
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendBinary(client, payload));
                assertThat(client.read().payload()).isEqualTo(payload);
                sent.get();
            }
        }
    }

    private static void sendBinary(WebSocketPeer client, byte[] payload) {
        try {
            client.send(Frame.of(Frame.BINARY, payload));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> closings() {
        return Stream.of(LegPair.values())
                .flatMap(l -> Stream.of(1000, 1001, 1011, 4000).map(c -> Arguments.of(l, c)));
    }

    @ParameterizedTest
    @MethodSource("closings")
    void close_codes_pass(LegPair legs, int code) throws Exception {
        try (WebSocketPeer client = open(legs, WebSocketPeer.echo())) {
            client.send(Frame.close(code, "why"));
            Frame close = client.read();
            assertThat(close.opcode()).isEqualTo(Frame.CLOSE);
            assertThat(close.payload()).isEqualTo(Frame.close(code, "why").payload());
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
        }
        await().until(() -> backend.openConnections() == 0);
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void bytes_after_the_upgrade_arrive(LegPair legs) throws Exception {
        Script eager = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request) + "early");
            connection.send(connection.readExactly(5));
            connection.close();
        };
        try (RawConnection client = start(legs, eager)) {
            client.send(WebSocketPeer.upgradeRequest("/") + "hello");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.readExactly(10)).isEqualTo("earlyhello");
        }
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_end_of_the_backend_ends_the_tunnel_after_its_last_byte(LegPair legs) throws Exception {
        String much = "x".repeat(1 << 20);
        Script talking = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            connection.send(much);
            connection.halfClose();
            connection.awaitClose(Duration.ofSeconds(30));
            connection.close();
        };
        try (RawConnection client = start(legs, talking)) {
            client.send(WebSocketPeer.upgradeRequest("/"));
            client.readHead();
            assertThat(client.readUntilEnd()).isEqualTo(much);
        }
        await().until(() -> backend.openConnections() == 0);
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_end_of_the_client_ends_the_tunnel_after_its_last_byte(LegPair legs) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        Script listening = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            heard.complete(connection.readUntilEnd());
            connection.close();
        };
        try (RawConnection client = start(legs, listening)) {
            client.send(WebSocketPeer.upgradeRequest("/"));
            client.readHead();
            client.send("y".repeat(1 << 20));
            client.halfClose();
            await().until(heard::isDone);
            assertThat(heard.get()).isEqualTo("y".repeat(1 << 20));
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
        }
        await().until(() -> backend.openConnections() == 0);
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_reset_of_the_client_frees_the_backend(LegPair legs) throws Exception {
        WebSocketPeer client = open(legs, WebSocketPeer.echo());
        client.send("x");
        client.read();
        client.reset();
        await().until(() -> backend.openConnections() == 0);
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_refusal_passes_unchanged(LegPair legs) throws Exception {
        Script refusing = Script.raw("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        try (RawConnection client = start(legs, refusing)) {
            var response = client.send(WebSocketPeer.upgradeRequest("/chat")).read();
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.body()).isEqualTo("no");
        }
    }
}
