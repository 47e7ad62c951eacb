package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawResponse;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTTP/2 in every servlet container. */
interface WarHttp2 {
    War war();

    @Test
    default void requests_of_one_http2_connection_are_served() throws IOException {
        try (Http2Peer client = Http2Peer.connect(war().container().port())) {
            int first = client.get("/");
            int second = client.get("/facts?a", "x: b");

            assertThat(client.response(first).body()).isEqualTo("<!doctype html><div id=app></div>");
            assertThat(client.response(second).body()).startsWith("/facts?a|/facts|a|http|");
        }
    }

    @Test
    default void a_body_over_http2_reaches_the_backend() throws IOException {
        try (Http2Peer client = Http2Peer.connect(war().container().port())) {
            int stream = client.post("/api/echo");
            client.data(stream, "01234", false).data(stream, "56789", true);

            assertThat(client.response(stream).status()).isEqualTo(200);
            assertThat(war().backend().lastRequest().body()).isEqualTo("0123456789");
        }
    }

    /** Jetty announces extended CONNECT, and gives the streams away; Tomcat knows neither. */
    @Test
    default void a_websocket_over_http2_is_a_stream_where_the_container_has_extended_connect() throws IOException {
        try (Http2Streams client =
                Http2Streams.on(Http2Peer.connect(war().container().port()))) {
            int announced = client.settings().getOrDefault(Http2Peer.ENABLE_CONNECT_PROTOCOL, 0);
            assertThat(announced).isEqualTo(war().kind().isTomcat() ? 0 : 1);
            if (announced == 0) {
                try (RawConnection request = client.connection()) {
                    request.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    assertThat(request.read().status()).isEqualTo(200);
                }
                return;
            }
            try (WebSocketPeer peer = client.webSocket("/chat")) {
                assertThat(peer.send("hello").read().text()).isEqualTo("hello");
                Frame large = Frame.of(Frame.BINARY, War.bytes(300_000));
                peer.send(large);
                assertThat(peer.read()).isEqualTo(large);
                peer.send(Frame.close(4401, "go away"));
                assertThat(peer.read()).isEqualTo(Frame.close(4401, "go away"));
            }
            assertThat(war().backend().lastRequest().line()).isEqualTo("GET /chat HTTP/1.1");
            try (WebSocketPeer peer = client.webSocket("/bridged")) {
                assertThat(peer.send("again").read().text()).isEqualTo("again");
            }
            byte[] frame = WebSocketPeer.encode(Frame.text("broken off"), false);
            war().backend().respond((request, connection) -> {
                connection.send(WebSocketPeer.switching(request));
                connection.send(Arrays.copyOf(frame, 5));
                connection.reset();
            });
            int stream = client.peer().webSocket("/chat");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.control(Http2Peer.RST_STREAM))
                            .anyMatch(reset -> reset.stream() == stream));
        }
    }

    // ---- backends of HTTP/2, which do not depend on the container

    @Test
    default void requests_go_to_a_backend_of_http2() throws IOException {
        RawResponse small = war().get("/http2/a?b=%2f", "X-Two: 1");
        assertThat(small.body()).startsWith("GET /http2/a?b=%2f ").contains("x-two: 1\r\n");

        String body = War.latin1(War.bytes(1_000_000));
        war().http2()
                .respond((request, connection) ->
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + request.body()));
        try (RawConnection client = war().client()) {
            client.send("POST /http2/up HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n" + body);
            assertThat(client.read().body()).isEqualTo(body);
        }
        assertThat(war().http2().http2Connections()).isNotEmpty();
    }

    @Test
    default void a_websocket_is_a_stream_to_a_backend_of_http2() throws IOException {
        for (String target : List.of("/http2/chat", "/kept-http1/chat")) {
            try (WebSocketPeer peer = war().connect(target)) {
                assertThat(peer.send("hello").read().text()).isEqualTo("hello");
                assertThat(war().http2().http2Connections())
                        .as(target)
                        .anyMatch(connection -> connection.openStreams() > 0);
                Frame large = Frame.of(Frame.BINARY, War.bytes(300_000));
                peer.send(large);
                assertThat(peer.read()).isEqualTo(large);
                peer.send(Frame.close(4401, "go away"));
                assertThat(peer.read()).isEqualTo(Frame.close(4401, "go away"));
            }
        }
    }

    @Test
    default void a_call_of_grpc_passes() throws IOException {
        try (Http2Peer client = Http2Peer.connect(war().container().port())) {
            int stream = client.post("/calls.Echo/Say", "content-type: application/grpc", "te: trailers");
            client.data(stream, "\0\0\0\0\2hi", true);

            Http2Peer.Response response = client.response(stream);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(War.REPLY);
            assertThat(response.trailers()).containsExactly("grpc-status: 0");
        }
    }
}
