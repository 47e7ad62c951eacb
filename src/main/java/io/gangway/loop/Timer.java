package io.gangway.loop;

/** A reusable timer of an event loop. Use on its loop only. */
public interface Timer {
    /**
     * Expires once, {@code millis} from now, unless it is armed again or cancelled first. Cheap when the new expiry is
     * later than the old one.
     *
     * @param millis at least 0
     */
    void arm(long millis);

    /** Milliseconds until it expires, at least 0; 0 when it is not armed. */
    long untilMillis();

    /** Stops the timer. Idempotent. */
    void cancel();
}
