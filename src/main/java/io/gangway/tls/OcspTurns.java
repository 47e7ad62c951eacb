package io.gangway.tls;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Lets a few checks ask responders at the same time, so that one that hangs does not take all threads of the pool. The
 * others wait without a thread. Safe for any thread.
 */
final class OcspTurns {
    private static final int MAX = 8;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private record Waiting(long sinceNanos, Runnable again, Runnable tooLate) {
        boolean isLate() {
            return System.nanoTime() - sinceNanos > PATIENCE_NANOS;
        }
    }

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int running;

    /** The turn of one check, from its first request to its end. For one thread. */
    final class Turn implements AutoCloseable {
        private boolean taken;

        /** Before a request. */
        void take() throws OcspException {
            if (!taken && !increment()) {
                throw OcspException.busy();
            }
            taken = true;
        }

        @Override
        public void close() {
            if (taken) {
                decrement();
                next();
            }
        }
    }

    private synchronized boolean increment() {
        if (running == MAX) {
            return false;
        }
        running++;
        return true;
    }

    private synchronized void decrement() {
        running--;
    }

    private synchronized Waiting poll() {
        return waiting.poll();
    }

    /**
     * Waits for a turn, after {@link OcspException#isBusy}. Whoever got one calls {@link #next} in the end.
     *
     * @param sinceNanos when the check began
     * @param tooLate instead, if the turn comes too late
     */
    void await(long sinceNanos, Runnable again, Runnable tooLate) {
        synchronized (this) {
            if (running == MAX) {
                waiting.add(new Waiting(sinceNanos, again, tooLate));
                return;
            }
        }
        again.run();
    }

    /** Lets the next one try again. */
    void next() {
        Waiting next = poll();
        while (next != null && next.isLate()) {
            next.tooLate().run();
            next = poll();
        }
        if (next != null) {
            next.again().run();
        }
    }
}
