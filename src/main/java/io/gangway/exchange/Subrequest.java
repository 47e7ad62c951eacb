package io.gangway.exchange;

/** A subrequest under way, for whoever asked for it and takes its answer. Use on the exchange's loop only. */
public interface Subrequest {
    /** The sink has room again, after it said PENDING. */
    void writable();

    /** The answer is not wanted any more. Idempotent; {@code then} is called when the subrequest had not ended before. */
    void cancel();
}
