package io.gangway.websocket;

import java.util.Objects;

/**
 * The decision of a {@link MessageHook} about a message.
 *
 * @param onward the message for the target, or null for none
 * @param back the message for the sender, or null for none
 */
public record Verdict(Message onward, Message back) {
    private static final Verdict DROP = new Verdict(null, null);

    /** Passes the message on, or another one instead. */
    public static Verdict pass(Message message) {
        return new Verdict(Objects.requireNonNull(message, "message"), null);
    }

    /** Drops the message. */
    public static Verdict drop() {
        return DROP;
    }

    /** Drops the message, and sends a response to its sender. */
    public static Verdict response(Message response) {
        return new Verdict(null, Objects.requireNonNull(response, "response"));
    }
}
