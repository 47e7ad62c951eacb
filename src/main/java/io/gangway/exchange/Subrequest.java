package io.gangway.exchange;

/** A running subrequest. Confined to the exchange's loop. */
public interface Subrequest {
    /** Called when the sink has room again after PENDING. */
    void writable();

    /**
     * Sets the body of a response that is sent in place of an error page, whether of {@code error_page} or nginx's own.
     * Called before it starts.
     *
     * @param contentType may be null
     */
    void stub(String body, String contentType);

    /**
     * Cancels the subrequest, since its response is not wanted any more. Idempotent; {@code then} is called unless it
     * has already ended.
     */
    void cancel();
}
