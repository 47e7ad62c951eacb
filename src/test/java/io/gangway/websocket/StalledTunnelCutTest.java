package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code worker_shutdown_timeout} ends a tunnel over HTTP/2 whose client has gone, although its backend reads nothing and
 * its bytes still wait for that.
 */
@Timeout(60)
class StalledTunnelCutTest {
    private static final int PIECE = 16_384;
    private static final int WHOLE_WINDOW = Integer.MAX_VALUE - 65_535;

    /** How the client goes, and what the server says of it. */
    private interface Leaving {
        void leave(Http2Peer client, int stream, Site site) throws Exception;
    }

    static Stream<Arguments> ends() {
        Leaving reset = (client, stream, site) -> {
            client.reset(stream, Http2Peer.CANCEL).ping(7);
            client.next(frame -> frame.type() == Http2Peer.PING && frame.isAck());
        };
        Leaving error = (client, stream, site) -> {
            client.frame(Http2Peer.SETTINGS, 0, stream, new byte[0]);
            client.next(Http2Peer.GOAWAY);
        };
        Leaving stall = (client, stream, site) -> {
            client.get("/large");
            await().until(() ->
                    Files.readString(site.dir().resolve("error.log")).contains("client timed out"));
        };
        Consumer<GangwayServer> reload = GangwayServer::reload;
        Consumer<GangwayServer> quit = GangwayServer::quit;
        return Stream.of(
                Arguments.argumentSet("a reset stream, reload", reset, reload),
                Arguments.argumentSet("a reset stream, QUIT", reset, quit),
                Arguments.argumentSet("an error of the connection, reload", error, reload),
                Arguments.argumentSet("an error of the connection, QUIT", error, quit),
                Arguments.argumentSet("a connection that is not read, reload", stall, reload),
                Arguments.argumentSet("a connection that is not read, QUIT", stall, quit));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void ends_at_the_timeout(Leaving leaving, Consumer<GangwayServer> end) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (ScriptedUpstream backend = ScriptedUpstream.start((request, connection) -> {
                    WebSocketPeer.accept(request, connection);
                    over.join();
                });
                Site site = Site.create().backend(backend)) {
            site.config("""
                    worker_shutdown_timeout 50ms;
                    events {}
                    http {
                        error_log %{dir}/error.log info;
                        websocket_drain off;
                        websocket_close_timeout 1h;
                        server {
                            listen 127.0.0.1:%{port};
                            http2 on;
                            send_timeout 500ms;
                            location = /large { root %{dir}; }
                            location /chat {
                                proxy_pass http://%{backend};
                                proxy_set_header Upgrade $http_upgrade;
                                proxy_set_header Connection upgrade;
                                proxy_send_timeout 1h;
                                proxy_read_timeout 1h;
                            }
                        }
                    }
                    """);
            try (RandomAccessFile large =
                    new RandomAccessFile(site.dir().resolve("large").toFile(), "rw")) {
                large.setLength(64 << 20);
            }
            try (GangwayServer gangway = GangwayServer.start(site);
                    Http2Peer client = Http2Peer.connect(site.port())) {
                client.settings(Http2Peer.INITIAL_WINDOW_SIZE, WHOLE_WINDOW).windowUpdate(0, WHOLE_WINDOW);
                int stream = client.webSocket("/chat");
                assertThat(client.nextOf(stream, Http2Peer.HEADERS).fields()).contains(":status: 200");
                fill(client, stream);
                leaving.leave(client, stream, site);

                end.accept(gangway);

                await().untilAsserted(
                                () -> assertThat(gangway.gangway().tunnels()).isZero());
                await().untilAsserted(() -> assertThat(gangway.buffersInUse()).isZero());
            } finally {
                over.complete(null);
            }
        }
    }

    /** Sends until the backend's socket and the windows are full. */
    private static void fill(Http2Peer client, int stream) throws IOException {
        client.timeout(Duration.ofSeconds(1));
        client.data(stream, Wires.header(true, 0x82, 1L << 40), false);
        byte[] piece = new byte[PIECE];
        int window = 65_000 - PIECE;
        try {
            while (true) {
                for (; window >= PIECE; window -= PIECE) {
                    client.data(stream, piece, false);
                }
                Http2Peer.Frame frame = client.next();
                if (frame.type() == Http2Peer.WINDOW_UPDATE && frame.stream() == stream) {
                    window += frame.number(0);
                }
            }
        } catch (SocketTimeoutException full) {
            client.timeout(Duration.ofSeconds(20));
        }
    }
}
