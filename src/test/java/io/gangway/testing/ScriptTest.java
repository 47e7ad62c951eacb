package io.gangway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Scripts do what they promise, misbehaviour included. */
class ScriptTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String UPGRADE = WebSocketPeer.upgradeRequest("/");

    @Test
    void a_response_has_a_body_and_leaves_the_connection_open() throws IOException {
        Script script = Script.response(401, "who are you", "WWW-Authenticate: Basic");
        try (ScriptedUpstream upstream = ScriptedUpstream.start(script);
                RawConnection client = RawHttp.connect(upstream.port())) {
            for (int i = 0; i < 2; i++) {
                RawResponse response = client.send(UPGRADE).read();
                assertThat(response.status()).isEqualTo(401);
                assertThat(response.field("WWW-Authenticate")).isEqualTo("Basic");
                assertThat(response.body()).isEqualTo("who are you");
            }
        }
    }

    @Test
    void a_late_response_waits_for_the_signal() throws Exception {
        CompletableFuture<Void> signal = new CompletableFuture<>();
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.start(Script.body("late").after(signal));
                RawConnection client = RawHttp.connect(upstream.port())) {
            CompletableFuture<RawResponse> response = CompletableFuture.supplyAsync(() -> get(client));
            signal.complete(null);
            assertThat(response.get().body()).isEqualTo("late");
        }
    }

    private static RawResponse get(RawConnection client) {
        try {
            return client.send(GET).read();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void field_names_become_lower_case_and_values_stay() throws IOException {
        Script script = Script.onUpgrade(
                WebSocketPeer.echo("X-Who: Me").lowerCaseFieldNames(),
                Script.body("a: B\r\n\r\nC: D").lowerCaseFieldNames());
        try (ScriptedUpstream upstream = ScriptedUpstream.start(script);
                RawConnection client = RawHttp.connect(upstream.port())) {
            RawResponse response = client.send(GET).read();
            assertThat(response.fields().names()).containsExactly("content-length");
            assertThat(response.body()).isEqualTo("a: B\r\n\r\nC: D");

            String head = client.send(UPGRADE).readHead();
            assertThat(head)
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n")
                    .contains("sec-websocket-accept: ", "x-who: Me\r\n");
        }
    }

    @Test
    void segments_of_one_byte_are_written_one_by_one() throws IOException {
        Script script = Script.raw("abc").inSegmentsOf(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start(script);
                RawConnection client = RawHttp.connect(upstream.port())) {
            assertThat(client.segmentSize(1).send(GET).readExactly(3)).isEqualTo("abc");
            assertThat(upstream.lastRequest().head()).isEqualTo(GET);
        }
        Wire wire = new Wire(new CountingSocket());
        wire.segmentSize(2);
        wire.write("12345");
        assertThat(((CountingSocket) wire.socket()).writes).containsExactly("12", "34", "5");
    }

    @Test
    void a_101_names_the_protocol_of_the_script() throws IOException {
        Script script = Script.upgrade("foo", "X-A: b").then(Script.echoBytes());
        try (ScriptedUpstream upstream = ScriptedUpstream.start(script);
                RawConnection client = RawHttp.connect(upstream.port())) {
            RawResponse response = client.send(UPGRADE).read();
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.field("Upgrade")).isEqualTo("foo");
            assertThat(response.field("X-A")).isEqualTo("b");
            assertThat(client.send("there and back").readExactly(14)).isEqualTo("there and back");
        }
    }

    @Test
    void a_half_closed_end_still_reads() throws IOException {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.start(Script.upgrade("foo").then(Script.halfClose()));
                RawConnection client = RawHttp.connect(upstream.port())) {
            client.send(UPGRADE).readHead();
            assertThat(client.readUntilEnd()).isEmpty();
            client.send("more");
            client.halfClose();
            assertThat(upstream.failures()).isEmpty();
        }
    }

    @Test
    void each_request_of_a_sequence_gets_its_own_script() throws IOException {
        Script script = Script.sequence(Script.reset(), Script.response(503, "busy"), Script.body("ok"));
        try (ScriptedUpstream upstream = ScriptedUpstream.start(script)) {
            try (RawConnection client = RawHttp.connect(upstream.port())) {
                assertThat(client.send(GET).awaitClose(SOON)).isEqualTo(ConnectionState.RESET);
            }
            assertThat(RawHttp.get(upstream.port(), "/").body()).isEqualTo("busy");
            assertThat(RawHttp.get(upstream.port(), "/").body()).isEqualTo("ok");
            assertThat(RawHttp.get(upstream.port(), "/").body()).isEqualTo("ok");
        }
    }

    @Test
    void a_stalled_reader_reads_nothing_until_the_signal() throws Exception {
        CompletableFuture<Void> signal = new CompletableFuture<>();
        CompletableFuture<Integer> waiting = new CompletableFuture<>();
        Script script = Script.upgrade("foo").then(Script.stall(signal)).then((request, connection) -> {
            InputStream in = connection.socket().getInputStream();
            waiting.complete(in.available());
            connection.send(connection.readExactly(4));
        });
        try (ScriptedUpstream upstream = ScriptedUpstream.start(script);
                RawConnection client = RawHttp.connect(upstream.port())) {
            client.send(UPGRADE).readHead();
            client.send("1234");
            signal.complete(null);
            assertThat(client.readExactly(4)).isEqualTo("1234");
            assertThat(waiting.get()).isBetween(0, 4);
        }
    }

    @Test
    void early_frames_are_sent_in_one_piece_with_the_head() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(WebSocketPeer.echoAfter(Frame.text("first")));
                WebSocketPeer client = WebSocketPeer.connect(
                        RawHttp.connect(upstream.port()), "/", List.of(Frame.text("one"), Frame.text("two")))) {
            assertThat(client.read().text()).isEqualTo("first");
            assertThat(client.read().text()).isEqualTo("one");
            assertThat(client.read().text()).isEqualTo("two");
        }
    }

    @Test
    void a_frame_header_can_claim_more_than_it_has() throws IOException {
        Script script = WebSocketPeer.upgrade(peer -> peer.sendHeader(Frame.BINARY, 1L << 40));
        try (ScriptedUpstream upstream = ScriptedUpstream.start(script);
                WebSocketPeer client = WebSocketPeer.connect(upstream.port(), "/")) {
            assertThat(client.readRemaining()).isEqualTo(new byte[] {(byte) 0x82, 0x7f, 0, 0, 1, 0, 0, 0, 0, 0});
            assertThat(new String(client.encode(Frame.close(1005, "")), StandardCharsets.ISO_8859_1))
                    .hasSize(8);
        }
        assertThatThrownBy(() -> Frame.read(new Wire(new CountingSocket(0x82, 0x7f, 0, 0, 0, 0, 0, 0, 0, 9))))
                .isInstanceOf(EOFException.class);
    }
}
