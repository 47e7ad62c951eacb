package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code worker_shutdown_timeout} ends tunnels, even those that nothing else would end. */
class ShutdownTimeoutTest {
    static Stream<Arguments> ends() {
        Consumer<GangwayServer> reload = GangwayServer::reload;
        Consumer<GangwayServer> quit = GangwayServer::quit;
        return Stream.of(Arguments.argumentSet("reload", reload), Arguments.argumentSet("quit", quit));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void bounds_a_tunnel_of_an_unchanged_location(Consumer<GangwayServer> end) throws Exception {
        try (ScriptedUpstream backend = ScriptedUpstream.start((request, connection) -> {
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n");
                    connection.awaitClose(Duration.ofSeconds(60));
                });
                Site site = Site.create().backend(backend)) {
            site.config("worker_shutdown_timeout 50ms; events {}\nhttp { server { listen 127.0.0.1:%{port};"
                    + " websocket_drain off; proxy_set_header Upgrade $http_upgrade;"
                    + " proxy_set_header Connection upgrade; location / { proxy_pass http://%{backend}; } } }");
            try (GangwayServer gangway = GangwayServer.start(site);
                    RawConnection client = RawHttp.connect(site.port())) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n");
                assertThat(client.readHead()).contains(" 101 ");

                end.accept(gangway);

                assertThat(client.readUntilEnd()).isEmpty();
                await().until(() -> backend.openConnections() == 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ends")
    void bounds_all_streams_of_a_connection_with_a_tunnel(Consumer<GangwayServer> end) throws Exception {
        try (ScriptedUpstream backend =
                        ScriptedUpstream.start(Script.onUpgrade(WebSocketPeer.echo(), Script.noResponse()));
                Site site = Site.create().backend(backend)) {
            site.config(
                    "worker_shutdown_timeout 50ms; events {}\nhttp { server { listen 127.0.0.1:%{port}; http2 on;"
                            + " websocket_drain off; proxy_set_header Upgrade $http_upgrade;"
                            + " proxy_set_header Connection $http_connection; location / { proxy_pass http://%{backend}; } } }");
            try (GangwayServer gangway = GangwayServer.start(site);
                    Http2Peer client = Http2Peer.connect(site.port())) {
                int tunnel = client.webSocket("/");
                assertThat(client.nextOf(tunnel, Http2Peer.HEADERS).fields()).contains(":status: 200");
                client.get("/slow");
                await().until(() -> backend.requests().size() == 2);

                end.accept(gangway);

                await().until(() -> backend.openConnections() == 0);
            }
        }
    }
}
