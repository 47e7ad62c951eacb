package io.gangway.websocket;

import java.util.Objects;

/**
 * What becomes of a message that a {@link MessageHook} has seen.
 *
 * @param onward what its target gets, or null for nothing
 * @param back what its sender gets, or null for nothing
 */
public record Verdict(Message onward, Message back) {
    private static final Verdict DROP = new Verdict(null, null);

    /** It goes on as it is, or another one in its place. */
    public static Verdict pass(Message message) {
        return new Verdict(Objects.requireNonNull(message, "message"), null);
    }

    /** It goes no further. */
    public static Verdict drop() {
        return DROP;
    }

    /** It goes no further; its sender gets this answer. */
    public static Verdict response(Message response) {
        return new Verdict(null, Objects.requireNonNull(response, "answer"));
    }
}
