package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.TrustAll;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Upgrades in every servlet container. */
interface WarTunnels {
    War war();

    @Test
    default void a_websocket_passes_frames_and_close_codes() throws IOException {
        try (WebSocketPeer client = war().connect("/chat", "Sec-WebSocket-Protocol: chat.v2, chat.v1")) {
            assertThat(client.handshake().field("Upgrade")).isEqualTo("websocket");
            assertThat(war().backend().lastRequest().field("Sec-WebSocket-Protocol"))
                    .isEqualTo("chat.v2, chat.v1");
            assertThat(client.send("hello").read()).isEqualTo(Frame.text("hello"));
            Frame large = Frame.of(Frame.BINARY, War.bytes(3_000_000));
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, large));
            assertThat(client.read()).isEqualTo(large);
            sent.join();
            client.send(Frame.close(4401, "go away"));
            assertThat(client.read()).isEqualTo(Frame.close(4401, "go away"));
            assertThat(client.awaitClose(PATIENCE)).isEqualTo(ConnectionState.CLOSED);
        }
    }

    private static void send(WebSocketPeer client, Frame frame) {
        try {
            client.send(frame);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    default void a_bridge_passes_messages() throws IOException {
        try (WebSocketPeer client = war().connect("/bridged", "Sec-WebSocket-Extensions: permessage-deflate")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
            client.send(Frame.close(1000, "bye"));
            assertThat(client.read()).isEqualTo(Frame.close(1000, "bye"));
            assertThat(client.awaitClose(PATIENCE)).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @Test
    default void a_refusal_passes_unchanged() throws IOException {
        war().backend()
                .respond((request, connection) -> connection.send("HTTP/1.1 401 Unauthorized\r\n"
                        + "WWW-Authenticate: Basic realm=\"chat\"\r\nContent-Length: 4\r\n\r\nnope"));
        try (RawConnection client = war().client()) {
            for (int i = 0; i < 2; i++) {
                RawResponse refusal =
                        client.send(WebSocketPeer.upgradeRequest("/chat")).read();
                assertThat(refusal.status()).isEqualTo(401);
                assertThat(refusal.field("WWW-Authenticate")).isEqualTo("Basic realm=\"chat\"");
                assertThat(refusal.body()).isEqualTo("nope");
            }
        }
        try (RawConnection client = war().client()) {
            RawResponse refusal =
                    client.send(WebSocketPeer.upgradeRequest("/dead")).read();
            assertThat(refusal.status()).isEqualTo(502);
        }
    }

    @Test
    default void early_bytes_of_both_sides_are_delivered() throws IOException {
        war().backend().respond((request, connection) -> {
            byte[] first = Frame.text("from the backend").encode();
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n"
                    + War.latin1(first) + "and more");
            connection.send(connection.readExactly(22).toUpperCase(java.util.Locale.ROOT));
            connection.close();
        });
        try (RawConnection client = war().client()) {
            client.send("GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n"
                    + "early bytes of a client");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            assertThat(client.readUntilEnd())
                    .isEqualTo(War.latin1(Frame.text("from the backend").encode()) + "and moreEARLY BYTES OF A CLIEN");
        }
    }

    @Test
    default void a_half_closed_tunnel_still_works_in_the_other_direction() throws IOException {
        war().backend().respond((request, connection) -> {
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n");
            String all = connection.readUntilEnd();
            connection.send("got " + all).close();
        });
        try (RawConnection client = war().client()) {
            client.send("GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            client.send("all I have to say").halfClose();
            assertThat(client.readUntilEnd()).isEqualTo("got all I have to say");
        }
    }

    @Test
    default void a_tunnel_works_over_the_containers_tls() throws IOException {
        try (RawConnection tls = RawHttp.connect(war().container().tlsPort(), TrustAll.context(), "localhost");
                WebSocketPeer client = WebSocketPeer.connect(tls.timeout(PATIENCE), "/chat")) {
            Frame large = Frame.of(Frame.BINARY, War.bytes(1_000_000));
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, large));
            assertThat(client.read()).isEqualTo(large);
            sent.join();
            for (int i = 0; i < 50; i++) {
                assertThat(client.send("message " + i).read().text()).isEqualTo("message " + i);
            }
            client.send(Frame.close(1000, ""));
            assertThat(client.read()).isEqualTo(Frame.close(1000, ""));
            assertThat(client.awaitClose(PATIENCE)).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @Test
    default void a_request_over_the_containers_tls_selects_a_tls_server() throws IOException {
        try (RawConnection tls = RawHttp.connect(war().container().tlsPort(), TrustAll.context(), "localhost")) {
            tls.send(RawHttp.request("GET", "/facts"));
            assertThat(tls.read().body())
                    .isEqualTo("https|on|" + war().container().tlsPort());
        }
    }

    @Test
    default void a_thousand_tunnels_leak_no_descriptors() throws Exception {
        BlockingQueue<WebSocketPeer> accepted = new LinkedBlockingQueue<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        war().backend().respond((request, connection) -> {
            accepted.add(WebSocketPeer.accept(request, connection));
            War.join(over);
        });
        int before = war().container().sockets();
        List<WebSocketPeer> clients = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            List<WebSocketPeer> backends = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                clients.add(war().connect("/chat"));
                backends.add(accepted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
            for (int i = 0; i < 50; i++) {
                WebSocketPeer closing = i % 2 == 0 ? clients.get(i) : backends.get(i);
                WebSocketPeer other = i % 2 == 0 ? backends.get(i) : clients.get(i);
                if (i % 4 == 0) {
                    closing.reset();
                } else {
                    closing.close();
                }
                assertThat(other.awaitClose(PATIENCE)).isEqualTo(ConnectionState.CLOSED);
                other.close();
                closing.close();
            }
            clients.clear();
        }
        over.complete(null);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(war().container().sockets()).isLessThanOrEqualTo(before));
    }
}
