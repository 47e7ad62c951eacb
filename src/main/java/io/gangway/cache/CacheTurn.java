package io.gangway.cache;

/** One turn of a job: how many files it has handled, and for how long. */
final class CacheTurn {
    private final CachePath.Pace pace;
    private final long startedNanos = System.nanoTime();
    private int files;

    CacheTurn(CachePath.Pace pace) {
        this.pace = pace;
    }

    /** Counts a file; true when it is time to pause. */
    boolean isOver() {
        files++;
        return files >= pace.files() || System.nanoTime() - startedNanos >= pace.thresholdMillis() * 1_000_000;
    }
}
