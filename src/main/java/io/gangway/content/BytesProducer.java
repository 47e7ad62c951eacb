package io.gangway.content;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Produces a short body that is already in memory. */
public final class BytesProducer implements Producer {
    private final byte[] bytes;

    public BytesProducer(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Produces a text of one char per byte. */
    public BytesProducer(String text) {
        this(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public void start(Sink sink) {
        sink.write(RetainableByteBuffer.wrap(ByteBuffer.wrap(bytes)), Sink.Mark.LAST);
    }

    @Override
    public void writable() {}

    @Override
    public void cancel(Throwable cause) {}
}
