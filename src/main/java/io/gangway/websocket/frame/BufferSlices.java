package io.gangway.websocket.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What is made of the content of one buffer: parts of it, not copied, and other bytes between them. */
public final class BufferSlices {
    private final ByteBuffer bytes;
    private final List<ByteBuffer> all = new ArrayList<>(4);
    /** What stands before is passed or left out. */
    private int from;

    public BufferSlices(ByteBuffer bytes) {
        this.bytes = bytes;
        from = bytes.position();
    }

    /** All up to there is part of it. */
    public void passTo(int to) {
        if (to > from) {
            all.add(bytes.slice(from, to - from));
        }
        from = to;
    }

    /** What was not passed up to there is left out. */
    public void skipTo(int to) {
        from = to;
    }

    /** Other bytes come next. */
    public void add(ByteBuffer other) {
        all.add(other);
    }

    /** How many bytes there are so far. */
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
