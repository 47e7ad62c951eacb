package io.gangway.loop;

import java.util.concurrent.Executor;

/**
 * The time by which the loops of a process go: all their timers and time stamps. Two clocks: what lasts is measured by the one that
 * never goes back, what is told to others is read from the wall clock, which may be set at any time. Safe for all threads.
 */
public interface Clock {
    /** That of the JVM. */
    Clock SYSTEM = System::nanoTime;

    /** Nanoseconds since any moment; never goes back. */
    long nanoTime();

    /** The wall clock: milliseconds since 1970. It may leap both ways, by NTP or when a laptop wakes up. */
    default long currentTimeMillis() {
        return System.currentTimeMillis();
    }

    /**
     * A loop goes by this clock from now on. It sleeps until its next timer as if a second of this clock were a second, so a
     * clock that jumps has to give each loop something to run then: it wakes, and looks at the time anew.
     */
    default void drives(Executor loop) {}
}
