package io.gangway.upstream.health;

import io.gangway.http.Fields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A check with {@code type=grpc}: the method {@code Check} of the gRPC health checking protocol, {@code
 * grpc.health.v1.Health}. Immutable.
 *
 * @param service that is asked for, one char per byte; empty for the whole server
 * @param status the gRPC status that passes the check; 0 for a response that says SERVING
 */
record GrpcHealth(String service, int status) {
    static final String PATH = "/grpc.health.v1.Health/Check";

    /** Before each message: whether it is compressed, and its length. */
    private static final int PREFIX = 5;

    private static final int SERVICE = 1 << 3 | 2;
    private static final int STATUS = 1 << 3;
    private static final int SERVING = 1;
    private static final int CONTINUED = 0x80;

    /** The message of the call: the service, if one is given. */
    byte[] message() {
        byte[] name = service.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer content = ByteBuffer.allocate(name.length + 6);
        if (name.length > 0) {
            content.put((byte) SERVICE);
            int length = name.length;
            for (; length >= CONTINUED; length >>>= 7) {
                content.put((byte) (length | CONTINUED));
            }
            content.put((byte) length).put(name);
        }
        content.flip();
        ByteBuffer message = ByteBuffer.allocate(PREFIX + content.remaining());
        message.put((byte) 0).putInt(content.remaining()).put(content);
        return message.array();
    }

    /** Why the response does not pass the check; null if it does. */
    String fault(CheckResponse response) {
        Fields head = response.head().fields();
        String code = response.trailers().get("grpc-status");
        if (code == null) {
            code = head.get("grpc-status");
        }
        if (code == null) {
            return "the response has no grpc-status";
        }
        if (!code.equals(Integer.toString(status))) {
            return "the gRPC status is " + code;
        }
        if (status != 0) {
            return null;
        }
        int serving = serving(response.bodyText());
        return serving == SERVING ? null : "the service is not serving: " + serving;
    }

    /** The field {@code status} of the message; 0 if it has none, -1 if the message cannot be read. */
    private static int serving(String body) {
        if (body.length() < PREFIX || body.charAt(0) != 0) {
            return -1;
        }
        if (body.length() == PREFIX) {
            return 0;
        }
        return body.length() == PREFIX + 2 && body.charAt(PREFIX) == STATUS ? body.charAt(PREFIX + 1) : -1;
    }
}
