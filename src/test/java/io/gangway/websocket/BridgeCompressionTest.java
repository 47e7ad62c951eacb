package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.content.Codecs;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.WebSocketPeer;
import io.gangway.websocket.bridge.BridgeTerms;
import io.gangway.websocket.frame.DeflateTerms;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** permessage-deflate on one leg, on both, or on neither; each leg is independent. */
class BridgeCompressionTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final String OFFER = EXTENSIONS + ": permessage-deflate; client_max_window_bits";
    private static final int RSV1 = 4;
    private static final long MAX_IN_POOL = 4L << 20;

    private final BackendPeer backend = new BackendPeer();

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void only_the_client_leg_is_compressed(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), "websocket_compression client min_length=0;");
                WebSocketPeer client = site.connect(OFFER);
                DeflatePeer deflate = new DeflatePeer(false)) {
            assertThat(client.handshake().field(EXTENSIONS))
                    .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
            assertThat(site.upstream().lastRequest().field(EXTENSIONS)).isNull();

            for (String text : new String[] {"gr\u00fc\u00df".repeat(100), "", "gr\u00fc\u00df".repeat(100)}) {
                byte[] payload = text.getBytes(StandardCharsets.UTF_8);
                client.send(Frame.of(Frame.TEXT, deflate.deflate(payload)).rsv(RSV1));
                assertThat(backend.peer().read().text()).isEqualTo(text);

                backend.peer().send(text);
                Frame heard = client.read();
                assertThat(heard.rsv()).isEqualTo(RSV1);
                assertThat(heard.payload().length).isLessThan(payload.length / 10 + 2);
                assertThat(deflate.inflate(heard.payload())).isEqualTo(payload);
            }
            client.send(Frame.text("not compressed this time"));
            assertThat(backend.peer().read().text()).isEqualTo("not compressed this time");
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void only_the_upstream_leg_is_compressed(LegPair legs) throws IOException {
        Script script = backend.script(
                EXTENSIONS + ": permessage-deflate; client_no_context_takeover; server_no_context_takeover");
        try (TunnelSite site = TunnelSite.start(legs, script, "websocket_compression upstream min_length=1k;");
                WebSocketPeer client = site.connect(OFFER);
                DeflatePeer deflate = new DeflatePeer(false)) {
            assertThat(client.handshake().field(EXTENSIONS)).isNull();
            assertThat(site.upstream().lastRequest().field(EXTENSIONS))
                    .isEqualTo("permessage-deflate; client_no_context_takeover; server_no_context_takeover");
            byte[] payload = "compress me ".repeat(1000).getBytes(StandardCharsets.UTF_8);

            client.send(Frame.of(Frame.TEXT, payload), Frame.text("short"));
            Frame heard = backend.peer().read();
            assertThat(heard.rsv()).isEqualTo(RSV1);
            assertThat(deflate.inflate(heard.payload())).isEqualTo(payload);
            assertThat(backend.peer().read().text()).isEqualTo("short");

            backend.peer().send(Frame.of(Frame.TEXT, deflate.deflate(payload)).rsv(RSV1));
            assertThat(client.read()).isEqualTo(Frame.of(Frame.TEXT, payload));
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void both_legs_are_compressed_with_separate_contexts(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(
                        legs,
                        backend.script(EXTENSIONS + ": permessage-deflate; server_max_window_bits=12"),
                        "websocket_compression on context_takeover level=6;");
                WebSocketPeer client = site.connect(OFFER);
                DeflatePeer ofClient = new DeflatePeer(true);
                DeflatePeer ofBackend = new DeflatePeer(true)) {
            assertThat(client.handshake().field(EXTENSIONS)).isEqualTo("permessage-deflate");
            byte[] payload = new byte[2000];
            new Random(3).nextBytes(payload);
            int first = 0;
            for (int i = 0; i < 5; i++) {
                client.send(Frame.of(Frame.BINARY, ofClient.deflate(payload)).rsv(RSV1));
                Frame heard = backend.peer().read();
                assertThat(ofBackend.inflate(heard.payload())).isEqualTo(payload);
                first = i == 0 ? heard.payload().length : first;
                backend.peer()
                        .send(Frame.of(Frame.BINARY, ofBackend.deflate(payload)).rsv(RSV1));
                Frame back = client.read();
                assertThat(ofClient.inflate(back.payload())).isEqualTo(payload);
                assertThat(back.payload().length).isLessThan(i == 0 ? 3000 : first / 10);
            }
            backend.closeAll();
        }
    }

    @Test
    void sixteen_mib_pass_over_a_compressed_leg_in_bounded_pieces() throws IOException {
        byte[] payload = new byte[16 << 20];
        new Random(1).nextBytes(payload);
        Arrays.fill(payload, 0, payload.length / 2, (byte) 'x');
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), "websocket_compression client;");
                WebSocketPeer client = site.connect(OFFER);
                DeflatePeer deflate = new DeflatePeer(false)) {
            CompletableFuture<Void> sending = BridgeTest.sending(
                    client, Frame.of(Frame.BINARY, deflate.deflate(payload)).rsv(RSV1));

            Frame echo = client.readMessage();

            assertThat(deflate.inflate(echo.payload())).isEqualTo(payload);
            sending.join();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate|permessage-deflate",
                "permessage-deflate; server_no_context_takeover|permessage-deflate; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover|permessage-deflate; client_no_context_takeover",
                "permessage-deflate; server_max_window_bits=15|permessage-deflate; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate|permessage-deflate",
                "permessage-deflate; server_max_window_bits=10|",
                "permessage-deflate; server_max_window_bits=7|",
                "permessage-deflate; unknown|",
                "permessage-deflate; client_max_window_bits=16|",
                "x-webkit-deflate-frame|",
                "x-other, permessage-deflate; client_max_window_bits=12|permessage-deflate",
                ";;|"
            })
    void the_first_acceptable_offer_is_accepted(String offer, String response) throws IOException {
        try (TunnelSite site = TunnelSite.start(backend.script(), "websocket_compression client context_takeover;");
                WebSocketPeer client = site.connect(EXTENSIONS + ": " + offer)) {
            assertThat(client.handshake().field(EXTENSIONS)).isEqualTo(response);
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate; client_max_window_bits=10",
                "permessage-deflate; unknown",
                "permessage-deflate, permessage-deflate",
                "x-other",
                "permessage-deflate; server_max_window_bits"
            })
    void an_upstream_response_that_does_not_match_the_offer_is_502(String response) throws IOException {
        try (TunnelSite site = TunnelSite.start(
                        (request, connection) ->
                                WebSocketPeer.accept(request, connection, EXTENSIONS + ": " + response),
                        "websocket_compression upstream;",
                        "error_log %{dir}/error.log;");
                RawConnection client = site.raw()) {
            assertThat(client.send(WebSocketPeer.upgradeRequest("/chat")).read().status())
                    .isEqualTo(502);
            assertThat(site.log("error.log"))
                    .contains("upstream sent Sec-WebSocket-Extensions that were not asked for: \"" + response + "\"");
        }
    }

    @Test
    void the_maximum_size_counts_inflated_bytes() throws IOException {
        try (TunnelSite site = TunnelSite.start(
                        backend.script(), "websocket_compression client; websocket_max_message_size 64k;");
                WebSocketPeer client = site.connect(OFFER);
                DeflatePeer deflate = new DeflatePeer(false)) {
            byte[] compressed = deflate.deflate(new byte[100_000]);
            assertThat(compressed.length).isLessThan(1000);

            client.send(Frame.of(Frame.BINARY, compressed).rsv(RSV1));

            assertThat(client.read()).isEqualTo(Frame.close(1009, "message larger than 65536 bytes"));
            Frame heard = backend.peer().read();
            while (heard.opcode() != Frame.CLOSE) {
                heard = backend.peer().read();
            }
            assertThat(heard.closeCode()).isEqualTo(1009);
            backend.closeAll();
        }
    }

    @Test
    void bad_utf8_under_compression_is_1007() throws IOException {
        try (TunnelSite site = TunnelSite.start(backend.script(), "websocket_compression client;");
                WebSocketPeer client = site.connect(OFFER);
                DeflatePeer deflate = new DeflatePeer(false)) {
            client.send(Frame.of(Frame.TEXT, deflate.deflate(new byte[] {'a', (byte) 0xc0}))
                    .rsv(RSV1));

            assertThat(client.read()).isEqualTo(Frame.close(1007, "text that is not UTF-8"));
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void a_stalled_reader_stops_inflation(LegPair legs) throws IOException {
        int count = 24;
        byte[] message = new byte[4 << 20];
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), "websocket_compression client;");
                WebSocketPeer client = site.connect(OFFER);
                DeflatePeer deflate = new DeflatePeer(false)) {
            Frame[] frames = new Frame[count];
            Arrays.fill(frames, Frame.of(Frame.BINARY, deflate.deflate(message)).rsv(RSV1));
            WebSocketPeer peer = backend.peer();
            long before = direct();

            client.send(frames);

            await().during(Duration.ofMillis(300)).until(() -> direct() - before < MAX_IN_POOL);
            for (int i = 0; i < count; i++) {
                assertThat(peer.readMessage().payload()).hasSize(message.length);
            }
            client.send(Frame.close(1000, ""));
            assertThat(peer.read().closeCode()).isEqualTo(1000);
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void a_stalled_client_stops_the_backend_and_gets_everything_later(LegPair legs) throws IOException {
        int count = 100;
        byte[] message = new byte[1 << 20];
        new Random(7).nextBytes(message);
        Script script = backend.script(EXTENSIONS + ": permessage-deflate; server_no_context_takeover");
        try (TunnelSite site = TunnelSite.start(legs, script, "websocket_compression on;");
                WebSocketPeer client = site.connect(OFFER);
                DeflatePeer deflate = new DeflatePeer(false)) {
            Frame[] frames = new Frame[count];
            Arrays.fill(frames, Frame.of(Frame.BINARY, deflate.deflate(message)).rsv(RSV1));
            long before = direct();

            CompletableFuture<Void> sending = BridgeTest.sending(backend.peer(), frames);

            await().during(Duration.ofMillis(300)).until(() -> direct() - before < MAX_IN_POOL && !sending.isDone());
            for (int i = 0; i < count; i++) {
                assertThat(Arrays.equals(deflate.inflate(client.readMessage().payload()), message))
                        .isTrue();
            }
            sending.join();
            backend.closeAll();
        }
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void two_thousand_tunnels_release_all_codecs() throws IOException {
        // The pools count the codecs in use and the idle ones; running out of native memory would be no test.
        Codecs codecs = new Codecs();
        ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
        Compression compression = new Compression(true, true, true, 1, 0);
        TunnelSettings settings =
                new TunnelSettings(-1, 1, MaxAge.NONE, 0, 1, 0, -1, true, compression, null, 0, codecs);
        DeflateTerms terms = new DeflateTerms(true, true);
        byte[] payload = "twice the same ".repeat(20).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 2000; i++) {
            FrameProcessors processors = FrameProcessors.bridge(settings, new BridgeTerms(terms, terms), null, buffers);
            try (DeflatePeer peer = new DeflatePeer(true)) {
                byte[] frame = Wires.frame(true, 0xc1, peer.deflate(payload));
                processors.toUpstream().pass(new ByteBuffer[] {Wires.piece(frame, 0, frame.length)});
            }
            assertThat(codecs.inflaters().getPool().getInUseCount()).isOne();
            assertThat(codecs.deflaters(1).getPool().getInUseCount()).isOne();
            processors.toUpstream().release();
            processors.toClient().release();
        }
        assertThat(codecs.inflaters().getPool().size()).isOne();
        assertThat(codecs.inflaters().getPool().getInUseCount()).isZero();
        assertThat(codecs.deflaters(1).getPool().size()).isOne();
        assertThat(codecs.deflaters(1).getPool().getInUseCount()).isZero();
        assertThat(buffers.getLeaks()).isEmpty();
        codecs.close();
        assertThat(codecs.inflaters().getPool().size()).isZero();
        assertThat(codecs.deflaters(1).getPool().size()).isZero();
    }
}
