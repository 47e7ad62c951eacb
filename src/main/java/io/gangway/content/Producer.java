package io.gangway.content;

/** Gives the bytes of an answer to a sink. Confined to the exchange's loop. */
public interface Producer {
    /** The head is out: write until the sink says PENDING. */
    void start(Sink sink);

    /** Go on after PENDING. */
    void writable();

    /**
     * No byte is wanted any more: the client left (a cause), or the answer has no body after all (null). Free what is held.
     * Idempotent. Not called after the producer's LAST or {@code fail}.
     */
    void cancel(Throwable cause);
}
