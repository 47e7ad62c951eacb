package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets to backends of HTTP/2 are extended CONNECTs (RFC 8441), frame by frame. */
@Timeout(60)
class WebSocketHttp2Test {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String UPGRADE =
            "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;";
    private static final String REQUEST = WebSocketPeer.upgradeRequest("/chat");

    private Site site;
    private GangwayServer server;
    private AutoCloseable backend;

    @AfterEach
    void close() throws Exception {
        server.close();
        if (backend != null) {
            backend.close();
        }
        site.close();
    }

    private void serve(String address, String http, String... directives) throws IOException {
        site = Site.create().backend("main", address);
        site.config("upstream main { server %{backend}; } " + http
                + " error_log %{dir}/error.log info; server { listen 127.0.0.1:%{port}; http2 on; "
                + String.join("\n", directives) + " location / { proxy_pass http://main; " + UPGRADE + " } }");
        server = GangwayServer.start(site);
    }

    private ScriptedHttp2Upstream frames(String... directives) throws IOException {
        ScriptedHttp2Upstream frames = ScriptedHttp2Upstream.start();
        backend = frames;
        serve(frames.address(), "", directives);
        return frames;
    }

    private ScriptedUpstream scripted(ScriptedUpstream scripted, String... directives) throws IOException {
        backend = scripted;
        serve(scripted.address(), "", directives);
        return scripted;
    }

    private String log() throws IOException {
        return Files.readString(site.dir().resolve("error.log"));
    }

    private RawConnection client() throws IOException {
        return RawHttp.connect(site.port());
    }

    /** A backend's end that has sent its settings. */
    private static Http2Peer next(ScriptedHttp2Upstream frames) throws Exception {
        return frames.next().settings(Http2Peer.ENABLE_CONNECT_PROTOCOL, 1).acknowledgeSettings();
    }

    @Test
    void an_upgrade_becomes_an_extended_connect() throws Exception {
        ScriptedHttp2Upstream frames = frames("proxy_http_version 2;");
        try (RawConnection client = client()) {
            client.send(WebSocketPeer.upgradeRequest(
                    "/chat?a=b",
                    "Origin: https://a",
                    "Cookie: c=d",
                    "Cookie: e=f",
                    "Authorization: Basic x",
                    "Sec-WebSocket-Protocol: one, two",
                    "Sec-WebSocket-Extensions: permessage-deflate",
                    "TE: gzip",
                    "Keep-Alive: 1",
                    "Proxy-Connection: x"));
            Http2Peer peer = next(frames);
            Http2Peer.Frame head = peer.next(Http2Peer.HEADERS);

            assertThat(head.endsStream()).isFalse();
            assertThat(head.fields())
                    .startsWith(":method: CONNECT")
                    .contains(
                            ":protocol: websocket",
                            ":scheme: http",
                            ":path: /chat?a=b",
                            ":authority: main",
                            "origin: https://a",
                            "authorization: Basic x",
                            "sec-websocket-version: 13",
                            "sec-websocket-protocol: one, two",
                            "sec-websocket-extensions: permessage-deflate")
                    .noneMatch(line -> line.matches(
                            "(?i)(host|connection|upgrade|sec-websocket-key|sec-websocket-accept|te|keep-alive"
                                    + "|proxy-connection|transfer-encoding|content-length): .*"));
            assertThat(String.join("\n", head.fields())).contains("c=d").contains("e=f");
            List<String> names = head.fields().stream()
                    .map(line -> line.substring(0, line.indexOf(": ", 1)))
                    .toList();
            assertThat(names.subList(0, 5))
                    .containsExactlyInAnyOrder(":method", ":protocol", ":scheme", ":path", ":authority");

            peer.headers(head.stream(), false, ":status: 200", "sec-websocket-protocol: two", "x-a: b");
            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.field("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(response.fields().all("Upgrade")).containsExactly("websocket");
            assertThat(response.fields().all("Connection")).hasSize(1);
            assertThat(response.field("Sec-WebSocket-Protocol")).isEqualTo("two");
            assertThat(response.field("X-A")).isEqualTo("b");

            client.send("up");
            assertThat(peer.nextOf(head.stream(), Http2Peer.DATA).text()).isEqualTo("up");
            peer.data(head.stream(), "down", true);
            assertThat(client.readUntilEnd()).isEqualTo("down");
        }
    }

    @Test
    void a_client_of_http_2_gets_a_200() throws Exception {
        ScriptedHttp2Upstream frames = frames("proxy_http_version 2;");
        try (Http2Peer client = Http2Peer.connect(site.port())) {
            int stream = client.webSocket("/chat", "sec-websocket-protocol: one", "origin: https://a");
            Http2Peer peer = next(frames);
            Http2Peer.Frame head = peer.next(Http2Peer.HEADERS);
            assertThat(head.fields())
                    .contains(
                            ":method: CONNECT",
                            ":protocol: websocket",
                            "sec-websocket-version: 13",
                            "sec-websocket-protocol: one",
                            "origin: https://a")
                    .noneMatch(line -> line.startsWith("sec-websocket-key") || line.startsWith("upgrade"));
            peer.headers(head.stream(), false, ":status: 200", "sec-websocket-protocol: one");

            Http2Peer.Frame response = client.nextOf(stream, Http2Peer.HEADERS);
            assertThat(response.fields())
                    .contains(":status: 200", "sec-websocket-protocol: one")
                    .noneMatch(line -> line.matches("(?i)(upgrade|connection|sec-websocket-accept): .*"));
            client.data(stream, "up", false);
            assertThat(peer.nextOf(head.stream(), Http2Peer.DATA).text()).isEqualTo("up");
            peer.data(head.stream(), "down", false);
            assertThat(client.nextOf(stream, Http2Peer.DATA).text()).isEqualTo("down");
            client.reset(stream, Http2Peer.CANCEL);
            assertThat(peer.next(Http2Peer.Frame::endsStream).stream()).isEqualTo(head.stream());
        }
    }

    @Test
    void nothing_is_sent_before_the_settings_of_the_backend() throws Exception {
        ScriptedHttp2Upstream frames = frames("proxy_http_version 2;");
        try (RawConnection client = client()) {
            client.send(REQUEST);
            Http2Peer peer = frames.next();
            assertThat(peer.next().type()).isEqualTo(Http2Peer.SETTINGS);
            peer.ping(7);
            Http2Peer.Frame pong =
                    peer.next(frame -> frame.type() == Http2Peer.PING || frame.type() == Http2Peer.HEADERS);
            assertThat(pong.type()).isEqualTo(Http2Peer.PING);

            peer.settings(Http2Peer.ENABLE_CONNECT_PROTOCOL, 1);
            Http2Peer.Frame head = peer.next(Http2Peer.HEADERS);
            assertThat(head.field(":protocol")).isEqualTo("websocket");
            peer.headers(head.stream(), true, ":status: 403");
            assertThat(client.read().status()).isEqualTo(403);
        }
    }

    @Test
    void a_backend_without_extended_connect_gets_an_upgrade() throws Exception {
        ScriptedUpstream both =
                scripted(ScriptedUpstream.start(WebSocketPeer.echo()).http2(false), "proxy_http_version 2;");
        for (int i = 0; i < 3; i++) {
            try (WebSocketPeer client = WebSocketPeer.connect(client(), "/chat")) {
                assertThat(client.send("hi").read().text()).isEqualTo("hi");
            }
        }
        assertThat(both.requests())
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.head())
                        .contains("Sec-WebSocket-Key: ")
                        .containsIgnoringCase("upgrade: websocket"));
        // It is not asked again for a while.
        assertThat(both.http2Connections()).hasSize(1);
        assertThat(log()).doesNotContain("[error]").doesNotContain("[warn]");
    }

    @Test
    void version_2_insists() throws Exception {
        scripted(ScriptedUpstream.start(WebSocketPeer.echo()).http2(false), "websocket_http_version 2;");
        try (RawConnection client = client()) {
            assertThat(client.send(REQUEST).read().status()).isEqualTo(502);
        }
        assertThat(log())
                .contains("[error]")
                .contains("upstream does not allow WebSockets over HTTP/2 (no SETTINGS_ENABLE_CONNECT_PROTOCOL)");
    }

    @Test
    void version_1_1_stays_although_requests_use_http_2() throws Exception {
        Script script = Script.onUpgrade(WebSocketPeer.echo(), Script.echoRequest());
        ScriptedUpstream both = scripted(
                ScriptedUpstream.start(script).http2(true), "proxy_http_version 2; websocket_http_version 1.1;");
        try (WebSocketPeer client = WebSocketPeer.connect(client(), "/chat")) {
            assertThat(client.send("hi").read().text()).isEqualTo("hi");
            assertThat(both.http2Connections()).isEmpty();
        }
        assertThat(RawHttp.get(site.port(), "/").status()).isEqualTo(200);
        assertThat(both.http2Connections()).hasSize(1);
    }

    @Test
    void version_2_is_used_although_requests_use_http_1_1() throws Exception {
        Script script = Script.onUpgrade(WebSocketPeer.echo(), Script.echoRequest());
        ScriptedUpstream both = scripted(
                ScriptedUpstream.start(script).http2(true), "proxy_http_version 1.1; websocket_http_version 2;");
        try (WebSocketPeer client = WebSocketPeer.connect(client(), "/chat")) {
            assertThat(client.send("hi").read().text()).isEqualTo("hi");
            assertThat(both.http2Connections()).hasSize(1);
        }
        assertThat(RawHttp.get(site.port(), "/").status()).isEqualTo(200);
        assertThat(both.requests()).hasSize(2);
        assertThat(both.lastRequest().head()).contains("Host: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "http/1.1"})
    void alpn_decides_over_tls(String protocol) throws Exception {
        SelfSigned certificate = SelfSigned.of("gangway.test");
        ScriptedUpstream both = ScriptedUpstream.start(WebSocketPeer.echo(), certificate.serverContext())
                .http2(true)
                .protocols(protocol);
        backend = both;
        site = Site.create().backend(both);
        site.config("upstream main { server %{backend}; } server { listen 127.0.0.1:%{port}; proxy_http_version 2;"
                + " location / { proxy_pass https://main; "
                + UPGRADE + " } }");
        server = GangwayServer.start(site);
        for (int i = 0; i < 2; i++) {
            try (WebSocketPeer client = WebSocketPeer.connect(client(), "/chat")) {
                assertThat(client.send("hi").read().text()).isEqualTo("hi");
            }
        }
        assertThat(both.http2Connections()).hasSize(protocol.equals("h2") ? 1 : 0);
        assertThat(both.failures()).isEmpty();
    }

    @Test
    void tunnels_and_requests_share_a_connection() throws Exception {
        Script script = Script.onUpgrade(WebSocketPeer.echo(), Script.body("plain"));
        ScriptedUpstream both = ScriptedUpstream.start(script).http2(true);
        backend = both;
        serve(
                both.address(),
                "upstream u { server " + both.address() + "; } proxy_http_version 2;",
                "location /u { proxy_pass http://u; " + UPGRADE + " }");
        try (WebSocketPeer one = WebSocketPeer.connect(client(), "/u");
                WebSocketPeer two = WebSocketPeer.connect(client(), "/u")) {
            assertThat(RawHttp.get(site.port(), "/u").body()).isEqualTo("plain");
            assertThat(one.send("1").read().text()).isEqualTo("1");
            assertThat(two.send("2").read().text()).isEqualTo("2");
            assertThat(both.http2Connections()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void a_refusal_passes_as_it_is() throws Exception {
        Script script = Script.sequence(
                Script.response(401, "who?", "WWW-Authenticate: Basic"),
                Script.response(302, "", "Location: https://login.example/"),
                Script.response(503, "busy", "Retry-After: 7"));
        scripted(ScriptedUpstream.start(script).http2(true), "proxy_http_version 2;");
        try (RawConnection client = client()) {
            RawResponse unknown = client.send(REQUEST).read();
            assertThat(unknown.status()).isEqualTo(401);
            assertThat(unknown.field("WWW-Authenticate")).isEqualTo("Basic");
            assertThat(unknown.body()).isEqualTo("who?");
            assertThat(client.send(REQUEST).read().field("Location")).isEqualTo("https://login.example/");
            assertThat(client.send(REQUEST).read().field("Retry-After")).isEqualTo("7");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 204, 206})
    void another_success_than_200_is_502(int status) throws Exception {
        ScriptedHttp2Upstream frames = frames("proxy_http_version 2;");
        try (RawConnection client = client()) {
            client.send(REQUEST);
            Http2Peer peer = next(frames);
            int stream = peer.next(Http2Peer.HEADERS).stream();
            peer.headers(stream, false, ":status: " + status);
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(peer.nextOf(stream, Http2Peer.RST_STREAM)).isNotNull();
        }
        assertThat(log()).contains("[error]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sec-WebSocket-Key: short\r\n", "Sec-WebSocket-Key: ????????????????????????\r\n"})
    void the_key_of_a_client_is_checked(String key) throws Exception {
        ScriptedHttp2Upstream frames = frames("proxy_http_version 2;");
        String request = REQUEST.replaceFirst("Sec-WebSocket-Key: .*\r\n", key.replace("\\", "\\\\"));
        try (RawConnection client = client()) {
            assertThat(client.send(request).read().status()).isEqualTo(400);
        }
        assertThat(frames.acceptedConnections()).isZero();
        assertThat(log()).contains("client sent invalid \"Sec-WebSocket-Key\"");
    }

    @Test
    void a_tunnel_below_the_last_stream_of_a_goaway_stays() throws Exception {
        ScriptedHttp2Upstream frames = frames("proxy_http_version 2;");
        try (WebSocketPeer client = openOn(frames, next(frames, REQUEST))) {
            first.goAway(stream, Http2Peer.NO_ERROR);
            CompletableFuture<WebSocketPeer> connecting = connecting();
            Http2Peer second = next(frames);
            int other = second.next(Http2Peer.HEADERS).stream();
            second.headers(other, false, ":status: 200");
            try (WebSocketPeer another = connecting.get(20, TimeUnit.SECONDS)) {
                client.send("still");
                assertThat(first.nextOf(stream, Http2Peer.DATA)).isNotNull();
                first.data(stream, WebSocketPeer.encode(Frame.text("here"), false), false);
                assertThat(client.read().text()).isEqualTo("here");
                another.send("new");
                assertThat(second.nextOf(other, Http2Peer.DATA)).isNotNull();
            }
            assertThat(frames.acceptedConnections()).isEqualTo(2);
        }
    }

    private Http2Peer first;
    private int stream;

    private CompletableFuture<WebSocketPeer> connecting() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return WebSocketPeer.connect(client(), "/chat");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private CompletableFuture<WebSocketPeer> next(ScriptedHttp2Upstream frames, String request) throws Exception {
        CompletableFuture<WebSocketPeer> connecting = connecting();
        first = next(frames);
        stream = first.next(Http2Peer.HEADERS).stream();
        return connecting;
    }

    private WebSocketPeer openOn(ScriptedHttp2Upstream frames, CompletableFuture<WebSocketPeer> connecting)
            throws Exception {
        first.headers(stream, false, ":status: 200");
        return connecting.get(20, TimeUnit.SECONDS);
    }

    @Test
    void an_upgrade_above_the_last_stream_of_a_goaway_is_tried_on_another_connection() throws Exception {
        ScriptedHttp2Upstream frames = frames("proxy_http_version 2;");
        CompletableFuture<WebSocketPeer> connecting = next(frames, REQUEST);
        first.goAway(0, Http2Peer.NO_ERROR);
        Http2Peer second = next(frames);
        int other = second.next(Http2Peer.HEADERS).stream();
        second.headers(other, false, ":status: 200");
        try (WebSocketPeer client = connecting.get(20, TimeUnit.SECONDS)) {
            client.send("hi");
            assertThat(second.nextOf(other, Http2Peer.DATA)).isNotNull();
        }
        assertThat(frames.acceptedConnections()).isEqualTo(2);
    }

    @Test
    void a_refused_stream_is_tried_again() throws Exception {
        ScriptedHttp2Upstream frames = frames("proxy_http_version 2;");
        CompletableFuture<WebSocketPeer> connecting = next(frames, REQUEST);
        first.reset(stream, Http2Peer.REFUSED_STREAM);
        Http2Peer second = frames.acceptedConnections() > 1 ? next(frames) : first;
        Http2Peer.Frame again = second.next(Http2Peer.HEADERS);
        second.headers(again.stream(), false, ":status: 200");
        connecting.get(20, TimeUnit.SECONDS).close();
    }

    @Test
    void the_only_backend_is_asked_once_more_if_it_refuses_a_stream() throws Exception {
        ScriptedHttp2Upstream frames = frames("proxy_http_version 2;");
        try (RawConnection client = client()) {
            client.send(REQUEST);
            first = next(frames);
            first.reset(first.next(Http2Peer.HEADERS).stream(), Http2Peer.REFUSED_STREAM);
            first.reset(first.next(Http2Peer.HEADERS).stream(), Http2Peer.REFUSED_STREAM);

            assertThat(client.read().status()).isEqualTo(502);
        }
    }

    @Test
    void a_refused_stream_is_not_tried_again_without_another_try() throws Exception {
        ScriptedHttp2Upstream frames = frames("proxy_http_version 2; proxy_next_upstream_tries 1;");
        try (RawConnection client = client()) {
            client.send(REQUEST);
            first = next(frames);
            first.reset(first.next(Http2Peer.HEADERS).stream(), Http2Peer.REFUSED_STREAM);

            assertThat(client.read().status()).isEqualTo(502);
        }
    }

    @Test
    void a_reset_before_the_head_is_502_and_one_within_the_tunnel_ends_it() throws Exception {
        ScriptedHttp2Upstream frames = frames("proxy_http_version 2;");
        try (RawConnection client = client()) {
            client.send(REQUEST);
            first = next(frames);
            first.reset(first.next(Http2Peer.HEADERS).stream(), Http2Peer.PROTOCOL_ERROR);
            assertThat(client.read().status()).isEqualTo(502);
        }
        CompletableFuture<WebSocketPeer> connecting = connecting();
        Http2Peer.Frame head = first.next(Http2Peer.HEADERS);
        first.headers(head.stream(), false, ":status: 200");
        try (WebSocketPeer client = connecting.get(20, TimeUnit.SECONDS)) {
            first.reset(head.stream(), Http2Peer.CANCEL);
            assertThat(client.read()).isEqualTo(Frame.close(1014, ""));
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
        }
        assertThat(log()).contains("while proxying upgraded connection");
    }

    @Test
    void the_next_backend_is_tried() throws Exception {
        ScriptedUpstream good = ScriptedUpstream.start(WebSocketPeer.echo()).http2(true);
        try (ScriptedUpstream resetting = ScriptedUpstream.start(Script.reset()).http2(true)) {
            backend = good;
            serve(
                    good.address(),
                    "upstream u { server " + resetting.address() + "; server " + good.address() + " backup; }"
                            + " proxy_http_version 2; proxy_next_upstream error invalid_header;",
                    "location /u { proxy_pass http://u; " + UPGRADE + " }");
            try (WebSocketPeer client = WebSocketPeer.connect(client(), "/u")) {
                assertThat(client.send("hi").read().text()).isEqualTo("hi");
            }
            assertThat(resetting.requests()).hasSize(1);
            assertThat(good.requests()).hasSize(1);
        }
    }

    @Test
    void a_next_backend_gets_an_extended_connect_although_the_one_before_got_an_upgrade() throws Exception {
        ScriptedHttp2Upstream frames = ScriptedHttp2Upstream.start();
        try (ScriptedUpstream resetting = ScriptedUpstream.start(Script.reset()).http2(false)) {
            backend = frames;
            serve(
                    frames.address(),
                    "upstream u { server " + resetting.address() + "; server " + frames.address() + " backup; }"
                            + " proxy_http_version 2; proxy_next_upstream error invalid_header;",
                    "location /chat { proxy_pass http://u; " + UPGRADE + " }");
            try (WebSocketPeer client = openOn(frames, next(frames, REQUEST))) {
                client.send("hi");
                assertThat(first.nextOf(stream, Http2Peer.DATA)).isNotNull();
            }
            assertThat(resetting.requests()).hasSize(1);
        }
    }

    @Test
    void other_protocols_use_http_1_1() throws Exception {
        Script script = Script.upgrade("foo").then(Script.echoBytes());
        ScriptedUpstream both = scripted(ScriptedUpstream.start(script).http2(true), "proxy_http_version 2;");
        try (RawConnection client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n");
            assertThat(client.read().field("Upgrade")).isEqualTo("foo");
            assertThat(client.send("bytes").readExactly(5)).isEqualTo("bytes");
        }
        assertThat(both.http2Connections()).isEmpty();
    }

    @Test
    void an_upgrade_with_a_body_uses_http_1_1() throws Exception {
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request) + request.body());
            connection.close();
        };
        ScriptedUpstream both = scripted(ScriptedUpstream.start(script).http2(true), "proxy_http_version 2;");
        try (RawConnection client = client()) {
            client.send(REQUEST.replace("\r\n\r\n", "\r\nContent-Length: 4\r\n\r\nbody"));
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readUntilEnd()).isEqualTo("body");
        }
        assertThat(both.http2Connections()).isEmpty();
    }

    @Test
    void a_location_that_forwards_no_upgrade_sends_a_request() throws Exception {
        ScriptedUpstream both = ScriptedUpstream.start(Script.echoRequest()).http2(true);
        backend = both;
        serve(both.address(), "", "location /plain { proxy_pass http://%{backend}; proxy_http_version 2; }");
        try (RawConnection client = client()) {
            assertThat(client.send(WebSocketPeer.upgradeRequest("/plain"))
                            .read()
                            .body())
                    .startsWith("GET /plain ");
        }
        assertThat(both.http2Connections()).hasSize(1);
    }

    @Test
    void the_end_of_a_client_frees_the_stream_and_keeps_the_connection() throws Exception {
        ScriptedUpstream both =
                scripted(ScriptedUpstream.start(WebSocketPeer.echo()).http2(true), "proxy_http_version 2;");
        for (int i = 0; i < 5; i++) {
            try (WebSocketPeer client = WebSocketPeer.connect(client(), "/chat")) {
                client.send("hi").read();
                client.reset();
            }
            await().until(() -> both.openConnections() == 0);
        }
        assertThat(both.http2Connections()).hasSize(1);
        Http2Streams connection = both.http2Connections().get(0);
        assertThat(connection.isOpen()).isTrue();
        await().until(() -> connection.openStreams() == 0);
    }
}
