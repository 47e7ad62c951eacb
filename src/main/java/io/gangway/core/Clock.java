package io.gangway.core;

/** The time by which time-outs pass: the system's, or one that a test makes leap. */
@FunctionalInterface
public interface Clock {
    Clock SYSTEM = System::nanoTime;

    /** Nanoseconds, as {@link System#nanoTime()}; never goes back. Called on any thread. */
    long nanoTime();

    /** Gives what is to be run, on any thread, whenever time has leapt; a clock that never leaps has no use for it. */
    default void onLeap(Runnable wake) {}
}
