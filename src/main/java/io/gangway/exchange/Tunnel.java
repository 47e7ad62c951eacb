package io.gangway.exchange;

import io.gangway.loop.Leg;

/** Takes over the client's leg after a 101. */
public interface Tunnel {
    /**
     * Called when the 101 was written. Bytes that followed the request head are the first that the leg reads. The
     * tunnel owns the leg and calls {@link Exchange#tunnelEnded()} once both legs are closed.
     */
    void open(Leg client);

    /** Called when the 101 could not be written; the leg is already closed. */
    void failed(Throwable cause);
}
