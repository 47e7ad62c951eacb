package io.gangway.core;

import java.util.concurrent.Executor;

/** The time by which the loops of a process go: all their timers and time stamps. Safe for all threads. */
public interface Clock {
    /** That of the JVM. */
    Clock SYSTEM = System::nanoTime;

    /** Nanoseconds since any moment; never goes back. */
    long nanoTime();

    /**
     * A loop goes by this clock from now on. It sleeps until its next timer as if a second of this clock were a second, so a
     * clock that jumps has to give each loop something to run then: it wakes, and looks at the time anew.
     */
    default void drives(Executor loop) {}
}
