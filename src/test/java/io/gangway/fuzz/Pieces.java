package io.gangway.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Splits bytes into pieces, as they may arrive from a network. */
final class Pieces {
    private Pieces() {}

    /** Splits the bytes into pieces whose sizes are derived from the bytes themselves. */
    static List<ByteBuffer> of(byte[] bytes) {
        Random random = new Random(Arrays.hashCode(bytes));
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int size = Math.min(bytes.length - from, 1 + random.nextInt(1 << random.nextInt(10)));
            pieces.add(ByteBuffer.wrap(bytes, from, size).slice());
            from += size;
        }
        return pieces;
    }

    /** The bytes in one piece. */
    static List<ByteBuffer> whole(byte[] bytes) {
        return List.of(ByteBuffer.wrap(bytes));
    }
}
