package io.gangway;

/**
 * Counts of the reloads of an instance, for its metrics.
 *
 * @param done successful reloads; the first configuration is not counted
 * @param failed rejected configurations; the previous one stayed in use
 * @param failure why the last reload failed, in nginx's words, with file and line if the file is wrong; null when the
 *     last one succeeded
 */
public record Reloads(long done, long failed, String failure) {
    static final Reloads NONE = new Reloads(0, 0, null);

    Reloads succeeded() {
        return new Reloads(done + 1, failed, null);
    }

    Reloads refused(String why) {
        return new Reloads(done, failed + 1, why);
    }
}
