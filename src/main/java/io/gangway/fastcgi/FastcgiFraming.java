package io.gangway.fastcgi;

import io.gangway.upstream.exchange.BodyFraming;
import java.nio.ByteBuffer;

/** A request body in records of the type STDIN, the last of which is empty. */
final class FastcgiFraming implements BodyFraming {
    static final FastcgiFraming STDIN = new FastcgiFraming();

    /** As in nginx. */
    private static final int LARGEST = 32 * 1024;

    private static final int ALIGNMENT = 8;

    private FastcgiFraming() {}

    @Override
    public int largest() {
        return LARGEST;
    }

    @Override
    public int joined() {
        return 0;
    }

    @Override
    public void before(ByteBuffer out, int size) {
        header(out, FastcgiRecords.STDIN, size);
    }

    @Override
    public void after(ByteBuffer out, int size, boolean last) {
        for (int i = padding(size); i > 0; i--) {
            out.put((byte) 0);
        }
        if (last) {
            header(out, FastcgiRecords.STDIN, 0);
        }
    }

    /** Number of bytes after a content of that size. */
    static int padding(int size) {
        return -size & ALIGNMENT - 1;
    }

    private static void header(ByteBuffer out, int type, int size) {
        out.put((byte) FastcgiRecords.VERSION)
                .put((byte) type)
                .putShort((short) 1)
                .putShort((short) size)
                .put((byte) padding(size))
                .put((byte) 0);
    }
}
