package io.gangway.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** The values of {@code Sec-WebSocket-Key} and {@code Sec-WebSocket-Accept} (RFC 6455, 4). */
public final class WebSocketKey {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int BYTES = 16;
    private static final int LENGTH = 24;

    private WebSocketKey() {}

    /** A new key. It tells apart handshakes, and protects nothing: ordinary random numbers do. */
    public static String create() {
        byte[] bytes = new byte[BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Whether a client may send this key: 16 bytes in base64. */
    public static boolean isValid(String key) {
        try {
            return key != null && Base64.getDecoder().decode(key).length == BYTES && key.length() == LENGTH;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The value that accepts a key. */
    public static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
