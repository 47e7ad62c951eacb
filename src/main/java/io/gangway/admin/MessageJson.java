package io.gangway.admin;

import io.gangway.websocket.frame.Opcode;
import io.gangway.websocket.inspect.InspectedMessage;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Recorded messages as JSON. */
final class MessageJson {
    private MessageJson() {}

    static String of(InspectedMessage message) {
        byte[] payload = message.payload();
        boolean close = message.opcode() == Opcode.CLOSE && payload.length >= 2;
        String text = message.compressed() || message.opcode() != Opcode.TEXT && !close
                ? null
                : text(ByteBuffer.wrap(payload).position(close ? 2 : 0), message.cut());
        JsonText json = new JsonText()
                .put("number", message.number())
                .time("at", message.atMillis())
                .put("direction", message.toUpstream() ? "to_upstream" : "to_client")
                .put("opcode", name(message.opcode()))
                .put("length", message.length());
        if (close) {
            json.put("code", (int) ByteBuffer.wrap(payload).getChar());
        }
        return json.put("payload", text != null ? text : Base64.getEncoder().encodeToString(payload))
                .put("base64", text == null)
                .put("cut", message.cut())
                .put("compressed", message.compressed())
                .toString();
    }

    private static String name(int opcode) {
        return switch (opcode) {
            case Opcode.TEXT -> "text";
            case Opcode.BINARY -> "binary";
            case Opcode.CLOSE -> "close";
            case Opcode.PING -> "ping";
            default -> "pong";
        };
    }

    /** The bytes as UTF-8, without a character that is cut off at the end; null when they are something else. */
    private static String text(ByteBuffer bytes, boolean cut) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer chars = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.decode(bytes, chars, !cut);
        return result.isError() ? null : chars.flip().toString();
    }
}
