package io.gangway.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Encodes frames of clients and servers, and splits bytes into pieces. */
public final class Wires {
    private static final int MASK = 0x9abcdef1;

    private Wires() {}

    /** One frame with this first byte and the shortest form of the length. */
    public static byte[] frame(boolean masked, int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) first);
        int bit = masked ? 0x80 : 0;
        if (payload.length < 126) {
            frame.put((byte) (bit | payload.length));
        } else if (payload.length < 65536) {
            frame.put((byte) (bit | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (bit | 127)).putLong(payload.length);
        }
        if (masked) {
            frame.putInt(MASK);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (masked ? MASK >>> (24 - 8 * (i % 4)) : 0)));
        }
        byte[] bytes = new byte[frame.flip().remaining()];
        frame.get(bytes);
        return bytes;
    }

    /**
     * The header of a frame of any size, with the longest form of the length; the mask is zero, so the payload is
     * unchanged.
     */
    static byte[] header(boolean masked, int first, long length) {
        return ByteBuffer.allocate(masked ? 14 : 10)
                .put((byte) first)
                .put((byte) (masked ? 0xff : 0x7f))
                .putLong(length)
                .array();
    }

    public static byte[] text(boolean masked, String text) {
        return frame(masked, 0x81, bytes(text));
    }

    public static byte[] close(boolean masked, int code, String reason) {
        return frame(masked, 0x88, join(new byte[] {(byte) (code >> 8), (byte) code}, bytes(reason)));
    }

    public static byte[] bytes(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) text.charAt(i);
        }
        return bytes;
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** All ways to split the bytes into three pieces; empty pieces only for few bytes. */
    public static List<List<ByteBuffer>> splits(byte[] bytes) {
        List<List<ByteBuffer>> all = new ArrayList<>();
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                all.add(List.of(
                        piece(bytes, 0, first), piece(bytes, first, second), piece(bytes, second, bytes.length)));
            }
        }
        List<ByteBuffer> single = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            single.add(piece(bytes, i, i + 1));
        }
        all.add(single);
        return all;
    }

    /** A slice of a larger direct buffer, as from a pool. */
    public static ByteBuffer piece(byte[] bytes, int from, int to) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(to - from + 8);
        buffer.position(3).put(bytes, from, to - from).flip().position(3);
        return buffer;
    }
}
