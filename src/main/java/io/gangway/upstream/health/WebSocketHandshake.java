package io.gangway.upstream.health;

import io.gangway.http.Fields;
import io.gangway.http.ResponseHead;
import io.gangway.http.WebSocketKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Locale;

/** The opening handshake of a check with {@code type=websocket}, and the close frame after it (RFC 6455). */
final class WebSocketHandshake {
    private static final int CLOSE = 0x88;
    private static final int MASKED = 0x80;
    private static final int SWITCHING = 101;
    private static final int NORMAL = 1000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String key = WebSocketKey.create();

    /** The fields of the request, as a client sends them. */
    String fields() {
        return "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key
                + "\r\n";
    }

    /** Why the response is no valid handshake (RFC 6455, section 4.1); null if it is one. */
    String fault(ResponseHead head) {
        if (head.status() != SWITCHING) {
            return "the status is " + head.status();
        }
        Fields fields = head.fields();
        if (!"websocket".equalsIgnoreCase(fields.get("Upgrade"))) {
            return "the response has no \"Upgrade: websocket\"";
        }
        String connection = String.join(",", fields.all("Connection")).toLowerCase(Locale.ROOT);
        if (!("," + connection.replaceAll("\\s", "") + ",").contains(",upgrade,")) {
            return "the response has no \"Connection: Upgrade\"";
        }
        return WebSocketKey.accept(key).equals(fields.get("Sec-WebSocket-Accept"))
                ? null
                : "the Sec-WebSocket-Accept is wrong";
    }

    /** A masked close frame. */
    static ByteBuffer close() {
        byte[] mask = new byte[4];
        RANDOM.nextBytes(mask);
        ByteBuffer frame = ByteBuffer.allocate(8);
        frame.put((byte) CLOSE).put((byte) (MASKED | 2)).put(mask);
        frame.put((byte) (NORMAL >> 8 ^ mask[0])).put((byte) (NORMAL & 0xff ^ mask[1]));
        return frame.flip();
    }
}
