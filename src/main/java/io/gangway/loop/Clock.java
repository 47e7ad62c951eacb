package io.gangway.loop;

import java.util.concurrent.Executor;

/**
 * The time source of the event loops of a process: of all timers and timestamps. It has two clocks: durations are
 * measured with the monotonic one; dates come from the wall clock, which may be set at any time. Thread-safe.
 */
public interface Clock {
    /** The clock of the JVM. */
    Clock SYSTEM = System::nanoTime;

    /** Nanoseconds since an arbitrary moment, as {@link System#nanoTime}; never goes back. */
    long nanoTime();

    /** The wall clock: milliseconds since 1970. It may jump in both directions, by NTP or when a laptop wakes up. */
    default long currentTimeMillis() {
        return System.currentTimeMillis();
    }

    /**
     * Registers a loop that uses this clock. The loop sleeps until its next timer as if this clock ran in real time; so
     * a clock that jumps must then execute a task on each loop, which wakes it and makes it read the time again.
     */
    default void register(Executor loop) {}
}
