package io.gangway.websocket;

import java.util.Objects;

/**
 * The decision of a {@link MessageHook} about a message.
 *
 * @param forward the message for the other side, or null for none
 * @param reply the message for the sender, or null for none
 */
public record Verdict(Message forward, Message reply) {
    private static final Verdict DROP = new Verdict(null, null);

    /** Forwards this message: the one received, or another in its place. */
    public static Verdict pass(Message message) {
        return new Verdict(Objects.requireNonNull(message, "message"), null);
    }

    /** Drops the message. */
    public static Verdict drop() {
        return DROP;
    }

    /** Drops the message and sends this one back to its sender. */
    public static Verdict respond(Message response) {
        return new Verdict(null, Objects.requireNonNull(response, "response"));
    }
}
