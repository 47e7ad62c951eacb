package io.gangway.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets that are opened on streams of HTTP/2 (RFC 8441): the handshake. */
class ExtendedConnectTest {
    private static final String CHAT = """
            location / {
                proxy_pass http://%{backend};
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $http_connection;
            }
            location = /static { alias %{dir}/html/small; }
            location = /return { return 200 ok; }
            location = /moved { return 302 /elsewhere; }
            location = /plain { proxy_pass http://%{backend}; }
            location = /off { accept_extended_connect off; proxy_pass http://%{backend}; }
            """;

    @Test
    void the_setting_is_advertised() throws IOException {
        try (Http2Site site = Http2Site.of("");
                Http2Peer peer = site.connect()) {
            assertThat(peer.next(Http2Peer.SETTINGS).settings()).containsEntry(Http2Peer.ENABLE_CONNECT_PROTOCOL, 1);
        }
    }

    @Test
    void the_setting_is_not_advertised_when_it_is_off() throws IOException {
        try (Http2Site site = Http2Site.of("http2_extended_connect off;");
                Http2Peer peer = site.connect()) {
            assertThat(peer.next(Http2Peer.SETTINGS).settings()).doesNotContainKey(Http2Peer.ENABLE_CONNECT_PROTOCOL);
        }
    }

    @Test
    void a_stream_becomes_a_websocket() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo("Sec-WebSocket-Protocol: chat"));
                Http2Site site = Http2Site.of(backend, CHAT);
                Http2Peer peer = site.connect()) {
            int stream = peer.webSocket("/chat", "sec-websocket-protocol: chat");

            Http2Peer.Frame head = peer.nextOf(stream, Http2Peer.HEADERS);
            assertThat(head.endsStream()).isFalse();
            assertThat(head.fields()).contains(":status: 200", "sec-websocket-protocol: chat");
            assertThat(head.field("upgrade")).isNull();
            assertThat(head.field("connection")).isNull();
            assertThat(head.field("sec-websocket-accept")).isNull();
            assertThat(head.field("content-length")).isNull();

            peer.data(stream, WebSocketPeer.encode(Frame.text("hello"), true), false);
            assertThat(peer.nextOf(stream, Http2Peer.DATA).payload())
                    .isEqualTo(WebSocketPeer.encode(Frame.text("hello"), false));
        }
    }

    @Test
    void the_backend_sees_an_upgrade() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Http2Site site = Http2Site.of(backend, CHAT);
                Http2Peer peer = site.connect()) {
            int stream = peer.open(
                    false,
                    ":method: CONNECT",
                    ":protocol: websocket",
                    ":scheme: https",
                    ":path: /chat?room=1",
                    ":authority: localhost",
                    "sec-websocket-version: 8",
                    "sec-websocket-key: no key",
                    "upgrade: h2c",
                    "connection: keep-alive",
                    "content-length: 0",
                    "origin: https://localhost",
                    "cookie: a=1",
                    "cookie: b=2");
            peer.nextOf(stream, Http2Peer.HEADERS);

            RecordedRequest request = backend.lastRequest();
            assertThat(request.line()).isEqualTo("GET /chat?room=1 HTTP/1.1");
            assertThat(request.fields().all("Upgrade")).containsExactly("websocket");
            assertThat(request.fields().all("Connection")).containsExactly("upgrade");
            assertThat(request.fields().all("Sec-WebSocket-Version")).containsExactly("8");
            assertThat(request.fields().all("Sec-WebSocket-Key"))
                    .hasSize(1)
                    .allSatisfy(
                            key -> assertThat(Base64.getDecoder().decode(key)).hasSize(16));
            assertThat(request.fields().all("Content-Length")).isEmpty();
            assertThat(request.fields().all("Transfer-Encoding")).isEmpty();
            assertThat(request.field("Origin")).isEqualTo("https://localhost");
            assertThat(request.field("Cookie")).isEqualTo("a=1; b=2");
        }
    }

    // https://github.com/haproxy/haproxy/issues/2244
    @Test
    void firefox_needs_no_version() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Http2Site site = Http2Site.of(backend, CHAT);
                Http2Peer peer = site.connect()) {
            peer.nextOf(connect(peer, "/chat"), Http2Peer.HEADERS);

            assertThat(backend.lastRequest().fields().all("Sec-WebSocket-Version"))
                    .containsExactly("13");
        }
    }

    @Test
    void a_key_of_the_client_is_passed_on_and_answered() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Http2Site site = Http2Site.of(backend, CHAT);
                Http2Peer peer = site.connect()) {
            int stream = peer.webSocket("/chat", "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==");

            assertThat(peer.nextOf(stream, Http2Peer.HEADERS).field("sec-websocket-accept"))
                    .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(backend.lastRequest().fields().all("Sec-WebSocket-Key"))
                    .containsExactly("dGhlIHNhbXBsZSBub25jZQ==");
        }
    }

    // https://github.com/envoyproxy/envoy/issues/8547
    @Test
    void each_handshake_has_a_key_of_its_own() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Http2Site site = Http2Site.of(backend, CHAT);
                Http2Peer peer = site.connect()) {
            peer.nextOf(connect(peer, "/1"), Http2Peer.HEADERS);
            peer.nextOf(connect(peer, "/2"), Http2Peer.HEADERS);

            assertThat(backend.requests().stream().map(request -> request.field("Sec-WebSocket-Key")))
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", ""})
    void a_wrong_accept_is_refused(String accept) throws IOException {
        Script script = Script.raw(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n" + accept + "\r\n");
        try (ScriptedUpstream backend = ScriptedUpstream.start(script);
                Http2Site site = Http2Site.of(backend, CHAT);
                Http2Peer peer = site.connect()) {
            assertThat(peer.response(connect(peer, "/chat")).status()).isEqualTo(502);
            assertThat(site.errors())
                    .contains("upstream sent invalid \"Sec-WebSocket-Accept\" while reading response header from"
                            + " upstream");
        }
    }

    @Test
    void variables_and_logs_are_those_of_an_upgrade() throws IOException {
        String directives = CHAT + """
                add_header X-Seen "$request_method $http_upgrade $http_connection $is_args$http2" always;
                """;
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Http2Site site = Http2Site.of(backend, directives);
                Http2Peer peer = site.connect()) {
            int stream = connect(peer, "/chat");
            assertThat(peer.nextOf(stream, Http2Peer.HEADERS).fields()).doesNotContain("x-seen: ");
            int refused = connect(peer, "/moved");
            assertThat(peer.response(refused).field("x-seen")).isEqualTo("GET websocket upgrade h2c");

            peer.data(stream, WebSocketPeer.encode(Frame.close(1000, ""), true), true);
            await().untilAsserted(() -> assertThat(site.accesses())
                    .contains("CONNECT /moved HTTP/2.0|302|")
                    .contains("CONNECT /chat HTTP/2.0|101|4|"));
        }
    }

    // https://github.com/haproxy/haproxy/issues/3355
    @Test
    void a_client_need_not_advertise_the_setting() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Http2Site site = Http2Site.of(backend, CHAT);
                Http2Peer peer = site.connect().setting(Http2Peer.ENABLE_CONNECT_PROTOCOL, 0)) {
            assertThat(peer.nextOf(connect(peer, "/chat"), Http2Peer.HEADERS).fields())
                    .contains(":status: 200");
        }
    }

    // ---- what is refused

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | client sent \":protocol\" header with method GET         | :method: GET; :protocol: websocket;"
                        + " :scheme: http; :path: /",
                "400 | client sent no :scheme header                            | :method: CONNECT; :protocol: websocket;"
                        + " :path: /",
                "400 | client sent no :path header                              | :method: CONNECT; :protocol: websocket;"
                        + " :scheme: http",
                "400 | client sent no :scheme header                            | :method: CONNECT",
                "405 | client sent CONNECT method                               | :method: CONNECT; :scheme: http;"
                        + " :path: /",
                "501 | client sent CONNECT request with unknown protocol \"h2c\" | :method: CONNECT; :protocol: h2c;"
                        + " :scheme: http; :path: /",
                "400 | client sent duplicate :protocol header                   | :method: CONNECT; :protocol: websocket;"
                        + " :protocol: websocket; :scheme: http; :path: /",
                "400 | client sent CONNECT request with body                    | :method: CONNECT; :protocol: websocket;"
                        + " :scheme: http; :path: /; content-length: 1",
            })
    void a_malformed_request_is_refused(int status, String message, String fields) throws IOException {
        try (Http2Site site = Http2Site.of(CHAT.replace("%{backend}", "127.0.0.1:1"));
                Http2Peer peer = site.connect()) {
            int stream = peer.open(false, (":authority: localhost; " + fields).split("; "));

            assertThat(peer.response(stream).status()).isEqualTo(status);
            assertThat(site.errors()).contains(message + " while reading client request headers");
        }
    }

    @Test
    void nothing_is_known_of_it_when_it_is_off() throws IOException {
        try (Http2Site site = Http2Site.of("http2_extended_connect off;");
                Http2Peer peer = site.connect()) {
            assertThat(peer.response(connect(peer, "/")).status()).isEqualTo(400);
            assertThat(site.errors()).contains("client sent unknown pseudo-header \":protocol\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/static", "/return", "/off", "/plain"})
    void a_location_without_tunnels_refuses(String path) throws IOException {
        try (Http2Site site = Http2Site.of(CHAT.replace("%{backend}", "127.0.0.1:1"));
                Http2Peer peer = site.connect()) {
            Http2Peer.Response response = peer.response(connect(peer, path));

            assertThat(response.status()).isEqualTo(405);
            assertThat(response.reset()).isEqualTo(-1);
            assertThat(site.errors()).doesNotContain("[error]");
        }
    }

    @Test
    void a_success_that_is_no_upgrade_is_refused() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.body("not a tunnel"));
                Http2Site site = Http2Site.of(backend, CHAT);
                Http2Peer peer = site.connect()) {
            assertThat(peer.response(connect(peer, "/chat")).status()).isEqualTo(502);
            assertThat(site.errors()).contains("upstream sent status 200 instead of an upgrade");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 302, 503})
    void a_refusal_of_the_backend_passes(int status) throws IOException {
        Script refusal = Script.response(status, "because", "X-Why: said so", "WWW-Authenticate: Basic");
        try (ScriptedUpstream backend = ScriptedUpstream.start(refusal);
                Http2Site site = Http2Site.of(backend, CHAT);
                Http2Peer peer = site.connect()) {
            Http2Peer.Response response = peer.response(connect(peer, "/chat"));

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.field("x-why")).isEqualTo("said so");
            assertThat(response.field("www-authenticate")).isEqualTo("Basic");
            assertThat(response.body()).isEqualTo("because");
            assertThat(peer.next(Http2Peer.RST_STREAM).number(0)).isEqualTo(Http2Peer.NO_ERROR);
        }
    }

    @Test
    void a_limit_for_bodies_does_not_apply() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Http2Site site = Http2Site.of(backend, "client_max_body_size 1; " + CHAT);
                Http2Peer peer = site.connect()) {
            int stream = connect(peer, "/chat");
            peer.nextOf(stream, Http2Peer.HEADERS);
            byte[] message = WebSocketPeer.encode(Frame.text("more than one byte"), true);
            peer.data(stream, message, false);

            assertThat(peer.nextOf(stream, Http2Peer.DATA).text()).endsWith("more than one byte");
        }
    }

    @Test
    void an_error_page_does_not_look_like_a_tunnel() throws IOException {
        String pages = "recursive_error_pages on; error_page 405 502 =200 /return;";
        try (Http2Site site = Http2Site.of(pages + CHAT.replace("%{backend}", "127.0.0.1:1"));
                Http2Peer peer = site.connect()) {
            assertThat(peer.response(connect(peer, "/return")).status()).isBetween(400, 599);
            assertThat(peer.response(connect(peer, "/chat")).status()).isBetween(400, 599);
            assertThat(site.errors()).doesNotContain("[alert]").doesNotContain("\tat ");
        }
    }

    @Test
    void a_client_that_leaves_during_the_handshake_gets_no_tunnel() throws IOException {
        CompletableFuture<Void> left = new CompletableFuture<>();
        try (ScriptedUpstream backend = ScriptedUpstream.start(
                        WebSocketPeer.upgrade(peer -> assertThat(peer.read()).isNull())
                                .after(left));
                Http2Site site = Http2Site.of(backend, "proxy_ignore_client_abort on; " + CHAT)) {
            try (Http2Peer peer = site.connect()) {
                connect(peer, "/chat");
                await().until(() -> !backend.requests().isEmpty());
                peer.socket().shutdownOutput();
                await().until(() -> site.errors().contains("client prematurely closed connection"));
                left.complete(null);

                await().until(() -> backend.openConnections() == 0);
            }
        }
    }

    // ---- bytes around the handshake

    @Test
    void bytes_that_follow_the_head_are_delivered() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Http2Site site = Http2Site.of(backend, CHAT);
                Http2Peer peer = site.connect()) {
            peer.next(Http2Peer.SETTINGS);
            int stream = peer.nextStream();
            byte[] head = Http2Peer.headerBlock(Http2Peer.webSocketRequest("/chat"));
            byte[] hello = WebSocketPeer.encode(Frame.text("early"), true);
            byte[] first = Http2Peer.frameBytes(Http2Peer.HEADERS, Http2Peer.END_HEADERS, stream, head);
            byte[] second = Http2Peer.frameBytes(Http2Peer.DATA, 0, stream, hello);
            peer.send((new String(first, StandardCharsets.ISO_8859_1) + new String(second, StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1));

            assertThat(peer.nextOf(stream, Http2Peer.DATA).text()).endsWith("early");
        }
    }

    @Test
    void bytes_before_a_refusal_are_freed() throws IOException {
        try (Http2Site site = Http2Site.of(CHAT.replace("%{backend}", "127.0.0.1:1"));
                Http2Peer peer = site.connect()) {
            int stream = connect(peer, "/moved");
            peer.data(stream, "x".repeat(1000), false);

            assertThat(peer.response(stream).status()).isEqualTo(302);
            await().until(() -> site.server().buffersInUse() == 0);
        }
    }

    @Test
    void the_first_bytes_of_the_backend_follow_the_head() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echoAfter(Frame.text("welcome")));
                Http2Site site = Http2Site.of(backend, CHAT);
                Http2Peer peer = site.connect()) {
            int stream = connect(peer, "/chat");

            List<Integer> types = List.of(
                    peer.nextOf(stream, Http2Peer.HEADERS).type(),
                    peer.nextOf(stream, Http2Peer.DATA).type());
            assertThat(types).containsExactly(Http2Peer.HEADERS, Http2Peer.DATA);
        }
    }

    private static int connect(Http2Peer peer, String path) throws IOException {
        return peer.open(
                false,
                ":method: CONNECT",
                ":protocol: websocket",
                ":scheme: http",
                ":path: " + path,
                ":authority: localhost");
    }
}
