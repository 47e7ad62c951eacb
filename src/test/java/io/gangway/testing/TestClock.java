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
 * A clock that a test moves on: nobody has to wait for a time-out, nor to be in time for one. Whoever goes by it has done what
 * was due when {@link #advance} returns.
 */
public final class TestClock implements Clock {
    /** What a timer starts may be a task for another loop, and that one may arm a timer that is due at once. */
    private static final int TURNS = 4;

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

    /** Time passes as usual, and leaps. */
    public static TestClock running() {
        return new TestClock(System::nanoTime);
    }

    /** Time stands still but for its leaps: what happens has an exact time, however busy the machine is. */
    public static TestClock held() {
        return new TestClock(() -> 0);
    }

    /** Whatever is done takes so long: each look at the clock is so much later than the one before. */
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
    public void drives(Executor loop) {
        loops.add(loop);
    }

    /** Moves on at one go. Timers that were due in between see the new time, all the same. */
    public void advance(Duration time) {
        ahead.addAndGet(time.toNanos());
        settle();
    }

    /** The same, in milliseconds. */
    public void advance(long millis) {
        advance(Duration.ofMillis(millis));
    }

    /** Somebody sets the wall clock; no time passes. */
    public void step(Duration time) {
        stepped.addAndGet(time.toMillis());
        settle();
    }

    /** Lets something happen of which the loops see nothing before all of it has happened. */
    public void whileLoopsStand(Action action) throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch standing = new CountDownLatch(loops.size());
        loops.forEach(loop -> loop.execute(() -> {
            standing.countDown();
            await(over);
        }));
        try {
            await(standing);
            action.run();
        } finally {
            over.countDown();
        }
    }

    /** What happens meanwhile. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    /** Waits until all loops have done what is due and what they were told so far. */
    public void settle() {
        for (int turn = 0; turn < TURNS; turn++) {
            CountDownLatch turned = new CountDownLatch(loops.size());
            loops.forEach(loop -> loop.execute(turned::countDown));
            await(turned);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(MAX_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("a loop did not turn within " + MAX_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
