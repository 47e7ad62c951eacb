package io.gangway.testing;

import io.gangway.loop.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A clock that a test advances, so that no test waits for a time-out or races with one. When {@link #advance} returns,
 * the loops that use this clock have run all timers that were due.
 */
public final class TestClock implements Clock {
    /** A timer may start a task on another loop, which may set a timer that is due at once. */
    private static final int ITERATIONS = 4;

    private static final long MAX_SECONDS = 30;

    private final List<Executor> loops = new CopyOnWriteArrayList<>();
    private final LongSupplier base;
    private final AtomicLong ahead = new AtomicLong();
    private final AtomicLong stepped = new AtomicLong();
    private final long startedNanos;
    private final long startedMillis = System.currentTimeMillis();

    private TestClock(LongSupplier base) {
        this.base = base;
        startedNanos = base.getAsLong();
    }

    /** A clock that runs, and can be advanced. */
    public static TestClock running() {
        return new TestClock(System::nanoTime);
    }

    /** A clock that moves only when it is advanced: times are exact however busy the machine is. */
    public static TestClock stopped() {
        return new TestClock(() -> 0);
    }

    /** A clock that moves by {@code step} each time it is read. */
    public static TestClock slow(Duration step) {
        AtomicLong looks = new AtomicLong();
        return new TestClock(() -> looks.addAndGet(step.toNanos()));
    }

    @Override
    public long nanoTime() {
        return base.getAsLong() + ahead.get();
    }

    @Override
    public long currentTimeMillis() {
        return startedMillis + (nanoTime() - startedNanos) / 1_000_000L + stepped.get();
    }

    @Override
    public void register(Executor loop) {
        loops.add(loop);
    }

    /** Advances the clock in one step: timers that were due in between see the new time. */
    public void advance(Duration time) {
        ahead.addAndGet(time.toNanos());
        awaitLoops();
    }

    /** The same, in milliseconds. */
    public void advance(long millis) {
        advance(Duration.ofMillis(millis));
    }

    /** Changes the wall clock; no time passes. */
    public void adjustWallClock(Duration time) {
        stepped.addAndGet(time.toMillis());
        awaitLoops();
    }

    /** Runs an action while all loops are paused, so that they see all of its effects at once. */
    public void whileLoopsPaused(Action action) throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch paused = new CountDownLatch(loops.size());
        loops.forEach(loop -> loop.execute(() -> {
            paused.countDown();
            await(over);
        }));
        try {
            await(paused);
            action.run();
        } finally {
            over.countDown();
        }
    }

    /** An action that runs while the loops are paused. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    /** Waits until all loops have run their due timers and all tasks submitted so far. */
    public void awaitLoops() {
        for (int i = 0; i < ITERATIONS; i++) {
            CountDownLatch done = new CountDownLatch(loops.size());
            loops.forEach(loop -> loop.execute(done::countDown));
            await(done);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(MAX_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("a loop did not run a task within " + MAX_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
