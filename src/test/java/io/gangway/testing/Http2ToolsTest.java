package io.gangway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The test tools of HTTP/2, against one another. */
class Http2ToolsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static ScriptedUpstream http2(Script script) throws Exception {
        return ScriptedUpstream.start(script).http2(true);
    }

    private static Http2Streams connect(ScriptedUpstream backend) throws Exception {
        return Http2Streams.on(Http2Peer.connect(backend.port()));
    }

    @Test
    void a_script_of_http_1_responds_on_a_stream() throws Exception {
        try (ScriptedUpstream backend = http2(Script.echoRequest());
                Http2Streams connection = connect(backend)) {
            for (int i = 1; i <= 3; i++) {
                RawConnection client = connection.connection();
                RawResponse response =
                        client.send(RawHttp.request("GET", "/a", "X-A: b")).read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).startsWith("GET /a HTTP/1.1\r\nhost: localhost\r\nx-a: b\r\n");
            }
            assertThat(connection.settings()).containsEntry(Http2Peer.ENABLE_CONNECT_PROTOCOL, 1);
            await().until(() -> connection.openStreams() == 0);
            assertThat(backend.http2Connections()).hasSize(1);
            assertThat(backend.acceptedConnections()).isEqualTo(3);
            await().until(() -> backend.openConnections() == 0);
            assertThat(backend.failures()).isEmpty();
        }
    }

    @Test
    void bodies_of_known_and_unknown_length_pass() throws Exception {
        Script script = (request, connection) -> {
            assertThat(request.body()).isEqualTo("hello");
            Script.chunked("ab", "c").run(request, connection);
        };
        try (ScriptedUpstream backend = http2(script);
                Http2Streams connection = connect(backend)) {
            RawConnection client = connection.connection();
            String known = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
            assertThat(client.send(known).read().body()).isEqualTo("abc");
            String unknown =
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
            assertThat(client.send(unknown).read().body()).isEqualTo("abc");
            assertThat(backend.failures()).isEmpty();
        }
    }

    @Test
    void a_backend_speaks_both_protocols_on_one_port() throws Exception {
        try (ScriptedUpstream backend = http2(Script.body("both"))) {
            assertThat(RawHttp.get(backend.port(), "/").body()).isEqualTo("both");
            try (Http2Peer peer = Http2Peer.connect(backend.port())) {
                assertThat(peer.response(peer.get("/")).body()).isEqualTo("both");
            }
        }
    }

    @Test
    void frames_are_echoed_on_streams_of_one_connection() throws Exception {
        try (ScriptedUpstream backend = http2(WebSocketPeer.echo());
                Http2Streams connection = connect(backend)) {
            WebSocketPeer first = connection.webSocket("/chat");
            WebSocketPeer second = connection.webSocket("/chat");
            for (int length : new int[] {0, 1, 125, 126, 65535, 65536, 1 << 20}) {
                byte[] payload = new byte[length];
                Arrays.fill(payload, (byte) length);
                CompletableFuture<WebSocketPeer> sent = CompletableFuture.supplyAsync(() -> {
                    try {
                        return first.send(Frame.of(Frame.BINARY, payload));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                assertThat(first.read()).isEqualTo(Frame.of(Frame.BINARY, payload));
                sent.join();
                assertThat(second.send("between").read().text()).isEqualTo("between");
            }
            assertThat(first.send(Frame.close(4001, "gone")).read().closeReason())
                    .isEqualTo("gone");
            assertThat(first.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            second.reset();
            await().until(() -> backend.openConnections() == 0);
            assertThat(backend.http2Connections()).hasSize(1);
            assertThat(backend.failures()).isEmpty();
        }
    }

    @Test
    void a_refusal_of_an_upgrade_keeps_the_connection() throws Exception {
        Script script = Script.onUpgrade(Script.response(401, "who?", "WWW-Authenticate: Basic"), Script.body("in"));
        try (ScriptedUpstream backend = http2(script);
                Http2Streams connection = connect(backend)) {
            RawConnection client = connection.connection();
            RawResponse response =
                    client.send(WebSocketPeer.upgradeRequest("/")).read();
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.field("www-authenticate")).isEqualTo("Basic");
            assertThat(response.body()).isEqualTo("who?");
            assertThat(client.send(RawHttp.request("GET", "/")).read().body()).isEqualTo("in");
        }
    }

    @Test
    void ends_and_resets_of_streams_are_those_of_connections() throws Exception {
        assertThat(endingOf(Script.reset())).isEqualTo(ConnectionState.RESET);
        assertThat(endingOf(Script.upgrade("websocket").then(Script.reset()))).isEqualTo(ConnectionState.RESET);
        assertThat(endingOf(Script.upgrade("websocket").then(Script.close()))).isEqualTo(ConnectionState.CLOSED);
    }

    private static ConnectionState endingOf(Script script) throws Exception {
        try (ScriptedUpstream backend = http2(script);
                Http2Streams connection = connect(backend)) {
            RawConnection client = connection.connection().send(WebSocketPeer.upgradeRequest("/"));
            return client.awaitClose(SOON);
        }
    }

    @Test
    void a_half_closed_stream_still_reads() throws Exception {
        Script script = Script.upgrade("websocket").then((request, connection) -> {
            String all = connection.readUntilEnd();
            connection.send(all + " and back");
            connection.close();
        });
        try (ScriptedUpstream backend = http2(script);
                Http2Streams connection = connect(backend)) {
            RawConnection client = connection.connection().send(WebSocketPeer.upgradeRequest("/"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            client.send("there").halfClose();
            assertThat(client.readUntilEnd()).isEqualTo("there and back");
        }
    }

    @Test
    void a_reader_that_stalls_stops_the_sender_of_its_stream_only() throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Script script = (request, connection) -> {
            if (request.target().equals("/stalled")) {
                WebSocketPeer.upgrade(peer -> over.join()).run(request, connection);
            } else {
                WebSocketPeer.echo().run(request, connection);
            }
        };
        try (ScriptedUpstream backend = http2(script);
                Http2Streams connection = connect(backend)) {
            WebSocketPeer stalled = connection.webSocket("/stalled");
            CompletableFuture<Void> pouring = CompletableFuture.runAsync(() -> {
                assertThatThrownBy(() -> stalled.sendRaw(new byte[1 << 20])).isInstanceOf(SocketException.class);
            });
            WebSocketPeer other = connection.webSocket("/other");
            for (int i = 0; i < 200; i++) {
                assertThat(other.send("x".repeat(1000)).read().text()).hasSize(1000);
            }
            assertThat(pouring).isNotDone();
            stalled.reset();
            pouring.join();
            over.complete(null);
        }
    }

    @Test
    void a_tls_backend_offers_what_it_is_told_to_offer() throws Exception {
        SelfSigned certificate = SelfSigned.of("gangway.test");
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo(), certificate.serverContext())
                        .http2(true);
                Http2Streams connection = Http2Streams.on(Http2Peer.connectTls(backend.port(), "gangway.test"))) {
            assertThat(connection.webSocket("/").send("over TLS").read().text()).isEqualTo("over TLS");
            backend.protocols("http/1.1");
            assertThatThrownBy(() -> Http2Peer.connectTls(backend.port(), "gangway.test"))
                    .hasMessageContaining("http/1.1");
        }
    }

    @Test
    void a_behaviour_sends_and_sees_any_frame() throws Exception {
        ScriptedHttp2Upstream.Behaviour behaviour = connection -> {
            connection.settings(Http2Peer.MAX_CONCURRENT_STREAMS, 0);
            Http2Peer.Frame request = connection.next(Http2Peer.HEADERS);
            assertThat(request.fields()).contains(":method: CONNECT", ":protocol: websocket", "x-a: 1");
            connection.headers(request.stream(), false, ":status: 200");
            assertThat(connection.nextOf(request.stream(), Http2Peer.DATA).text())
                    .isEqualTo("ping");
            connection.data(request.stream(), "pong", false);
            connection.reset(request.stream(), Http2Peer.REFUSED_STREAM);
            connection.goAway(request.stream(), 11);
        };
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(behaviour);
                Http2Peer client = Http2Peer.connect(backend.port())) {
            int stream = client.webSocket("/", "x-a: 1");
            client.data(stream, "ping", false);
            assertThat(client.next(Http2Peer.SETTINGS).settings()).containsEntry(Http2Peer.MAX_CONCURRENT_STREAMS, 0);
            Http2Peer.Response response = client.response(stream);
            assertThat(response.head()).isEqualTo(List.of(":status: 200"));
            assertThat(response.body()).isEqualTo("pong");
            assertThat(response.reset()).isEqualTo(Http2Peer.REFUSED_STREAM);
            assertThat(client.next(Http2Peer.GOAWAY).number(4)).isEqualTo(11);
            assertThat(client.next()).isNull();
            assertThat(backend.acceptedConnections()).isEqualTo(1);
            await().until(() -> backend.openConnections() == 0);
            assertThat(backend.failures()).isEmpty();
        }
    }

    @Test
    void a_test_can_hold_the_end_of_the_backend_itself() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start();
                Http2Peer client = Http2Peer.connect(backend.port())) {
            int stream = client.get("/x");
            Http2Peer server = backend.next();
            assertThat(server.nextOf(stream).field(":path")).isEqualTo("/x");
            server.headers(stream, true, ":status: 204");
            assertThat(client.response(stream).status()).isEqualTo(204);
        }
    }
}
