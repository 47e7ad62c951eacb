package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Frame;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server that violates the protocol, with node's ws as its client: ws itself, or the bridge in front, closes the
 * connection.
 */
class BrokenServerTest {
    private static final byte[] WORD = "score".getBytes(StandardCharsets.US_ASCII);

    private static final Map<String, byte[]> FRAMES = Map.of(
            "masked", new byte[] {(byte) 0x81, (byte) 0x81, 1, 2, 3, 4, 'a' ^ 1},
            "mute", Frame.of(Frame.TEXT, new byte[] {(byte) 0xff}).encode(),
            "reserved-opcode", Frame.of(5, WORD).encode(),
            "reserved-bit", Frame.of(Frame.BINARY, WORD).rsv(2).encode(),
            "compressed", Frame.of(Frame.TEXT, new byte[] {6, 6, 6}).rsv(4).encode(),
            "long-ping", Frame.of(Frame.PING, new byte[126]).encode(),
            "half-ping", Frame.of(Frame.PING, WORD).unfinished().encode(),
            "continuation", Frame.of(Frame.CONTINUATION, WORD).encode(),
            "close-code", Frame.close(1006, "").encode());

    private static final Lines SAW = new Lines();

    private static ScriptedUpstream server;
    private static ForeignSite site;
    private static NodeClient client;

    @BeforeAll
    static void start() throws Exception {
        NodeScript.assume("ws");
        server = ScriptedUpstream.start(BrokenServerTest::serve);
        site = new ForeignSite(Map.of("broken", "http://" + server.address() + "/"));
        client = new NodeClient("client.js");
    }

    /** Sends the frames that the request names and reports the response. */
    private static void serve(RecordedRequest request, UpstreamConnection connection) throws IOException {
        try (WebSocketPeer peer = WebSocketPeer.accept(request, connection)) {
            peer.sendRaw(FRAMES.get(peer.read().text()));
            Frame response = peer.read();
            SAW.add(response == null ? "nothing" : "close " + response.closeCode());
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (client != null) {
            client.close();
            site.close();
            server.close();
        }
    }

    static Stream<Arguments> breaches() {
        return Relay.main().flatMap(relay -> FRAMES.keySet().stream().sorted().map(name -> Arguments.of(relay, name)));
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void a_server_that_violates_the_protocol_gets_a_close(Relay relay, String name) throws Exception {
        client.open(site.url("ws", relay, "broken", ""));
        assertThat(client.next()).startsWith("open ");
        client.send(List.of(name));

        String close = name.equals("mute") ? "close 1007" : "close 1002";
        assertThat(SAW.next()).isEqualTo(close);
        // through a tunnel the client sees the violation, through a bridge only the close frame
        assertThat(client.next()).startsWith(relay == Relay.TUNNEL ? "close 1006" : close);
    }
}
