package io.gangway;

/**
 * What became of the reloads of an instance, for its metrics.
 *
 * @param done configurations that were taken, the first one not counted
 * @param failed those that were refused, so that the one before went on
 * @param failure why the last one was refused, in nginx's words, with file and line where the file is wrong; null when the last
 *     one was taken
 */
public record Reloads(long done, long failed, String failure) {
    static final Reloads NONE = new Reloads(0, 0, null);

    Reloads taken() {
        return new Reloads(done + 1, failed, null);
    }

    Reloads refused(String why) {
        return new Reloads(done, failed + 1, why);
    }
}
