package io.gangway.content;

/** Produces the body of a response and writes it to a sink. Confined to the exchange's loop. */
public interface Producer {
    /** The head was sent: write until the sink returns PENDING. */
    void start(Sink sink);

    /** Continue after PENDING. */
    void writable();

    /**
     * No more bytes are wanted: the client left (with a cause), or the response has no body after all (null). Free what
     * is held. Idempotent. Not called after the producer's LAST or {@code fail}.
     */
    void cancel(Throwable cause);

    /**
     * In place of {@link #start}, for a response without a body.
     *
     * @param end to be run once, now or later, when the response may end
     */
    default void withoutBody(Runnable end) {
        cancel(null);
        end.run();
    }
}
