package io.gangway.websocket.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Builds output from the content of one buffer: slices of it, without copying, with other bytes between them. */
public final class BufferSlices {
    private final ByteBuffer bytes;
    private final List<ByteBuffer> all = new ArrayList<>(4);
    /** Bytes before this index have been included or skipped. */
    private int from;

    public BufferSlices(ByteBuffer bytes) {
        this.bytes = bytes;
        from = bytes.position();
    }

    /** Includes the bytes up to an index. */
    public void passTo(int to) {
        if (to > from) {
            all.add(bytes.slice(from, to - from));
        }
        from = to;
    }

    /** Skips the bytes up to an index. */
    public void skipTo(int to) {
        from = to;
    }

    /** Adds other bytes. */
    public void add(ByteBuffer other) {
        all.add(other);
    }

    /** The total number of bytes so far. */
    public long length() {
        long sum = 0;
        for (ByteBuffer each : all) {
            sum += each.remaining();
        }
        return sum;
    }

    public ByteBuffer[] toArray() {
        return all.toArray(ByteBuffer[]::new);
    }
}
