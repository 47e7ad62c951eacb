package io.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handler within a Jetty server that speaks HTTP/2: Jetty has the connection, Gangway each stream. */
class GangwayHandlerHttp2Test {
    private static final String CONFIG = """
            error_log %{dir}/error.log info;
            events {}
            http {
                log_format f '$request|$status|$body_bytes_sent|$http2|$server_protocol|$request_completion';
                access_log %{dir}/access.log f;
                server_tokens off;
                server {
                    listen 127.0.0.1:1;
                    root html;
                    location /uri { return 200 "$request_uri $server_protocol $http_x $scheme"; }
                    location /none { return 444; }
                    location /trailers { add_trailer X-End last; }
                    location /echo { proxy_pass http://%{backend}; proxy_pass_trailers on; early_hints 1; }
                    location /chat {
                        proxy_pass http://%{backend};
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection upgrade;
                    }
                }
            }
            """;

    private static final String[] CHAT = Http2Peer.request("CONNECT", "/chat", ":protocol: websocket");

    private static final String LARGE = "0123456789".repeat(100_000);

    private Site site;
    private ScriptedUpstream backend;
    private Server jetty;
    private ServerConnector connector;

    @BeforeEach
    void open() throws Exception {
        backend = ScriptedUpstream.start(WebSocketPeer.echo());
        site = Site.create()
                .backend(backend)
                .file("html/a.txt", "a file")
                .file("html/trailers/b.txt", "b file")
                .file("html/large", LARGE)
                .config(CONFIG);
        jetty = new Server();
        HttpConfiguration http = new HttpConfiguration();
        connector =
                new ServerConnector(jetty, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(new ContextHandler(new GangwayHandler(site.conf().toString()), "/"));
        jetty.start();
    }

    @AfterEach
    void close() throws Exception {
        jetty.stop();
        backend.close();
        site.close();
    }

    private Http2Peer connect() throws IOException {
        return Http2Peer.connect(connector.getLocalPort());
    }

    private String log(String name) throws IOException {
        return Files.readString(site.dir().resolve(name));
    }

    private void awaitLine(String name, String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(log(name)).contains(text));
    }

    @Test
    void requests_of_one_connection_are_served() throws Exception {
        try (Http2Peer client = connect()) {
            int first = client.get("/a.txt");
            int second = client.get("/uri?1", "x: a");

            Http2Peer.Response file = client.response(first);
            assertThat(file.status()).isEqualTo(200);
            assertThat(file.field("server")).isEqualTo("gangway");
            assertThat(file.field("content-length")).isEqualTo("6");
            assertThat(file.body()).isEqualTo("a file");
            assertThat(client.response(second).body()).isEqualTo("/uri?1 HTTP/2.0 a http");
            awaitLine("access.log", "GET /uri?1 HTTP/2.0|200|22|h2c|HTTP/2.0|OK");
        }
    }

    // ---- WebSocket over HTTP/2 (RFC 8441)

    @Test
    void a_websocket_is_a_stream() throws Exception {
        try (Http2Streams client = Http2Streams.on(connect())) {
            assertThat(client.settings()).containsEntry(Http2Peer.ENABLE_CONNECT_PROTOCOL, 1);
            try (WebSocketPeer peer = client.webSocket("/chat")) {
                peer.send(Frame.text("hello"));
                assertThat(peer.read().text()).isEqualTo("hello");
                peer.send(Frame.of(Frame.BINARY, new byte[1_000_000]));
                assertThat(peer.read().payload()).hasSize(1_000_000);

                peer.send(Frame.close(4001, "bye"));
                assertThat(peer.read().closeCode()).isEqualTo(4001);
            }
        }
        awaitLine("access.log", "CONNECT /chat HTTP/2.0|101|");
        assertThat(backend.lastRequest().line()).isEqualTo("GET /chat HTTP/1.1");
        assertThat(backend.lastRequest().field("Upgrade")).isEqualTo("websocket");
    }

    @Test
    void the_response_is_200_without_fields_of_an_upgrade() throws Exception {
        try (Http2Peer client = connect()) {
            client.open(false, CHAT);
            Http2Peer.Frame head = client.next(Http2Peer.HEADERS);

            assertThat(head.endsStream()).isFalse();
            assertThat(head.fields())
                    .contains(":status: 200", "server: gangway")
                    .noneMatch(field -> field.startsWith("upgrade:")
                            || field.startsWith("connection:")
                            || field.startsWith("content-length:")
                            || field.startsWith("sec-websocket-accept:"));
        }
    }

    @Test
    void tunnels_and_requests_share_a_connection() throws Exception {
        try (Http2Streams client = Http2Streams.on(connect());
                WebSocketPeer one = client.webSocket("/chat");
                WebSocketPeer two = client.webSocket("/chat")) {
            one.send("1");
            two.send("2");
            assertThat(two.read().text()).isEqualTo("2");
            assertThat(one.read().text()).isEqualTo("1");
            assertThat(client.connection()
                            .send(RawHttp.request("GET", "/a.txt"))
                            .read()
                            .body())
                    .isEqualTo("a file");
        }
    }

    @Test
    void requests_and_tunnels_may_be_streams_on_both_sides() throws Exception {
        try (ScriptedUpstream http2 = ScriptedUpstream.start(
                                Script.onUpgrade(WebSocketPeer.echo(), Script.body("over HTTP/2")))
                        .http2(true);
                Http2Streams client = Http2Streams.on(connect())) {
            site.backend("http2", http2).config(CONFIG.replace("proxy_pass http://%{backend};", """
                    proxy_pass http://%{backend:http2};
                    proxy_http_version 2;
                    """));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(client.connection()
                                    .send(RawHttp.request("GET", "/echo"))
                                    .read()
                                    .body())
                            .isEqualTo("over HTTP/2"));
            try (WebSocketPeer peer = client.webSocket("/chat")) {
                assertThat(peer.send("hello").read().text()).isEqualTo("hello");
            }
            assertThat(http2.http2Connections()).isNotEmpty();
        }
    }

    @Test
    void a_call_of_grpc_passes() throws Exception {
        String reply = "\0\0\0\0\2ok";
        try (ScriptedHttp2Upstream calls = ScriptedHttp2Upstream.start(ScriptedHttp2Upstream.call(reply));
                Http2Peer client = connect()) {
            site.backend("calls", calls.address())
                    .config(CONFIG.replace(
                            "location /none", "location /calls { grpc_pass %{backend:calls}; } location /none"));
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                int stream = client.post("/calls/Say", "content-type: application/grpc", "te: trailers");
                client.data(stream, "\0\0\0\0\2hi", true);
                Http2Peer.Response response = client.response(stream);
                assertThat(response.body()).isEqualTo(reply);
                assertThat(response.trailers()).containsExactly("grpc-status: 0");
            });
        }
    }

    @Test
    void a_client_that_resets_its_stream_ends_the_tunnel() throws Exception {
        try (Http2Streams client = Http2Streams.on(connect())) {
            WebSocketPeer peer = client.webSocket("/chat");
            peer.send("hello");
            assertThat(peer.read().text()).isEqualTo("hello");
            client.peer().reset(1, 8);

            awaitLine("access.log", "CONNECT /chat HTTP/2.0|101|");
            await().atMost(Duration.ofSeconds(20)).until(() -> backend.openConnections() == 0);
        }
    }

    @Test
    void a_backend_that_closes_ends_the_stream() throws Exception {
        backend.respond(WebSocketPeer.upgrade(peer -> peer.send(Frame.close(1001, ""))));
        try (Http2Streams client = Http2Streams.on(connect());
                WebSocketPeer peer = client.webSocket("/chat")) {
            assertThat(peer.read().closeCode()).isEqualTo(1001);
            peer.send(Frame.close(1001, ""));

            assertThat(peer.readRemaining()).isEmpty();
        }
    }

    @Test
    void a_backend_that_breaks_off_within_a_frame_resets_the_stream() throws Exception {
        byte[] frame = WebSocketPeer.encode(Frame.of(Frame.BINARY, new byte[100]), false);
        backend.respond((request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            connection.send(Arrays.copyOf(frame, 10));
            connection.reset();
        });
        try (Http2Peer client = connect()) {
            Http2Peer.Response response = client.response(client.open(false, CHAT));

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.reset()).isPositive();
            assertThat(client.response(client.get("/a.txt")).body()).isEqualTo("a file");
        }
        awaitLine("access.log", "CONNECT /chat HTTP/2.0|101|");
    }

    @Test
    void a_refusal_of_the_backend_is_passed_on() throws Exception {
        backend.respond(Script.response(403, "not you", "X-Why: no"));
        try (Http2Peer client = connect()) {
            int stream = client.open(false, CHAT);
            Http2Peer.Response response = client.response(stream);

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.field("x-why")).isEqualTo("no");
            assertThat(response.body()).isEqualTo("not you");
            assertThat(client.response(client.get("/a.txt")).body()).isEqualTo("a file");
        }
    }

    @Test
    void a_location_without_upgrade_refuses_a_websocket() throws Exception {
        try (Http2Peer client = connect()) {
            int stream = client.open(false, Http2Peer.request("CONNECT", "/echo", ":protocol: websocket"));

            assertThat(client.response(stream).status()).isEqualTo(405);
        }
    }

    @Test
    void another_protocol_is_refused() throws Exception {
        try (Http2Peer client = connect()) {
            int stream = client.open(false, Http2Peer.request("CONNECT", "/chat", ":protocol: other"));

            assertThat(client.response(stream).status()).isEqualTo(501);
        }
        awaitLine("error.log", "client sent CONNECT request with unknown protocol \"other\"");
    }

    @Test
    void a_jetty_may_have_no_extended_connect() throws Exception {
        jetty.stop();
        connector.getConnectionFactory(HTTP2CServerConnectionFactory.class).setConnectProtocolEnabled(false);
        jetty.start();
        try (Http2Streams client = Http2Streams.on(connect())) {
            assertThat(client.settings().getOrDefault(Http2Peer.ENABLE_CONNECT_PROTOCOL, 0))
                    .isZero();
        }
    }

    // ---- requests

    @Test
    void a_large_file_arrives_whole_as_the_client_opens_its_window() throws Exception {
        try (Http2Peer client = connect()) {
            client.windowUpdate(0, 2_000_000);
            int stream = client.get("/large");
            client.windowUpdate(stream, 500_000);
            client.windowUpdate(stream, 500_000);

            assertThat(client.response(stream).body()).isEqualTo(LARGE);
        }
    }

    @Test
    void a_body_is_passed_on() throws Exception {
        backend.respond((request, connection) -> Script.body(request.body()).run(request, connection));
        try (Http2Peer client = connect()) {
            int stream = client.post("/echo");
            client.data(stream, "01234", false).data(stream, "56789", true);

            assertThat(client.response(stream).body()).isEqualTo("0123456789");
        }
    }

    @Test
    void a_large_body_is_passed_on() throws Exception {
        backend.respond((request, connection) ->
                Script.body(request.body().length() + " bytes").run(request, connection));
        try (Http2Peer client = connect()) {
            int stream = client.post("/echo");
            for (int i = 0; i < 6; i++) {
                client.data(stream, "0123456789".repeat(1_000), i == 5);
            }

            assertThat(client.response(stream).body()).isEqualTo("60000 bytes");
        }
    }

    @Test
    void trailers_are_sent() throws Exception {
        try (Http2Peer client = connect()) {
            Http2Peer.Response response = client.response(client.get("/trailers/b.txt"));

            assertThat(response.body()).isEqualTo("b file");
            assertThat(response.trailers()).contains("x-end: last");
        }
    }

    @Test
    void early_hints_of_a_backend_are_passed_on() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage"));
        try (Http2Peer client = connect()) {
            Http2Peer.Response response = client.response(client.get("/echo"));

            assertThat(response.interim()).hasSize(1);
            assertThat(response.interim().get(0)).contains(":status: 103", "link: </a.css>");
            assertThat(response.body()).isEqualTo("page");
        }
    }

    @Test
    void a_refused_head_is_answered_as_by_nginx() throws Exception {
        try (Http2Peer client = connect()) {
            int stream = client.open(true, Http2Peer.request("get", "/a.txt"));

            assertThat(client.response(stream).status()).isEqualTo(400);
        }
        awaitLine("error.log", "client sent invalid method: \"get\"");
    }

    @Test
    void a_response_that_is_dropped_resets_its_stream_only() throws Exception {
        try (Http2Peer client = connect()) {
            int dropped = client.get("/none");

            assertThat(client.response(dropped).reset()).isPositive();
            assertThat(client.response(client.get("/a.txt")).body()).isEqualTo("a file");
        }
    }

    @Test
    void a_stream_that_the_client_resets_ends_its_request_to_the_backend() throws Exception {
        backend.respond(Script.noResponse());
        try (Http2Peer client = connect()) {
            int stream = client.get("/echo");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !backend.requests().isEmpty());
            client.reset(stream, 8);

            awaitLine("access.log", "GET /echo HTTP/2.0|499|");
            assertThat(client.response(client.get("/a.txt")).body()).isEqualTo("a file");
        }
    }

    @Test
    void a_backend_that_breaks_off_resets_the_stream() throws Exception {
        backend.respond(Script.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"));
        try (Http2Peer client = connect()) {
            Http2Peer.Response response = client.response(client.get("/echo"));

            assertThat(response.body()).isEqualTo("only this");
            assertThat(response.reset()).isPositive();
        }
    }
}
