package io.gangway.websocket;

import java.nio.charset.StandardCharsets;

/**
 * A whole message of a WebSocket, not compressed, as a {@link MessageHook} sees it.
 *
 * @param from who sent it
 * @param text whether it is text, whose bytes are then UTF-8, or binary
 * @param bytes its payload; not to be changed
 */
public record Message(Side from, boolean text, byte[] bytes) {
    /** Its payload as text. */
    public String string() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The same with another text. */
    public Message with(String newText) {
        return new Message(from, true, newText.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with other bytes. */
    public Message with(byte[] newBytes) {
        return new Message(from, text, newBytes);
    }
}
