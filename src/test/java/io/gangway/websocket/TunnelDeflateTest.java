package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.WebSocketPeer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** permessage-deflate (RFC 7692) is negotiated between the endpoints; compressed messages pass unchanged. */
class TunnelDeflateTest {
    private static final String EXTENSION = "Sec-WebSocket-Extensions: permessage-deflate";
    private static final int COMPRESSED = 4;

    private final BackendPeer backend = new BackendPeer();

    // F29
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void compressed_messages_with_context_takeover_pass_in_both_directions(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(EXTENSION));
                WebSocketPeer client = site.connect(EXTENSION + "; client_max_window_bits");
                Codec ofClient = new Codec();
                Codec ofBackend = new Codec()) {
            assertThat(client.handshake().field("Sec-WebSocket-Extensions")).isEqualTo("permessage-deflate");
            assertThat(site.upstream().lastRequest().field("Sec-WebSocket-Extensions"))
                    .isEqualTo("permessage-deflate; client_max_window_bits");
            WebSocketPeer server = backend.next();
            for (int i = 0; i < 50; i++) {
                String text = "the same words again and again, number " + i + "; ".repeat(i * 100);
                says(client, ofClient, server, text);
                says(server, ofBackend, client, text);
            }
            backend.closeAll();
        }
    }

    /** Every third message is sent in fragments: only the first carries RSV1. */
    private static void says(WebSocketPeer from, Codec codec, WebSocketPeer to, String text) throws Exception {
        byte[] packed = codec.deflate(text.getBytes("UTF-8"));
        if (packed.length % 3 == 0) {
            from.send(
                    Frame.of(Frame.TEXT, Arrays.copyOf(packed, 1))
                            .rsv(COMPRESSED)
                            .unfinished(),
                    Frame.of(Frame.CONTINUATION, Arrays.copyOfRange(packed, 1, packed.length)));
            assertThat(to.read().rsv()).isEqualTo(COMPRESSED);
            Frame rest = to.read();
            assertThat(rest.rsv()).isZero();
            assertThat(rest.payload()).isEqualTo(Arrays.copyOfRange(packed, 1, packed.length));
            assertThat(codec.inflate(packed)).isEqualTo(text);
        } else {
            from.send(Frame.of(Frame.TEXT, packed).rsv(COMPRESSED));
            Frame read = to.read();
            assertThat(read.rsv()).isEqualTo(COMPRESSED);
            assertThat(codec.inflate(read.payload())).isEqualTo(text);
        }
    }

    /** One direction with context takeover. */
    private static final class Codec implements AutoCloseable {
        private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        private final Inflater inflater = new Inflater(true);

        byte[] deflate(byte[] message) {
            byte[] out = new byte[message.length + 100];
            deflater.setInput(message);
            int n = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(out, n - 4);
        }

        String inflate(byte[] packed) throws DataFormatException {
            byte[] input = Arrays.copyOf(packed, packed.length + 4);
            input[packed.length + 2] = (byte) 0xff;
            input[packed.length + 3] = (byte) 0xff;
            inflater.setInput(input);
            byte[] out = new byte[65536];
            int n = inflater.inflate(out);
            return new String(out, 0, n, java.nio.charset.StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            deflater.end();
            inflater.end();
        }
    }
}
