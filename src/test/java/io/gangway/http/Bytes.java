package io.gangway.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Ways in which the same bytes may arrive. */
final class Bytes {
    private Bytes() {}

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static ByteBuffer heap(String text) {
        return ByteBuffer.wrap(of(text));
    }

    static ByteBuffer direct(String text) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(text.length());
        return buffer.put(of(text)).flip();
    }

    static String text(ByteBuffer buffer) {
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(buffer.position(), rest);
        return new String(rest, StandardCharsets.ISO_8859_1);
    }

    /** Pieces of at most {@code size} bytes, heap and direct in turn. */
    static List<ByteBuffer> pieces(String text, int size) {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int i = 0; i < text.length(); i += size) {
            String piece = text.substring(i, Math.min(text.length(), i + size));
            pieces.add(pieces.size() % 2 == 0 ? heap(piece) : direct(piece));
        }
        return pieces;
    }
}
