package io.gangway.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One WebSocket frame (RFC 6455, section 5.2).
 *
 * @param fin last frame of its message
 * @param rsv the three reserved bits, 0 to 7 (4: RSV1, compressed)
 * @param opcode 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong
 * @param masked whether it was or will be masked
 * @param payload unmasked
 */
public record Frame(boolean fin, int rsv, int opcode, boolean masked, byte[] payload) {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /** Codes that no close frame may carry (RFC 6455, section 7.4). */
    public static final List<Integer> ILLEGAL_CLOSE_CODES =
            List.of(0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535);

    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    /** A whole frame; the sender masks it if it is a client. */
    public static Frame of(int opcode, byte[] payload) {
        return new Frame(true, 0, opcode, false, payload);
    }

    /** A text message in one frame. */
    public static Frame text(String text) {
        return of(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A ping; its pong has the same payload. */
    public static Frame ping(String payload) {
        return of(PING, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** A pong. */
    public static Frame pong(String payload) {
        return of(PONG, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** A close frame; code 0 makes one without code and reason. */
    public static Frame close(int code, String reason) {
        if (code == 0) {
            return of(CLOSE, new byte[0]);
        }
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + words.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(words, 0, payload, 2, words.length);
        return of(CLOSE, payload);
    }

    /** The same frame without FIN: more of its message follows. */
    public Frame unfinished() {
        return new Frame(false, rsv, opcode, masked, payload);
    }

    /** The same frame with other reserved bits. */
    public Frame rsv(int bits) {
        return new Frame(fin, bits, opcode, masked, payload);
    }

    Frame masked(boolean mask) {
        return new Frame(fin, rsv, opcode, mask, payload);
    }

    /** Payload as UTF-8 text. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Code of a close frame; 1005 if it has none. */
    public int closeCode() {
        return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }

    /** Reason of a close frame; empty if it has none. */
    public String closeReason() {
        return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    /** The bytes on the wire. */
    public byte[] encode() {
        int length = payload.length;
        int extended = length < 126 ? 0 : length < 65536 ? 2 : 8;
        int head = 2 + extended + (masked ? 4 : 0);
        byte[] bytes = new byte[head + length];
        bytes[0] = (byte) ((fin ? 0x80 : 0) | rsv << 4 | opcode);
        bytes[1] = (byte) ((masked ? 0x80 : 0) | (extended == 0 ? length : extended == 2 ? 126 : 127));
        for (int i = 0; i < extended; i++) {
            bytes[2 + i] = (byte) ((long) length >> 8 * (extended - 1 - i));
        }
        if (masked) {
            System.arraycopy(MASK, 0, bytes, head - 4, 4);
        }
        for (int i = 0; i < length; i++) {
            bytes[head + i] = (byte) (masked ? payload[i] ^ MASK[i & 3] : payload[i]);
        }
        return bytes;
    }

    /** The header of a frame with FIN that claims this many bytes, in the longest form; the mask is all zero. */
    static byte[] header(int opcode, boolean masked, long length) {
        ByteBuffer header = ByteBuffer.allocate(masked ? 14 : 10);
        header.put((byte) (0x80 | opcode)).put((byte) (masked ? 0xff : 0x7f)).putLong(length);
        return header.array();
    }

    /** Reads one frame; null if the peer closed the connection before it. */
    static Frame read(Wire wire) throws IOException {
        int first = wire.read();
        if (first < 0) {
            return null;
        }
        int second = wire.readBytes(1)[0] & 0xff;
        boolean masked = (second & 0x80) != 0;
        long length = second & 0x7f;
        if (length > 125) {
            byte[] extended = wire.readBytes(length == 126 ? 2 : 8);
            length = 0;
            for (byte b : extended) {
                length = length << 8 | b & 0xff;
            }
        }
        byte[] mask = masked ? wire.readBytes(4) : new byte[4];
        byte[] payload = wire.readBytes(Math.toIntExact(length));
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new Frame((first & 0x80) != 0, first >> 4 & 7, first & 15, masked, payload);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame
                && fin == frame.fin
                && rsv == frame.rsv
                && opcode == frame.opcode
                && masked == frame.masked
                && Arrays.equals(payload, frame.payload);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(payload) * 31 + opcode;
    }

    @Override
    public String toString() {
        String content = switch (opcode) {
            case TEXT -> payload.length > 80 ? payload.length + " bytes" : text();
            case CLOSE -> closeCode() + " " + closeReason();
            default -> payload.length + " bytes";
        };
        return "Frame[opcode " + opcode + (fin ? "" : ", unfinished") + (masked ? ", masked" : "") + ": " + content
                + "]";
    }
}
