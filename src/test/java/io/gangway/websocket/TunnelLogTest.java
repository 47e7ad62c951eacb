package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The log lines of tunnels: one line, in nginx's words. */
class TunnelLogTest {
    private static final String LOG = "error_log %{dir}/error.log info;";
    private static final String REQUEST = WebSocketPeer.upgradeRequest("/chat");

    @Test
    void the_access_log_line_is_written_before_the_client_sees_the_end() throws IOException {
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request), "five!");
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(script, "access_log %{dir}/access.log;");
                RawConnection client = site.raw()) {
            client.send(REQUEST).read();
            assertThat(client.readUntilEnd()).isEqualTo("five!");
            client.close();

            await().untilAsserted(() ->
                    assertThat(site.log("access.log")).contains("\"GET /chat HTTP/1.1\" 101 5 \"-\" \"-\""));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, client 4401 nope 4401 1000 2 1", "true, upstream 1000 done 4401 1000 2 1"})
    void the_access_log_has_the_closer_and_its_code(boolean upstreamFirst, String expected) throws IOException {
        BackendPeer backend = new BackendPeer();
        String format = "access_log %{dir}/access.log closing;";
        try (TunnelSite site = TunnelSite.start(backend.script(), format);
                WebSocketPeer client = site.connect()) {
            client.send("one").send("two");
            backend.peer().send("three");
            assertThat(backend.peer().read().text()
                            + backend.peer().read().text()
                            + client.read().text())
                    .isEqualTo("onetwothree");
            Frame ofClient = Frame.close(4401, "nope");
            Frame ofUpstream = Frame.close(1000, "done");
            if (upstreamFirst) {
                backend.peer().send(ofUpstream);
                assertThat(client.read()).isEqualTo(ofUpstream);
                client.send(ofClient);
                assertThat(backend.peer().read().closeCode()).isEqualTo(4401);
            } else {
                client.send(ofClient);
                assertThat(backend.peer().read().closeCode()).isEqualTo(4401);
                backend.peer().send(ofUpstream);
                assertThat(client.read()).isEqualTo(ofUpstream);
            }
            backend.closeAll();
            assertThat(client.read()).isNull();
            client.close();

            await().untilAsserted(() -> assertThat(site.log("access.log")).isEqualTo(expected + "\n"));
        }
    }

    // F37
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void when_both_legs_break_only_the_first_is_logged(LegPair legs) throws IOException {
        BackendPeer backend = new BackendPeer();
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), LOG)) {
            try (WebSocketPeer client = site.connect()) {
                backend.peer();
                client.reset();
                assertThat(backend.peer().read().closeCode()).isEqualTo(1014);
                backend.peer().reset();
            }
            backend.closeAll();
            site.awaitNothingLeft();

            assertThat(site.log("error.log")).containsOnlyOnce("while proxying upgraded connection");
        }
    }

    // F34
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void our_close_frame_at_a_break_is_logged_as_ours(LegPair legs) throws IOException {
        assertThat(told(legs, (client, backend) -> {
                    backend.reset();
                    assertThat(client.read()).isEqualTo(Frame.close(1014, ""));
                }))
                .isEqualTo("gangway 1014  - - 0 0");
        assertThat(told(legs, (client, backend) -> {
                    client.reset();
                    assertThat(backend.read().closeCode()).isEqualTo(1014);
                }))
                .isEqualTo("gangway 1014  - - 0 0");
    }

    // F34
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_break_of_a_bridge_is_logged_in_the_same_way(LegPair legs) throws IOException {
        assertThat(told(
                        legs,
                        (client, backend) -> {
                            backend.reset();
                            assertThat(client.read()).isEqualTo(Frame.close(1014, ""));
                        },
                        "websocket_relay bridge;"))
                .isEqualTo("gangway 1014  - - 0 0");
        assertThat(told(
                        legs,
                        (client, backend) -> {
                            backend.send(Frame.text("half").unfinished());
                            assertThat(client.read())
                                    .isEqualTo(Frame.text("half").unfinished());
                            client.reset();
                            assertThat(backend.read().closeCode()).isEqualTo(1014);
                        },
                        "websocket_relay bridge;"))
                .isEqualTo("gangway 1014  - - 0 0");
    }

    // F34
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_break_within_a_frame_is_logged_without_a_close(LegPair legs) throws IOException {
        assertThat(told(legs, (client, backend) -> {
                    backend.sendRaw(new byte[] {(byte) 0x82, 20, 1});
                    client.send("seen");
                    assertThat(backend.read().text()).isEqualTo("seen");
                    backend.reset();
                    if (legs.isClientHttp2()) {
                        assertThatThrownBy(client::readRemaining).hasMessageContaining("RST_STREAM 10");
                    } else {
                        assertThat(client.readRemaining()).hasSize(3);
                    }
                }))
                .isEqualTo("- - - - - 1 0");
    }

    // F34
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_close_before_a_break_is_logged_with_its_sender(LegPair legs) throws IOException {
        assertThat(told(legs, (client, backend) -> {
                    client.send(Frame.close(4401, "nope"));
                    assertThat(backend.read().closeCode()).isEqualTo(4401);
                    backend.reset();
                    assertThat(client.read()).isEqualTo(Frame.close(1014, ""));
                }))
                .isEqualTo("client 4401 nope 4401 - 0 0");
    }

    private interface Story {
        void of(WebSocketPeer client, WebSocketPeer backend) throws IOException;
    }

    /** The access log line of a tunnel. */
    private static String told(LegPair legs, Story story, String... directives) throws IOException {
        BackendPeer backend = new BackendPeer();
        String log = "access_log %{dir}/access.log closing;";
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), log, String.join("", directives))) {
            try (WebSocketPeer client = site.connect()) {
                story.of(client, backend.peer());
            }
            backend.closeAll();
            await().until(() -> !site.log("access.log").isEmpty());
            return site.log("access.log").strip();
        }
    }

    @Test
    void other_exchanges_have_no_close_code() throws IOException {
        try (TunnelSite site = TunnelSite.start(
                (request, connection) -> connection.send("HTTP/1.1 204 No Content\r\n\r\n"),
                "access_log %{dir}/access.log closing;")) {
            try (RawConnection client = site.raw()) {
                client.send("GET /chat HTTP/1.1\r\nHost: a\r\n\r\n").read();
            }
            await().untilAsserted(() -> assertThat(site.log("access.log")).isEqualTo("- - - - - - -\n"));
        }
    }

    @Test
    void a_timeout_is_logged_at_level_info() throws IOException {
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            connection.readUntilEnd();
        };
        try (TunnelSite site = TunnelSite.start(script, "proxy_read_timeout 200ms;", LOG);
                RawConnection client = site.raw()) {
            client.send(REQUEST).read();
            assertThat(client.awaitClose(Duration.ofSeconds(20))).isEqualTo(ConnectionState.CLOSED);

            await().untilAsserted(() -> assertThat(site.log("error.log"))
                    .containsPattern(
                            "\\[info] .*\\*\\d+ upstream timed out \\(110: Connection timed out\\) while proxying "
                                    + "upgraded connection, client: 127.0.0.1, server: .*, request: \"GET /chat HTTP/1.1\", "
                                    + "upstream: \"http://127.0.0.1:\\d+/chat\""));
        }
    }

    // F37
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_reset_of_the_backend_is_logged_once_at_level_error(LegPair legs) throws IOException {
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            connection.readFrame();
            connection.reset();
        };
        try (TunnelSite site = TunnelSite.start(legs, script, LOG);
                RawConnection client = site.raw()) {
            client.send(REQUEST).read();
            client.send(Wires.text(true, "go"));
            assertThat(client.awaitClose(Duration.ofSeconds(20))).isEqualTo(ConnectionState.CLOSED);
            client.close();

            await().untilAsserted(() -> assertThat(site.log("error.log"))
                    .containsOnlyOnce("proxying upgraded connection")
                    .containsPattern(
                            "\\[error] .* recv\\(\\) failed \\(104: Connection reset by peer\\) while proxying"));
        }
    }

    // F37
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_reset_of_a_websocket_is_logged_in_one_line(LegPair legs) throws IOException {
        BackendPeer backend = new BackendPeer();
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), LOG)) {
            try (WebSocketPeer client = site.connect()) {
                backend.peer().reset();
                assertThat(client.read()).isEqualTo(Frame.close(1014, ""));
            }
            backend.closeAll();
            site.awaitNothingLeft();

            assertThat(site.lines("error.log"))
                    .filteredOn(line -> !line.contains("websocket relay: tunnel"))
                    .singleElement()
                    .asString()
                    .contains("[error]")
                    .contains("recv() failed (104: Connection reset by peer) while proxying upgraded connection");
        }
    }

    // F37
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_reset_of_the_client_is_logged_once_at_level_info(LegPair legs) throws IOException {
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request));
            connection.readUntilEnd();
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(legs, script, LOG)) {
            RawConnection client = site.raw();
            client.send(REQUEST).read();
            client.reset();

            await().untilAsserted(() -> assertThat(site.log("error.log"))
                    .containsOnlyOnce("proxying upgraded connection")
                    .containsPattern(
                            "\\[info] .* recv\\(\\) failed \\(104: Connection reset by peer\\) while proxying"));
        }
    }
}
