package io.gangway.mirror;

import io.gangway.loop.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * Counts the copies that run on a loop. They may take half of its {@code worker_connections}: a server for copies that
 * hangs must leave connections for the requests. Confined to its loop.
 */
final class RunningCopies {
    private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private int running;
    private boolean logged;
    private long loggedNanos;

    static RunningCopies of(EventLoop loop) {
        return loop.local(RunningCopies.class, RunningCopies::new);
    }

    int running() {
        return running;
    }

    /** Counts a copy, unless there are so many already. */
    boolean start(int max) {
        if (running >= max) {
            return false;
        }
        running++;
        return true;
    }

    void end() {
        running--;
    }

    /** Whether to log that a copy is left out: once a minute. */
    boolean mayLog(long nowNanos) {
        if (logged && nowNanos - loggedNanos < LOG_INTERVAL_NANOS) {
            return false;
        }
        logged = true;
        loggedNanos = nowNanos;
        return true;
    }
}
