package io.gangway.loop;

/** One time-out of a loop, armed again and again by its owner. To be used on its loop only. */
public interface Timer {
    /**
     * Expires once, {@code millis} from now, unless armed again or cancelled before. Cheap when armed later than before.
     *
     * @param millis at least 0
     */
    void arm(long millis);

    /** Does not expire. Idempotent. */
    void cancel();
}
