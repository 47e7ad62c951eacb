package io.gangway.exchange;

/** A running subrequest. Confined to the exchange's loop. */
public interface Subrequest {
    /** Called when the sink has room again after PENDING. */
    void writable();

    /**
     * Cancels the subrequest, since its response is not wanted any more. Idempotent; {@code then} is called unless it
     * has already ended.
     */
    void cancel();
}
