package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.testing.Frame;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels on the streams of one HTTP/2 connection: windows, fairness and floods. */
class StreamTunnelFlowTest {
    private static final String LOG = "http2 on; error_log %{dir}/error.log info;";
    private static final int MIB = 1 << 20;

    private static Http2Streams connect(TunnelSite site) throws IOException {
        return Http2Streams.on(Http2Peer.connect(site.port()));
    }

    // https://github.com/warmcat/libwebsockets/issues/1689
    @Test
    void a_tunnel_has_a_window_of_a_mebibyte() throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), LOG);
                Http2Peer client = Http2Peer.connect(site.port())) {
            int initial = client.next(Http2Peer.SETTINGS).settings().get(Http2Peer.INITIAL_WINDOW_SIZE);
            int stream = client.webSocket("/chat");
            client.nextOf(stream, Http2Peer.HEADERS);

            assertThat(client.nextOf(stream, Http2Peer.WINDOW_UPDATE).number(0)).isEqualTo(MIB - initial);
        }
    }

    @Test
    void a_stalled_backend_of_one_tunnel_does_not_delay_the_others() throws Exception {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        Script script = (request, connection) -> {
            if (request.target().equals("/chat/stalled")) {
                WebSocketPeer.accept(request, connection);
                stalled.join();
            } else {
                WebSocketPeer.echo().run(request, connection);
            }
        };
        try (TunnelSite site = TunnelSite.start(script, LOG);
                Http2Streams client = connect(site)) {
            WebSocketPeer slow = client.webSocket("/chat/stalled");
            List<WebSocketPeer> others = new ArrayList<>();
            for (int i = 0; i < 99; i++) {
                others.add(client.webSocket("/chat"));
            }
            byte[] large = new byte[64 * MIB];
            Thread sender = new Thread(() -> {
                try {
                    slow.send(Frame.of(Frame.BINARY, large));
                } catch (IOException e) {
                    // the tunnel has ended with the test
                }
            });
            sender.start();
            await().until(() -> site.buffersInUse() > 0);

            for (int round = 0; round < 5; round++) {
                for (WebSocketPeer other : others) {
                    other.send("hello");
                }
                for (WebSocketPeer other : others) {
                    assertThat(other.read().text()).isEqualTo("hello");
                }
            }
            // A window of 1 MiB in pieces of 16 KiB, and a relay's buffer.
            assertThat(site.buffersInUse()).isLessThan(80);
            stalled.complete(null);
            sender.join();
        }
    }

    @Test
    void a_client_that_does_not_read_one_tunnel_gets_the_others() throws Exception {
        Script script = (request, connection) -> {
            WebSocketPeer peer = WebSocketPeer.accept(request, connection);
            if (request.target().equals("/chat/torrent")) {
                peer.send(Frame.of(Frame.BINARY, new byte[64 * MIB]));
            } else {
                for (Frame frame = peer.read(); frame != null; frame = peer.read()) {
                    peer.send(frame);
                }
            }
        };
        try (TunnelSite site = TunnelSite.start(script, LOG);
                Http2Streams client = connect(site)) {
            WebSocketPeer unread = client.webSocket("/chat/torrent");
            List<WebSocketPeer> others = new ArrayList<>();
            for (int i = 0; i < 99; i++) {
                others.add(client.webSocket("/chat"));
            }
            for (WebSocketPeer other : others) {
                other.send("hello");
            }
            for (WebSocketPeer other : others) {
                assertThat(other.read().text()).isEqualTo("hello");
            }
            assertThat(site.buffersInUse()).isLessThan(10);
            unread.reset();
        }
    }

    @Test
    void a_thousand_tunnels_share_a_connection() throws Exception {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Site site = Site.create().backend(backend).config("""
                        events { worker_connections 4096; }
                        http {
                            http2_max_concurrent_streams 1000;
                            server {
                                listen 127.0.0.1:%{port};
                                http2 on;
                                location / {
                                    proxy_pass http://%{backend};
                                    proxy_set_header Upgrade $http_upgrade;
                                    proxy_set_header Connection upgrade;
                                }
                            }
                        }
                        """);
                GangwayServer server = GangwayServer.start(site, TestClock.running());
                Http2Streams client = Http2Streams.on(Http2Peer.connect(site.port()))) {
            List<WebSocketPeer> tunnels = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                tunnels.add(client.webSocket("/chat"));
            }
            assertThat(server.gangway().tunnels()).isEqualTo(1000);
            for (WebSocketPeer tunnel : tunnels) {
                tunnel.send("hello");
            }
            for (WebSocketPeer tunnel : tunnels) {
                assertThat(tunnel.read().text()).isEqualTo("hello");
            }
            int refused = client.peer().webSocket("/chat");
            await().untilAsserted(() -> assertThat(client.control(Http2Peer.RST_STREAM))
                    .singleElement()
                    .satisfies(frame -> assertThat(frame.stream()).isEqualTo(refused))
                    .satisfies(frame -> assertThat(frame.number(0)).isEqualTo(ErrorCode.REFUSED_STREAM)));
            client.close();
            await().until(() -> server.gangway().tunnels() == 0 && server.buffersInUse() == 0);
        }
    }

    @Test
    void windows_are_given_back_after_cancelled_tunnels() throws Exception {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        Script script = (request, connection) -> {
            WebSocketPeer.accept(request, connection);
            stalled.join();
            // what has arrived is no request
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(script, LOG);
                Http2Peer client = Http2Peer.connect(site.port())) {
            for (int i = 0; i < 100; i++) {
                int stream = client.webSocket("/chat");
                client.nextOf(stream, Http2Peer.HEADERS);
                for (int sent = 0; sent < MIB; sent += 16384) {
                    client.data(stream, new byte[16384], false);
                }
                client.reset(stream, Http2Peer.CANCEL);
            }
            int stream = client.get("/none");
            assertThat(client.response(stream).status()).isEqualTo(404);
            stalled.complete(null);
            site.awaitNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_stop_frees_what_a_stalled_tunnel_has_not_read(boolean reset) throws Exception {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        Script script = (request, connection) -> {
            WebSocketPeer.accept(request, connection);
            stalled.join();
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(script, LOG);
                Http2Streams client = connect(site)) {
            WebSocketPeer slow = client.webSocket("/chat");
            byte[] large = new byte[64 * MIB];
            Thread sender = new Thread(() -> {
                try {
                    slow.send(Frame.of(Frame.BINARY, large));
                } catch (IOException e) {
                    // the server stops
                }
            });
            sender.start();
            await().until(() -> site.buffersInUse() > 60);
            if (reset) {
                client.peer().reset(1, Http2Peer.CANCEL);
                assertThat(client.connection()
                                .send(RawHttp.request("GET", "/none"))
                                .read()
                                .status())
                        .isEqualTo(404);
                assertThat(site.buffersInUse()).isGreaterThan(60);
            }
            site.server().close();

            assertThat(site.buffersInUse()).isZero();
            stalled.complete(null);
            sender.join();
        }
    }

    @Test
    void the_initial_window_may_change_while_a_tunnel_runs() throws Exception {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), LOG);
                Http2Peer client = Http2Peer.connect(site.port())) {
            client.setting(Http2Peer.INITIAL_WINDOW_SIZE, 4);
            int stream = client.webSocket("/chat");
            client.nextOf(stream, Http2Peer.HEADERS);
            client.data(stream, WebSocketPeer.encode(Frame.text("0123456789"), true), false);

            assertThat(client.nextOf(stream, Http2Peer.DATA).payload()).hasSize(4);
            client.setting(Http2Peer.INITIAL_WINDOW_SIZE, 1);
            client.windowUpdate(stream, 4);
            assertThat(client.nextOf(stream, Http2Peer.DATA).payload()).hasSize(1);
            client.setting(Http2Peer.INITIAL_WINDOW_SIZE, 100);
            assertThat(client.nextOf(stream, Http2Peer.DATA).text()).isEqualTo("3456789");
        }
    }

    @Test
    void a_client_that_exceeds_the_window_loses_its_tunnel_only() throws Exception {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        Script script = (request, connection) -> {
            WebSocketPeer.accept(request, connection);
            stalled.join();
        };
        try (TunnelSite site = TunnelSite.start(script, LOG, "location = /ok { return 204; }");
                Http2Peer client = Http2Peer.connect(site.port())) {
            int stream = client.webSocket("/chat");
            client.nextOf(stream, Http2Peer.HEADERS);
            client.timeout(Duration.ofMinutes(1));
            AtomicBoolean over = new AtomicBoolean();
            Thread sender = new Thread(() -> {
                try {
                    while (!over.get()) {
                        client.data(stream, new byte[16384], false);
                    }
                } catch (IOException e) {
                    // the test is over
                }
            });
            sender.start();

            Http2Peer.Frame reset = client.nextOf(stream, Http2Peer.RST_STREAM);
            over.set(true);
            assertThat(reset.number(0)).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
            sender.join();
            assertThat(client.response(client.get("/ok")).status()).isEqualTo(204);
            stalled.complete(null);
            site.awaitNothingLeft();
        }
    }

    // ---- floods

    @Test
    void small_messages_are_no_flood() throws Exception {
        Script discard = (request, connection) -> {
            WebSocketPeer.accept(request, connection);
            connection.readUntilEnd();
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(discard, LOG);
                Http2Peer client = Http2Peer.connect(site.port())) {
            int stream = client.webSocket("/chat");
            client.nextOf(stream, Http2Peer.HEADERS);
            byte[] message = Http2Peer.frameBytes(Http2Peer.DATA, 0, stream, new byte[] {1, 2});
            byte[] update = Http2Peer.frameBytes(Http2Peer.WINDOW_UPDATE, 0, stream, new byte[] {0, 0, 0, 2});
            byte[] update0 = Http2Peer.frameBytes(Http2Peer.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 2});
            ByteArrayOutputStream thousand = new ByteArrayOutputStream();
            for (int i = 0; i < 1000; i++) {
                thousand.writeBytes(message);
                thousand.writeBytes(update);
                thousand.writeBytes(update0);
            }
            for (int i = 0; i < 600; i++) {
                client.send(thousand.toByteArray());
            }
            client.data(stream, "", true);
            await().until(() -> client.nextOf(stream).endsStream());
            assertThat(site.log("error.log")).doesNotContain("flood");
        }
    }

    @Test
    void a_flood_ends_a_connection_with_tunnels() throws Exception {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), LOG);
                Http2Peer client = Http2Peer.connect(site.port())) {
            int stream = client.webSocket("/chat");
            client.nextOf(stream, Http2Peer.HEADERS);
            byte[] empty = Http2Peer.frameBytes(Http2Peer.DATA, 0, stream, new byte[0]);
            byte[] many = new byte[empty.length * 1000];
            for (int at = 0; at < many.length; at += empty.length) {
                System.arraycopy(empty, 0, many, at, empty.length);
            }
            try {
                for (int i = 0; i < 2000; i++) {
                    client.send(many);
                }
            } catch (IOException e) {
                assertThat(e).isInstanceOf(SocketException.class);
            }
            await().untilAsserted(() -> assertThat(site.log("error.log")).contains("http2 flood detected"));
            site.awaitNothingLeft();
        }
    }

    @Test
    void large_messages_pass_in_order() throws Exception {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), LOG);
                Http2Streams client = connect(site);
                WebSocketPeer peer = client.webSocket("/chat")) {
            byte[] payload = new byte[16 * MIB];
            for (int i = 0; i < payload.length; i++) {
                payload[i] = (byte) (i * 31 >> 3);
            }
            Thread sender = new Thread(() -> {
                try {
                    peer.send(Frame.of(Frame.BINARY, payload));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            sender.start();

            assertThat(Arrays.equals(peer.read().payload(), payload)).isTrue();
            sender.join();
        }
    }
}
