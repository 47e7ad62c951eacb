package io.gangway.exchange;

import java.util.function.Consumer;

/** A running subrequest. Confined to the exchange's loop. */
public interface Subrequest {
    /** Called when the sink has room again after PENDING. */
    void writable();

    /**
     * Responds in place of an error page, whether of {@code error_page} or nginx's own. Called before it starts.
     *
     * @param response responds to the exchange that it gets
     */
    void onError(Consumer<Exchange> response);

    /**
     * Cancels the subrequest, since its response is not wanted any more. Idempotent; {@code then} is called unless it
     * has already ended.
     */
    void cancel();
}
