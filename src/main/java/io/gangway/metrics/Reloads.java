package io.gangway.metrics;

import java.time.Instant;

/**
 * Counts of the reloads of an instance. Times are null until the first reload of that kind.
 *
 * @param done successful reloads; the first configuration is not counted
 * @param failed rejected configurations; the previous one stayed in use
 * @param failure why the last reload failed, in nginx's words, with file and line if the file is wrong; null when the
 *     last one succeeded
 * @param lastDone time of the last successful reload
 * @param lastFailed time of the last rejected configuration
 */
public record Reloads(long done, long failed, String failure, Instant lastDone, Instant lastFailed) {
    /** No reload so far. */
    public static final Reloads NONE = new Reloads(0, 0, null, null, null);

    /** One more successful reload, now. */
    public Reloads succeeded() {
        return new Reloads(done + 1, failed, null, Instant.now(), lastFailed);
    }

    /** One more rejected configuration, now. */
    public Reloads refused(String why) {
        return new Reloads(done, failed + 1, why, lastDone, Instant.now());
    }
}
