package io.gangway.testing;

import io.gangway.core.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The system's time, which leaps ahead when a test says so: nobody has to wait for a time-out, nor to be in time for one. */
final class LeapingClock implements Clock {
    private final AtomicLong ahead = new AtomicLong();
    private volatile Runnable wake = () -> {};

    @Override
    public long nanoTime() {
        return System.nanoTime() + ahead.get();
    }

    @Override
    public void onLeap(Runnable newWake) {
        wake = newWake;
    }

    void leap(Duration time) {
        ahead.addAndGet(time.toNanos());
        wake.run();
    }
}
