package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.HeaderBlockReader;
import io.gangway.http2.frame.Http2ConnectionException;
import java.nio.ByteBuffer;
import java.util.List;

/** HTTP/2 frames and header blocks: events and errors do not depend on how the input is split. */
public final class Http2FrameTarget implements Target {
    private static final int LONGEST_STRING = 512;
    private static final int LARGEST_BLOCK = 2048;

    /** The entry point for Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        new Http2FrameTarget().run(input);
    }

    @Override
    public List<byte[]> seeds() {
        return Http2Seeds.CONNECTIONS;
    }

    @Override
    public List<byte[]> words() {
        return Http2Seeds.WORDS;
    }

    @Override
    public void run(byte[] input) {
        String whole = events(Pieces.whole(input));
        assertThat(events(Pieces.of(input))).isEqualTo(whole);
    }

    private static String events(List<ByteBuffer> pieces) {
        Events events = new Events();
        FrameReader reader = new FrameReader(events);
        ByteBuffer left = ByteBuffer.allocate(0);
        try {
            for (ByteBuffer piece : pieces) {
                ByteBuffer in = ByteBuffer.allocate(left.remaining() + piece.remaining());
                in.put(left).put(piece).flip();
                reader.read(in);
                assertThat(in.remaining()).isLessThan(64);
                left = in;
            }
        } catch (Http2ConnectionException e) {
            events.text.append("fault ").append(e.getMessage());
        }
        return events.text.toString();
    }

    private static final class Events implements FrameReader.Listener {
        private final HeaderBlockReader blocks = new HeaderBlockReader(LONGEST_STRING, LARGEST_BLOCK);
        private final StringBuilder text = new StringBuilder();

        private void say(Object... words) {
            for (Object word : words) {
                text.append(word).append(' ');
            }
            text.append('\n');
        }

        @Override
        public void data(int stream, int size) {
            say("data", stream, size);
        }

        @Override
        public void dataPiece(ByteBuffer bytes, boolean last) {
            while (bytes.hasRemaining()) {
                text.append((char) (bytes.get() & 0xff));
            }
            if (last) {
                say("last");
            }
        }

        @Override
        public void headers(int stream, int dependsOn, boolean ended) {
            say("headers", stream, dependsOn, ended);
            blocks.begin((name, value) -> say(name, value));
        }

        @Override
        public void headersPiece(ByteBuffer bytes) throws Http2ConnectionException {
            blocks.read(bytes);
        }

        @Override
        public void headersEnd() throws Http2ConnectionException {
            blocks.end();
        }

        @Override
        public void priority() {
            say("priority");
        }

        @Override
        public void reset(int stream, int code) {
            say("reset", stream, code);
        }

        @Override
        public void setting(int id, int value) {
            say("setting", id, value);
        }

        @Override
        public void settingsEnd() {
            say("settings end");
        }

        @Override
        public void settingsAcknowledged() {
            say("settings acknowledged");
        }

        @Override
        public void ping(long value) {
            say("ping", value);
        }

        @Override
        public void windowUpdate(int stream, int increment) {
            say("window", stream, increment);
        }

        @Override
        public void unknown(int type) {
            say("unknown", type);
        }
    }
}
