package io.gangway.websocket;

import java.nio.charset.StandardCharsets;

/**
 * A complete, uncompressed WebSocket message, as a {@link MessageHook} receives it.
 *
 * @param from its sender
 * @param text whether it is text, with UTF-8 bytes, or binary
 * @param bytes its payload; must not be changed
 */
public record Message(Side from, boolean text, byte[] bytes) {
    /** The payload as text. */
    public String string() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A copy with another text. */
    public Message with(String newText) {
        return new Message(from, true, newText.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy with other bytes. */
    public Message with(byte[] newBytes) {
        return new Message(from, text, newBytes);
    }
}
