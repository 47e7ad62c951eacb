package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.LegPair;
import io.gangway.testing.Script;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Many tunnels that share a connection of HTTP/2, on either leg, do not disturb one another and leave nothing behind. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TunnelStreamsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MANY = "http2_max_concurrent_streams 2000; proxy_http2_max_concurrent_streams 2000;"
            + " keepalive_requests 100000;";
    private static final String HTTP2 = ".*HTTP2.*";

    /** What the sockets and windows of one tunnel hold at most; the rest has to wait at the sender. */
    private static final long MAX_WAITING = 24L << 20;

    /** The frames that fill the window of a stalled stream, 1 MiB, and what is in motion. */
    private static final int MAX_BUFFERS = 100;

    /** More than {@code websocket_close_timeout}. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(11);

    /** Pours without end to clients of {@code /chat?pour}; does not read what clients of {@code /chat?stall} send. */
    private static Script script(Torrent torrent, CompletableFuture<Void> over) {
        return (request, connection) -> {
            if (request.target().endsWith("?pour")) {
                WebSocketPeer.accept(request, connection);
                OutputStream out = connection.socket().getOutputStream();
                out.write(Wires.header(false, 0x82, torrent.length()));
                torrent.pour(out);
            } else if (request.target().endsWith("?stall")) {
                WebSocketPeer.accept(request, connection);
                over.join();
                connection.close();
            } else {
                WebSocketPeer.echo().run(request, connection);
            }
        };
    }

    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = Mode.MATCH_ANY, names = HTTP2)
    void a_stalled_client_delays_none_of_the_others(LegPair legs) throws Exception {
        Torrent torrent = new Torrent(256L << 20);
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (TunnelSite site = TunnelSite.start(legs, script(torrent, over), MANY);
                Clients clients = site.clients()) {
            WebSocketPeer stalled = WebSocketPeer.connect(clients.raw(), "/chat?pour");
            awaitStandstill(torrent);

            ninetyNineTalk(clients);

            assertThat(torrent.sent()).isLessThan(MAX_WAITING);
            assertThat(site.buffersInUse()).isLessThan(MAX_BUFFERS);
            stalled.reset();
            awaitEnd(site);
        }
    }

    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = Mode.MATCH_ANY, names = HTTP2)
    void a_stalled_backend_delays_none_of_the_others(LegPair legs) throws Exception {
        Torrent torrent = new Torrent(256L << 20);
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (TunnelSite site = TunnelSite.start(legs, script(torrent, over), MANY);
                Clients clients = site.clients()) {
            var stalled = clients.raw();
            stalled.send(WebSocketPeer.upgradeRequest("/chat?stall")).readHead();
            Meanwhile.run(() -> {
                stalled.send(Wires.header(true, 0x82, torrent.length()));
                torrent.pour(stalled.socket().getOutputStream());
            });
            awaitStandstill(torrent);

            ninetyNineTalk(clients);

            assertThat(torrent.sent()).isLessThan(MAX_WAITING);
            assertThat(site.buffersInUse()).isLessThan(MAX_BUFFERS);
            stalled.reset();
            over.complete(null);
            awaitEnd(site);
        }
    }

    private static void ninetyNineTalk(Clients clients) throws IOException {
        List<WebSocketPeer> others = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            others.add(clients.webSocket());
        }
        for (int round = 0; round < 10; round++) {
            String text = "round " + round + "x".repeat(2000 * round);
            for (WebSocketPeer other : others) {
                other.send(text);
            }
            for (WebSocketPeer other : others) {
                assertThat(other.read().text()).isEqualTo(text);
            }
        }
        for (WebSocketPeer other : others) {
            other.send(Frame.close(1000, "bye"));
            assertThat(other.read()).isEqualTo(Frame.close(1000, "bye"));
            other.close();
        }
    }

    /**
     * Waits until all tunnels have ended, at {@code websocket_close_timeout} if their peers do not end, and their streams,
     * which wait some seconds more.
     */
    private static void awaitEnd(TunnelSite site) {
        await().atMost(SOON).until(() -> {
            site.advance(CLOSE_TIMEOUT);
            return site.tunnels() == 0 && site.upstream().openConnections() == 0;
        });
        site.awaitNothingLeft();
    }

    private static void awaitStandstill(Torrent torrent) {
        AtomicLong before = new AtomicLong(-1);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> torrent.sent() > 0 && before.getAndSet(torrent.sent()) == torrent.sent());
    }

    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = Mode.MATCH_ANY, names = HTTP2)
    void a_thousand_tunnels_share_one_connection(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo(), MANY);
                Clients clients = site.clients()) {
            List<WebSocketPeer> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(clients.webSocket());
            }
            // a client sees the response just before its tunnel is counted
            await().until(() -> site.tunnels() == 1000);
            if (legs.isUpstreamHttp2()) {
                assertThat(site.upstream().http2Connections()).hasSizeLessThanOrEqualTo(2);
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < all.size(); i++) {
                    all.get(i).send("tunnel " + i);
                }
                for (int i = 0; i < all.size(); i++) {
                    assertThat(all.get(i).read().text()).isEqualTo("tunnel " + i);
                }
            }
            await().until(() -> site.buffersInUse() == 0);
            for (WebSocketPeer each : all) {
                each.close();
            }
            site.awaitNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = Mode.MATCH_ANY, names = HTTP2)
    void windows_are_given_back_after_tunnels_that_were_reset(LegPair legs) throws Exception {
        Torrent torrent = new Torrent(1L << 40);
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (TunnelSite site = TunnelSite.start(legs, script(torrent, over), MANY);
                Clients clients = site.clients()) {
            for (int i = 0; i < 20; i++) {
                long before = torrent.sent();
                WebSocketPeer poured = WebSocketPeer.connect(clients.raw(), "/chat?pour");
                await().pollInterval(Duration.ofMillis(5)).until(() -> torrent.sent() > before + 500_000);
                poured.reset();
            }
            byte[] much = new byte[4 << 20];
            try (WebSocketPeer client = clients.webSocket()) {
                CompletableFuture<Void> sending = Meanwhile.run(() -> client.send(Frame.of(Frame.BINARY, much)));
                assertThat(client.read().payload()).hasSize(much.length);
                sending.join();
            }
            over.complete(null);
            awaitEnd(site);
        }
    }

    /** What happens next to a random tunnel or connection. */
    private enum Event {
        TALK,
        CLIENT_CLOSES,
        CLIENT_ENDS,
        CLIENT_RESETS,
        BACKEND_CLOSES,
        BACKEND_ENDS,
        BACKEND_RESETS,
        POUR_AND_RESET,
        GOAWAY_OF_CLIENT,
        GOAWAY_OF_BACKEND,
        CONNECTION_LOST
    }

    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = Mode.MATCH_ANY, names = HTTP2)
    void ends_at_any_moment_leave_nothing_behind(LegPair legs) throws Exception {
        BackendPeer backend = new BackendPeer();
        Random random = new Random(8441);
        try (TunnelSite site = TunnelSite.start(
                legs, backend.script(), MANY, "websocket_close_timeout 1h;", "proxy_read_timeout 1h;")) {
            for (int round = 0; round < 30; round++) {
                try (Clients clients = site.clients()) {
                    round(site, clients, backend, random);
                }
            }
            backend.closeAll();
            site.advance(Duration.ofHours(2));
            site.awaitNothingLeft();
        }
    }

    private record Pair(WebSocketPeer client, WebSocketPeer backend) {}

    private static void round(TunnelSite site, Clients clients, BackendPeer backend, Random random) throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            WebSocketPeer client = clients.webSocket();
            pairs.add(new Pair(client, backend.next()));
        }
        boolean usable = true;
        while (!pairs.isEmpty() && usable) {
            Pair pair = pairs.remove(random.nextInt(pairs.size()));
            Event event = Event.values()[random.nextInt(Event.values().length)];
            usable = happens(event, site, clients, pair);
        }
        for (Pair pair : pairs) {
            pair.backend().reset();
            pair.client().reset();
        }
    }

    /** Returns whether the other tunnels of the connection are still usable. */
    private static boolean happens(Event event, TunnelSite site, Clients clients, Pair pair) throws Exception {
        WebSocketPeer client = pair.client();
        WebSocketPeer backend = pair.backend();
        switch (event) {
            case TALK -> {
                client.send("hello");
                assertThat(backend.read().text()).isEqualTo("hello");
                backend.send("x".repeat(100_000)).send(Frame.close(1000, ""));
                assertThat(client.read().text()).hasSize(100_000);
                client.close();
                backend.close();
            }
            case CLIENT_CLOSES -> {
                client.send(Frame.close(4001, "mine"));
                assertThat(backend.read().closeCode()).isEqualTo(4001);
                client.close();
                backend.close();
            }
            case CLIENT_ENDS -> {
                client.halfClose();
                assertThat(backend.read()).isNull();
                backend.close();
                assertThat(client.read()).isNull();
            }
            case CLIENT_RESETS -> {
                client.reset();
                assertThat(backend.read().closeCode()).isEqualTo(1014);
                backend.close();
            }
            case BACKEND_CLOSES -> {
                backend.send(Frame.close(4002, "mine"));
                assertThat(client.read().closeCode()).isEqualTo(4002);
                backend.close();
                client.close();
            }
            case BACKEND_ENDS -> {
                backend.halfClose();
                assertThat(client.read()).isNull();
                client.close();
                assertThat(backend.read()).isNull();
            }
            case BACKEND_RESETS -> {
                backend.reset();
                assertThat(client.read().closeCode()).isEqualTo(1014);
                client.close();
            }
            case POUR_AND_RESET -> {
                Meanwhile.run(() -> backend.send(Frame.of(Frame.BINARY, new byte[8 << 20])));
                Meanwhile.run(() -> client.send(Frame.of(Frame.BINARY, new byte[8 << 20])));
                client.reset();
                assertThat(backend.awaitClose(SOON)).isNotEqualTo(ConnectionState.OPEN);
                backend.close();
            }
            case GOAWAY_OF_CLIENT -> {
                if (clients.shared() != null) {
                    clients.shared().peer().goAway(0, Http2Peer.NO_ERROR);
                }
                talksOn(pair);
            }
            case GOAWAY_OF_BACKEND -> {
                for (Http2Streams connection : site.upstream().http2Connections()) {
                    if (connection.isOpen()) {
                        connection.peer().goAway(Integer.MAX_VALUE, Http2Peer.NO_ERROR);
                    }
                }
                talksOn(pair);
            }
            case CONNECTION_LOST -> {
                return lost(site, clients, pair);
            }
        }
        return true;
    }

    /** A tunnel that a GOAWAY does not end. */
    private static void talksOn(Pair pair) throws IOException {
        pair.client().send("still here");
        assertThat(pair.backend().read().text()).isEqualTo("still here");
        pair.backend().send("and here");
        assertThat(pair.client().read().text()).isEqualTo("and here");
        pair.client().close();
        pair.backend().close();
    }

    private static boolean lost(TunnelSite site, Clients clients, Pair pair) throws IOException {
        if (clients.shared() != null) {
            clients.shared().peer().reset();
            assertThat(pair.backend().read().closeCode()).isEqualTo(1014);
            return false;
        }
        for (Http2Streams connection : site.upstream().http2Connections()) {
            if (connection.isOpen()) {
                connection.peer().reset();
            }
        }
        assertThat(pair.client().read().closeCode()).isEqualTo(1014);
        return false;
    }
}
