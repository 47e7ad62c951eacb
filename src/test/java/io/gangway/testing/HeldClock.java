package io.gangway.testing;

import io.gangway.core.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A clock that stands until a test moves it. Whoever goes by it has done what was due when {@link #advance} returns. */
public final class HeldClock implements Clock {
    /** What a timer starts may be a task for another loop, and that one may arm a timer that is due at once. */
    private static final int TURNS = 4;

    private static final long MOST_SECONDS = 30;

    private final List<Executor> loops = new CopyOnWriteArrayList<>();
    private volatile long nanos;

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public void drives(Executor loop) {
        loops.add(loop);
    }

    /** Moves on at one go. Timers that were due in between see the new time, all the same. */
    public void advance(Duration time) {
        nanos += time.toNanos();
        settle();
    }

    /** The same, in milliseconds. */
    public void advance(long millis) {
        advance(Duration.ofMillis(millis));
    }

    /** Waits until all loops have done what is due and what they were told so far. */
    public void settle() {
        for (int turn = 0; turn < TURNS; turn++) {
            CountDownLatch turned = new CountDownLatch(loops.size());
            loops.forEach(loop -> loop.execute(turned::countDown));
            try {
                if (!turned.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("a loop did not turn within " + MOST_SECONDS + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
