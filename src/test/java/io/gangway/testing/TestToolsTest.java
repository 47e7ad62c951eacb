package io.gangway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The test tools send, read and count correctly. */
class TestToolsTest {

    @Test
    void an_upstream_echoes_its_request() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(Script.echoRequest())) {
            RawResponse response = RawHttp.get(upstream.port(), "/a%2Fb", "X-Byte: \u00fc");
            assertThat(response.statusLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(response.body()).isEqualTo(RawHttp.request("GET", "/a%2Fb", "X-Byte: \u00fc"));
            assertThat(upstream.lastRequest().target()).isEqualTo("/a%2Fb");
            assertThat(upstream.lastRequest().field("x-byte")).isEqualTo("\u00fc");
        }
    }

    @Test
    void a_connection_carries_several_requests() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(Script.chunked("ab", "c"));
                RawConnection connection = RawHttp.connect(upstream.port())) {
            for (int i = 0; i < 3; i++) {
                RawResponse response =
                        connection.send("GET / HTTP/1.1\r\n", "Host: a\r\n\r\n").read();
                assertThat(response.body()).isEqualTo("abc");
                assertThat(response.rawBody()).isEqualTo("2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
            }
            assertThat(upstream.requests()).hasSize(3);
            assertThat(upstream.acceptedConnections()).isEqualTo(1);
            assertThat(upstream.openConnections()).isEqualTo(1);
            assertThat(connection.awaitClose(Duration.ofMillis(10))).isEqualTo(ConnectionState.OPEN);
        }
    }

    @Test
    void a_reset_is_not_a_close() throws IOException {
        assertThat(endingOf(Script.reset())).isEqualTo(ConnectionState.RESET);
        assertThat(endingOf(Script.close())).isEqualTo(ConnectionState.CLOSED);
    }

    private static ConnectionState endingOf(Script script) throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(script);
                RawConnection connection = RawHttp.connect(upstream.port())) {
            return connection.send("GET / HTTP/1.1\r\n\r\n").awaitClose(Duration.ofSeconds(5));
        }
    }

    @Test
    void an_unbound_upstream_refuses_and_returns_on_its_port() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(Script.body("here"))) {
            upstream.unbind();
            assertThatThrownBy(() -> RawHttp.connect(upstream.port())).isInstanceOf(ConnectException.class);
            upstream.bind();
            assertThat(RawHttp.get(upstream.port(), "/").body()).isEqualTo("here");
        }
    }

    @Test
    void a_client_that_leaves_is_counted() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(Script.noResponse())) {
            try (RawConnection connection = RawHttp.connect(upstream.port())) {
                connection.send("GET / HTTP/1.1\r\n\r\n");
                await().until(() -> upstream.requests().size() == 1);
            }
            await().until(() -> upstream.openConnections() == 0);
            assertThat(upstream.failures()).isEmpty();
        }
    }

    @Test
    void frames_are_echoed_unchanged() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(WebSocketPeer.echo());
                WebSocketPeer peer = WebSocketPeer.connect(upstream.port(), "/chat")) {
            for (int length : new int[] {0, 1, 125, 126, 65535, 65536, 1 << 20}) {
                byte[] payload = new byte[length];
                Arrays.fill(payload, (byte) length);
                assertThat(peer.send(Frame.of(Frame.BINARY, payload)).read())
                        .isEqualTo(Frame.of(Frame.BINARY, payload));
            }
            peer.send(Frame.text("a").unfinished(), Frame.of(Frame.CONTINUATION, new byte[] {'b'}));
            assertThat(peer.readMessage().text()).isEqualTo("ab");
            Frame close = peer.send(Frame.close(4001, "gone")).read();
            assertThat(close.closeCode()).isEqualTo(4001);
            assertThat(close.closeReason()).isEqualTo("gone");
            assertThat(peer.read()).isNull();
        }
    }

    @Test
    void a_refused_upgrade_reports_the_response() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(Script.body("no"))) {
            assertThatThrownBy(() -> WebSocketPeer.connect(upstream.port(), "/chat"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("200 OK");
        }
    }

    @Test
    void a_site_replaces_its_placeholders_and_removes_its_files() throws IOException {
        Site site = Site.of("server { listen %{port}; listen %{port:b}; root %{dir}; return 200 %{dead}; }");
        String text = Files.readString(site.conf());
        assertThat(text)
                .contains("listen " + site.port() + ";", "listen " + site.port("b") + ";", "root " + site.dir() + ";")
                .doesNotContain("%{");
        site.close();
        assertThat(site.dir()).doesNotExist();
    }
}
