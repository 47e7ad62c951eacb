package io.gangway.exchange;

import io.gangway.loop.Leg;

/** What takes a client leg over after a 101. */
public interface Tunnel {
    /**
     * The 101 is written. Bytes that came behind the request head are the first that the leg gives. The tunnel owns the leg
     * and calls {@link Exchange#tunnelEnded()} once both legs are gone.
     */
    void open(Leg client);

    /** The 101 could not be written; the leg is gone already. */
    void failed(Throwable cause);
}
