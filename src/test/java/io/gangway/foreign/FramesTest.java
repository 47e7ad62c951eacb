package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A client that sends arbitrary frames, and node's ws behind each relay. A tunnel leaves the validation to ws, a bridge
 * validates itself: the results have to be the same.
 */
class FramesTest {
    private static final String PATIENT = "keep calm";

    private static NodeServer server;
    private static ForeignSite site;
    private static int who;

    @BeforeAll
    static void start() throws Exception {
        NodeScript.assume("ws");
        server = new NodeServer(null, false);
        site = new ForeignSite(Map.of("node", "http://127.0.0.1:" + server.port() + "/"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (site != null) {
            site.close();
            server.close();
        }
    }

    private static String target(Relay relay, String target) {
        return site.url("", relay, "node", target).replaceFirst("^://[^/]*", "");
    }

    private static WebSocketPeer connect(Relay relay) throws IOException {
        who++;
        return WebSocketPeer.connect(
                RawHttp.connect(site.port()).timeout(Lines.PATIENCE), target(relay, "echo?" + who));
    }

    private static String serverSaw(String what) {
        return server.events().next(who + " " + what);
    }

    private static Frame text(byte[] bytes) {
        return Frame.of(Frame.TEXT, bytes);
    }

    private static Frame next(byte[] bytes) {
        return Frame.of(Frame.CONTINUATION, bytes);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] closing(int code, int... reason) {
        byte[] payload = new byte[2 + reason.length];
        System.arraycopy(bytes(reason), 0, payload, 2, reason.length);
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        return payload;
    }

    /** A name, the expected close code, and the frames. */
    static Stream<Arguments> broken() {
        byte[] word = PATIENT.getBytes(StandardCharsets.US_ASCII);
        byte[] cut = bytes(0xe4, 0xbd);
        Frame start = text(word).unfinished();
        return Stream.of(
                        breach("text that is not UTF-8", 1007, text(bytes('a', 0xc0, 0xaf))),
                        breach("a surrogate as text", 1007, text(bytes(0xed, 0xa0, 0x80))),
                        breach("text that ends within a character", 1007, text(cut)),
                        breach("the same in its last fragment", 1007, start, next(cut)),
                        breach("a fragment that is not UTF-8", 1007, start, next(bytes(0xff)), next(word)),
                        breach("reserved bit 1", 1002, text(word).rsv(4)),
                        breach("reserved bit 2", 1002, text(word).rsv(2)),
                        breach(
                                "reserved bit 3 of a ping",
                                1002,
                                Frame.of(Frame.PING, word).rsv(1)),
                        breach("reserved opcode 3", 1002, Frame.of(3, word)),
                        breach("reserved opcode 11", 1002, Frame.of(11, word)),
                        breach("a ping of 126 bytes", 1002, Frame.of(Frame.PING, new byte[126])),
                        breach("a pong of 70000 bytes", 1002, Frame.of(Frame.PONG, new byte[70_000])),
                        breach("a close of 126 bytes", 1002, Frame.of(Frame.CLOSE, closing(1000, new int[124]))),
                        breach("half a ping", 1002, Frame.of(Frame.PING, word).unfinished()),
                        breach("a continuation of nothing", 1002, next(word)),
                        breach("a message within another", 1002, start, text(word)),
                        breach("half a close code", 1002, Frame.of(Frame.CLOSE, bytes(3))),
                        breach("close code 999", 1002, Frame.of(Frame.CLOSE, closing(999))),
                        breach("close code 1004", 1002, Frame.of(Frame.CLOSE, closing(1004))),
                        breach("close code 1005", 1002, Frame.of(Frame.CLOSE, closing(1005))),
                        breach("close code 1006", 1002, Frame.of(Frame.CLOSE, closing(1006))),
                        breach("close code 1015", 1002, Frame.of(Frame.CLOSE, closing(1015))),
                        breach("close code 2000", 1002, Frame.of(Frame.CLOSE, closing(2000))),
                        breach("close code 5000", 1002, Frame.of(Frame.CLOSE, closing(5000))),
                        breach("a close reason that is not UTF-8", 1007, Frame.of(Frame.CLOSE, closing(1000, 0xff))))
                .flatMap(FramesTest::byEachRelay);
    }

    private static Arguments breach(String name, int code, Frame... frames) {
        return Arguments.of(name, code, frames);
    }

    private static Stream<Arguments> byEachRelay(Arguments what) {
        return Relay.main().map(relay -> {
            Object[] with = new Object[what.get().length + 1];
            with[0] = relay;
            System.arraycopy(what.get(), 0, with, 1, what.get().length);
            return Arguments.of(with);
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("broken")
    void a_protocol_violation_gets_its_close_code(Relay relay, String name, int code, Frame[] frames)
            throws IOException {
        try (WebSocketPeer client = connect(relay)) {
            client.send(frames);

            Frame response = client.read();
            assertThat(response.opcode()).isEqualTo(Frame.CLOSE);
            assertThat(response.closeCode()).isEqualTo(code);
            client.send(Frame.close(code, ""));
            assertThat(client.awaitClose(Lines.PATIENCE)).isNotEqualTo(ConnectionState.OPEN);
        }
        assertSeenByJudge(relay, code);
    }

    /** Through a tunnel the server sees the violation, through a bridge only the close frame. */
    private static void assertSeenByJudge(Relay relay, int code) {
        if (relay == Relay.TUNNEL) {
            assertThat(serverSaw("error")).startsWith(who + " error WS_ERR_");
        }
        String close = serverSaw("close");
        if (relay != Relay.TUNNEL) {
            assertThat(close).startsWith(who + " close " + code);
        }
    }

    @ParameterizedTest
    @EnumSource
    void frames_of_a_client_must_be_masked(Relay relay) throws IOException {
        try (WebSocketPeer client = connect(relay)) {
            client.sendRaw(Frame.text(PATIENT).encode());

            assertThat(client.read().closeCode()).isEqualTo(1002);
        }
        assertSeenByJudge(relay, 1002);
    }

    @ParameterizedTest
    @EnumSource
    void a_fragmented_message_is_echoed(Relay relay) throws IOException {
        byte[] words = "gr\u00fc\u00dfe \u4f60\u597d \ud83c\udfc6".getBytes(StandardCharsets.UTF_8);
        try (WebSocketPeer client = connect(relay)) {
            client.send(text(new byte[0]).unfinished());
            for (byte each : words) {
                client.send(
                        next(new byte[] {each}).unfinished(), next(new byte[0]).unfinished());
            }
            client.send(Frame.of(Frame.PING, bytes('?')));
            assertThat(client.read()).isEqualTo(Frame.of(Frame.PONG, bytes('?')));
            client.send(next(new byte[0]));

            assertThat(client.read()).isEqualTo(text(words));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_ping_gets_one_pong_and_an_unsolicited_pong_none(Relay relay) throws IOException {
        try (WebSocketPeer client = connect(relay)) {
            byte[] max = new byte[125];
            client.send(Frame.of(Frame.PONG, bytes('!')), Frame.of(Frame.PING, max), Frame.of(Frame.PING, new byte[0]));
            client.send(PATIENT);

            assertThat(client.read()).isEqualTo(Frame.of(Frame.PONG, max));
            assertThat(client.read()).isEqualTo(Frame.of(Frame.PONG, new byte[0]));
            assertThat(client.read().text()).isEqualTo(PATIENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void pings_of_the_server_reach_the_client(Relay relay) throws IOException {
        try (WebSocketPeer client = connect(relay)) {
            client.send("ping are you there");
            Frame ping = client.read();
            assertThat(ping).isEqualTo(Frame.of(Frame.PING, "are you there".getBytes(StandardCharsets.US_ASCII)));
            client.send(Frame.of(Frame.PONG, ping.payload()));

            assertThat(client.read().text()).isEqualTo("pong are you there");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_empty_close_stays_empty(Relay relay) throws IOException {
        try (WebSocketPeer client = connect(relay)) {
            client.send(Frame.close(0, ""));

            assertThat(client.read()).isEqualTo(Frame.close(0, ""));
            assertThat(client.awaitClose(Lines.PATIENCE)).isEqualTo(ConnectionState.CLOSED);
        }
        assertThat(serverSaw("close").strip()).isEqualTo(who + " close 1005");
    }

    @ParameterizedTest
    @EnumSource
    void frames_after_a_close_are_ignored(Relay relay) throws IOException {
        try (WebSocketPeer client = connect(relay)) {
            client.send(Frame.close(1000, "enough"), Frame.text(PATIENT));

            assertThat(client.read()).isEqualTo(Frame.close(1000, "enough"));
            assertThat(client.awaitClose(Lines.PATIENCE)).isNotEqualTo(ConnectionState.OPEN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_server_sees_the_loss_of_the_client(Relay relay) throws IOException {
        try (WebSocketPeer client = connect(relay)) {
            client.send("hello").read();
        }
        assertThat(serverSaw("close").strip()).isEqualTo(who + " close 1006");
    }

    @ParameterizedTest
    @EnumSource
    void the_client_sees_the_loss_of_the_server(Relay relay) throws IOException {
        try (WebSocketPeer client = connect(relay)) {
            client.send("break");

            assertThat(client.awaitClose(Lines.PATIENCE)).isNotEqualTo(ConnectionState.OPEN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusals_pass_unchanged(Relay relay) throws IOException {
        RawResponse refused = RawHttp.send(site.port(), WebSocketPeer.upgradeRequest(target(relay, "forbidden")));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).isEqualTo("not you");

        RawResponse ordinary = RawHttp.get(site.port(), target(relay, "echo"));
        assertThat(ordinary.status()).isEqualTo(426);
        assertThat(ordinary.body()).isEqualTo("Upgrade Required");
    }
}
