package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes that arrive with the head of the request or of the 101 are the first that the other side gets. */
class EarlyBytesTest {
    private static final Frame LARGE = Frame.of(Frame.BINARY, large());

    private static byte[] large() {
        byte[] bytes = new byte[100_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    // F12
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void frames_sent_with_a_head_arrive_in_order(LegPair legs) throws IOException {
        Script script = WebSocketPeer.echoAfter(Frame.text("welcome"), Frame.ping("x"));
        try (TunnelSite site = TunnelSite.start(legs, script);
                WebSocketPeer client =
                        WebSocketPeer.connect(site.raw(), "/chat", List.of(Frame.text("one"), Frame.text("two")))) {
            client.send("three");

            assertThat(client.read().text()).isEqualTo("welcome");
            assertThat(client.read()).isEqualTo(Frame.ping("x"));
            assertThat(client.read().text()).isEqualTo("one");
            assertThat(client.read().text()).isEqualTo("two");
            assertThat(client.read().text()).isEqualTo("three");
        }
    }

    // F12
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_frame_sent_with_a_head_waits_for_nothing_more(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo());
                WebSocketPeer client = WebSocketPeer.connect(site.raw(), "/chat", List.of(Frame.text("one")))) {
            assertThat(client.read().text()).isEqualTo("one");
        }
    }

    // F12
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_partial_frame_after_a_head_is_relayed_as_it_arrives(LegPair legs) throws Exception {
        byte[] welcome = WebSocketPeer.encode(LARGE, false);
        byte[] question = WebSocketPeer.encode(LARGE, true);
        CompletableFuture<Frame> heard = new CompletableFuture<>();
        Script script = (request, connection) -> {
            String head = WebSocketPeer.switching(request);
            connection.send(Wires.join(Wires.bytes(head), Arrays.copyOf(welcome, 1000)));
            connection.send(Arrays.copyOfRange(welcome, 1000, welcome.length));
            heard.complete(connection.readFrame());
        };
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            String request = WebSocketPeer.upgradeRequest("/chat");
            client.send(Wires.join(Wires.bytes(request), Arrays.copyOf(question, 7)));
            client.readHead();
            client.send(Arrays.copyOfRange(question, 7, question.length));

            assertThat(client.readFrame()).isEqualTo(LARGE);
            assertThat(heard.get().payload()).isEqualTo(LARGE.payload());
        }
    }

    // F12
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void heads_and_frames_may_arrive_byte_by_byte(LegPair legs) throws IOException {
        Script script = WebSocketPeer.echoAfter(Frame.text("welcome")).inSegmentsOf(1);
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection connection = site.raw().segmentSize(1);
                WebSocketPeer client =
                        WebSocketPeer.connect(connection, "/chat", List.of(Frame.text("one"), Frame.text("two")))) {
            assertThat(client.read().text()).isEqualTo("welcome");
            assertThat(client.read().text()).isEqualTo("one");
            assertThat(client.read().text()).isEqualTo("two");
            assertThat(client.send(Frame.close(4001, "bye")).read()).isEqualTo(Frame.close(4001, "bye"));
        }
    }

    // F12
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void everything_that_a_backend_sends_with_its_101_arrives(LegPair legs) throws IOException {
        Script script = (request, connection) -> {
            connection.send(WebSocketPeer.switching(request) + "all that there is");
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat") + "and more");

            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readUntilEnd()).isEqualTo("all that there is");
        }
    }

    // F12
    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = EnumSource.Mode.MATCH_NONE, names = "HTTP2.*")
    void bytes_after_a_refused_upgrade_are_the_next_request(LegPair legs) throws IOException {
        Script script = Script.onUpgrade(Script.response(403, "no"), Script.body("next"));
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat") + "GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.read().body()).isEqualTo("no");
            assertThat(client.read().body()).isEqualTo("next");
        }
    }
}
