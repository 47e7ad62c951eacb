package io.gangway.control;

import io.gangway.conf.BuildInfo;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.util.ajax.JSON;

/**
 * A response.
 *
 * @param status such as 200
 * @param reason the reason phrase
 * @param value the body as JSON; null for none
 * @param then runs when the response was written, or the client has left
 */
record ControlResponse(int status, String reason, Object value, Runnable then) {
    static final ControlResponse BAD_REQUEST = new ControlResponse(400, "Bad Request", null);
    static final ControlResponse FORBIDDEN = new ControlResponse(403, "Forbidden", null);
    static final ControlResponse NOT_FOUND = new ControlResponse(404, "Not Found", null);
    static final ControlResponse NOT_ALLOWED = new ControlResponse(405, "Not Allowed", null);
    static final ControlResponse INTERNAL_ERROR = new ControlResponse(500, "Internal Server Error", null);

    private ControlResponse(int status, String reason, Object value) {
        this(status, reason, value, () -> {});
    }

    static ControlResponse ok(Object value) {
        return new ControlResponse(200, "OK", value);
    }

    /** What was asked for begins after the response, because it may end this process. */
    static ControlResponse accepted(Runnable then) {
        return new ControlResponse(202, "Accepted", null, then);
    }

    static ControlResponse unprocessable(Object value) {
        return new ControlResponse(422, "Unprocessable Entity", value);
    }

    /** Head and body. */
    byte[] bytes() {
        byte[] body = value == null ? new byte[0] : new JSON().toJSON(value).getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + status + " " + reason + "\r\n"
                        + "Server: " + BuildInfo.name("on") + "\r\n"
                        + "Connection: close\r\n"
                        + "Content-Type: application/json\r\n"
                        + "Content-Length: " + body.length + "\r\n"
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
