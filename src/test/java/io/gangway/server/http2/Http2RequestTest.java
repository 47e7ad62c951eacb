package io.gangway.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.Frames;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 requests and responses, as a client and a backend see them. */
class Http2RequestTest {
    private ScriptedUpstream backend;
    private Http2Site site;

    @BeforeEach
    void start() throws IOException {
        backend = ScriptedUpstream.start(Script.echoRequest());
        site = Http2Site.of(backend, """
                add_header X-Facts "$http2 $server_protocol $scheme $request_method $connection_requests" always;
                location /say { return 200 "$request|$host|$http_cookie|$http_te"; }
                location /proxied/ { proxy_pass http://%{backend}/; }
                location /streamed/ { proxy_pass http://%{backend}/; proxy_request_buffering off; }
                location /upgraded/ {
                    proxy_pass http://%{backend}/;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection upgrade;
                }
                location /small-bodies/ { proxy_pass http://%{backend}/; client_max_body_size 4; }
                location /trailed { add_trailer X-Trailer one; return 200 trailed; }
                location /silent { return 444; }
                location /empty { return 204; }
                location /moved { return 301 /there; }
                location /page { error_page 404 /say; return 404; }
                location /added { add_header Connection upgrade; add_header Upgrade h2c; add_header Keep-Alive x; return 200; }
                """);
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
        backend.close();
    }

    @Test
    void two_requests_use_the_same_connection() throws IOException {
        try (Http2Peer peer = site.connect()) {
            Http2Peer.Response first =
                    peer.response(peer.get("/say?a=%2F", "cookie: a=1", "cookie: b=2", "te: trailers"));
            Http2Peer.Response second = peer.response(peer.get("/small"));

            assertThat(first.status()).isEqualTo(200);
            assertThat(first.field("x-facts")).isEqualTo("h2c HTTP/2.0 http GET 1");
            assertThat(first.body()).isEqualTo("GET /say?a=%2F HTTP/2.0|localhost|a=1; b=2|trailers");
            assertThat(second.body()).isEqualTo("small");
            assertThat(second.field("x-facts")).endsWith(" 2");
            assertThat(second.field("content-length")).isEqualTo("5");
        }
        await().untilAsserted(() -> assertThat(site.accesses())
                .isEqualTo("GET /say?a=%2F HTTP/2.0|200|51|OK\nGET /small HTTP/2.0|200|5|OK\n"));
    }

    @Test
    void the_same_port_serves_http_1_too() throws IOException {
        assertThat(RawHttp.get(site.server().port(), "/small").body()).isEqualTo("small");
        assertThat(RawHttp.get(site.server().port(), "/small", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__")
                        .status())
                .isEqualTo(200);
        assertThat(RawHttp.send(site.server().port(), "PRI * HTTP/1.1\r\nHost: a\r\n\r\n")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void the_preface_may_arrive_in_pieces() throws Exception {
        try (Http2Peer peer = Http2Peer.connectWithoutPreface(site.server().port())) {
            for (byte b : FrameReader.PREFACE) {
                peer.send(new byte[] {b});
            }
            peer.frame(Http2Peer.SETTINGS, 0, 0, new byte[0]);
            assertThat(peer.response(peer.get("/small")).body()).isEqualTo("small");
        }
    }

    @Test
    void frames_may_arrive_byte_by_byte() throws IOException {
        try (Http2Peer peer = Http2Peer.connectWithoutPreface(site.server().port())) {
            peer.sendPreface();
            int stream = peer.nextStream();
            for (byte b : Http2Peer.frameBytes(
                    Http2Peer.HEADERS,
                    Http2Peer.END_HEADERS | Http2Peer.END_STREAM,
                    stream,
                    Http2Peer.headerBlock(Http2Peer.request("GET", "/small")))) {
                peer.send(new byte[] {b});
            }
            assertThat(peer.response(stream).body()).isEqualTo("small");
        }
    }

    @Test
    void responses_without_a_body_end_with_their_head() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int head = peer.open(true, Http2Peer.request("HEAD", "/small"));
            Http2Peer.Frame frame = peer.next(Http2Peer.HEADERS);
            assertThat(frame.stream()).isEqualTo(head);
            assertThat(frame.endsStream()).isTrue();
            assertThat(frame.fields()).contains("content-length: 5");
            assertThat(peer.response(peer.get("/empty")).status()).isEqualTo(204);
            Http2Peer.Response unchanged =
                    peer.response(peer.get("/small", "if-modified-since: Thu, 15 Jan 2026 10:20:30 GMT"));
            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(unchanged.body()).isEmpty();
        }
    }

    @Test
    void ranges_redirects_and_error_pages_work() throws IOException {
        try (Http2Peer peer = site.connect()) {
            Http2Peer.Response part = peer.response(peer.get("/small", "range: bytes=1-2"));
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.body()).isEqualTo("ma");
            assertThat(peer.response(peer.get("/moved")).field("location"))
                    .isEqualTo("http://localhost:" + site.server().port() + "/there");
            Http2Peer.Response page = peer.response(peer.get("/page"));
            assertThat(page.status()).isEqualTo(404);
            assertThat(page.body()).startsWith("GET /page HTTP/2.0");
            assertThat(peer.response(peer.get("/nothing-here")).status()).isEqualTo(404);
        }
    }

    @Test
    void a_missing_response_resets_only_the_stream() throws IOException {
        try (Http2Peer peer = site.connect()) {
            Http2Peer.Response silent = peer.response(peer.get("/silent"));
            assertThat(silent.head()).isEmpty();
            assertThat(silent.reset()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(peer.response(peer.get("/small")).body()).isEqualTo("small");
        }
    }

    @Test
    void trailers_follow_the_body() throws IOException {
        backend.respond((request, connection) -> connection.send("HTTP/1.1 200 OK\r\nTrailer: X-Late\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Late: yes\r\n\r\n"));
        try (Http2Peer peer = site.connect()) {
            Http2Peer.Response own = peer.response(peer.get("/trailed"));
            assertThat(own.body()).isEqualTo("trailed");
            assertThat(own.trailers()).containsExactly("x-trailer: one");
        }
    }

    @Test
    void fields_of_http_1_connections_never_reach_a_client() throws IOException {
        // F18: the client rejects such a head, as RFC 9113, 8.2.2, requires.
        backend.respond((request, connection) -> connection.send("HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop\r\n"
                + "Keep-Alive: timeout=5\r\nUpgrade: h2c, websocket\r\nProxy-Connection: keep-alive\r\n"
                + "X-Kept: yes\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"));
        try (Http2Peer peer = site.connect()) {
            Http2Peer.Response proxied = peer.response(peer.get("/proxied/"));
            assertThat(proxied.body()).isEqualTo("ok");
            assertThat(proxied.field("x-kept")).isEqualTo("yes");
            for (Http2Peer.Response response : new Http2Peer.Response[] {proxied, peer.response(peer.get("/added"))}) {
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.head())
                        .noneMatch(line ->
                                line.matches("(connection|keep-alive|proxy-connection|upgrade|transfer-encoding): .*"));
            }
        }
    }

    @Test
    void an_upgrade_of_http_1_is_not_accepted() throws IOException {
        backend.respond((request, connection) -> connection.send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"));
        try (Http2Peer peer = site.connect()) {
            Http2Peer.Response unasked =
                    peer.response(peer.get("/upgraded/", "upgrade: websocket", "connection: upgrade"));
            assertThat(unasked.head()).noneMatch(line -> line.startsWith(":status: 1"));
            assertThat(unasked.reset() >= 0 || unasked.status() >= 500).isTrue();
            assertThat(peer.response(peer.open(true, Http2Peer.request("CONNECT", "/say")))
                            .status())
                    .isEqualTo(405);
            assertThat(peer.response(peer.get("/small")).body()).isEqualTo("small");
        }
    }

    @Test
    void a_backend_gets_the_request_as_from_http_1() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int stream = peer.post(
                    "/proxied/%7e?x", "cookie: a=1", "x-mine: yes", "te: trailers", "cookie: b=2", "connection: x");
            peer.data(stream, "bo", false).data(stream, "dy", true);
            assertThat(peer.response(stream).status()).isEqualTo(200);
        }
        assertThat(backend.lastRequest().head())
                .isEqualTo("POST /~?x HTTP/1.1\r\nHost: " + backend.address() + "\r\nContent-Length: 4\r\n"
                        + "x-mine: yes\r\ncookie: a=1; b=2\r\n\r\n");
        assertThat(backend.lastRequest().body()).isEqualTo("body");
    }

    @Test
    void bodies_with_and_without_a_length_are_passed_on() throws IOException {
        try (Http2Peer peer = site.connect()) {
            peer.windowUpdate(0, 1 << 20);
            for (String path : new String[] {"/proxied/", "/streamed/"}) {
                int known = peer.post(path, "content-length: 4", "expect: 100-continue");
                peer.data(known, "body", true);
                assertThat(peer.response(known).interim()).isEmpty();
                assertThat(backend.lastRequest().body()).isEqualTo("body");

                int unknown = peer.post(path);
                peer.data(unknown, "b", false).data(unknown, "", false).data(unknown, "ody", true);
                assertThat(peer.response(unknown).status()).isEqualTo(200);
                assertThat(backend.lastRequest().body()).isEqualTo("body");

                int large = peer.post(path);
                for (int i = 0; i < 4; i++) {
                    peer.data(large, "x".repeat(16_000), i == 3);
                }
                assertThat(peer.response(large).status()).isEqualTo(200);
                assertThat(backend.lastRequest().body()).hasSize(64_000);
            }
        }
    }

    @Test
    void a_body_with_a_wrong_length_is_a_bad_request() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int less = peer.post("/proxied/", "content-length: 5");
            peer.data(less, "body", true);
            assertThat(peer.response(less).status()).isEqualTo(400);
            int more = peer.post("/proxied/", "content-length: 3");
            peer.data(more, "body", true);
            assertThat(peer.response(more).status()).isEqualTo(400);
            int none = peer.open(true, Http2Peer.request("POST", "/proxied/", "content-length: 3"));
            assertThat(peer.response(none).status()).isEqualTo(400);
            assertThat(backend.acceptedConnections()).isZero();
        }
        assertThat(site.errors())
                .contains("client prematurely closed stream: only 4 out of 5 bytes of request body received")
                .contains("client intended to send body data larger than declared")
                .contains("client prematurely closed stream while reading client request headers");
    }

    @Test
    void too_large_a_body_is_rejected() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int known = peer.post("/small-bodies/", "content-length: 5");
            Http2Peer.Response refused = peer.response(known);
            assertThat(refused.status()).isEqualTo(413);
            assertThat(peer.next(Http2Peer.RST_STREAM).number(0)).isEqualTo(ErrorCode.NO_ERROR);
            int unknown = peer.post("/small-bodies/");
            peer.data(unknown, "12345", true);
            assertThat(peer.response(unknown).status()).isEqualTo(413);
        }
    }

    @Test
    void a_response_may_precede_the_body() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int stream = peer.post("/say");
            assertThat(peer.response(stream).status()).isEqualTo(200);
            Http2Peer.Frame reset = peer.next(Http2Peer.RST_STREAM);
            assertThat(reset.stream()).isEqualTo(stream);
            assertThat(reset.number(0)).isEqualTo(ErrorCode.NO_ERROR);
            peer.data(stream, "late", true);
            assertThat(peer.response(peer.get("/small")).body()).isEqualTo("small");
        }
    }

    @Test
    void a_reset_stream_ends_the_request() throws IOException {
        backend.respond(Script.noResponse());
        try (Http2Peer peer = site.connect()) {
            int stream = peer.get("/proxied/");
            await().until(() -> backend.requests().size() == 1);
            peer.reset(stream, ErrorCode.CANCEL);
            await().until(() -> backend.openConnections() == 0);
            assertThat(peer.response(peer.get("/small")).body()).isEqualTo("small");
        }
        await().untilAsserted(() -> assertThat(site.accesses()).startsWith("GET /proxied/ HTTP/2.0|499|0|"));
        assertThat(site.errors()).contains("client canceled stream 1");
    }

    @Test
    void a_disconnect_ends_all_requests() throws IOException {
        backend.respond(Script.noResponse());
        try (Http2Peer peer = site.connect()) {
            peer.get("/proxied/");
            peer.get("/proxied/");
            await().until(() -> backend.requests().size() == 2);
        }
        await().until(() -> backend.openConnections() == 0);
        await().untilAsserted(
                        () -> assertThat(site.accesses().lines()).hasSize(2).allMatch(l -> l.contains("|499|")));
    }

    @Test
    void concurrent_requests_are_served_in_parallel() throws IOException {
        try (Http2Peer peer = site.connect()) {
            peer.windowUpdate(0, 1 << 26).setting(Frames.INITIAL_WINDOW_SIZE, 1 << 24);
            int[] streams = new int[20];
            for (int i = 0; i < streams.length; i++) {
                streams[i] = peer.get(i % 2 == 0 ? "/large" : "/proxied/");
            }
            for (int i = 0; i < streams.length; i++) {
                String body = peer.response(streams[i]).body();
                assertThat(body).hasSize(i % 2 == 0 ? 1_000_000 : backendSize());
            }
        }
    }

    private int backendSize() {
        return backend.lastRequest().head().getBytes(StandardCharsets.ISO_8859_1).length;
    }
}
