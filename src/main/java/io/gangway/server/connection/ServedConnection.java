package io.gangway.server.connection;

import io.gangway.loop.EventLoop;

/**
 * A client connection that is being served, or a single request of a servlet container. A drain of the engine ends when
 * the last one is closed. The methods are called on its loop.
 */
public interface ServedConnection {
    /** The states of {@code stub_status}. */
    enum Activity {
        /** Between requests. */
        WAITING,
        READING,
        WRITING,
        GONE
    }

    EventLoop loop();

    /** The present state. Called from any thread; may be slightly out of date. */
    default Activity activity() {
        return Activity.WRITING;
    }

    /** A new generation is running. */
    default void reloaded() {}

    /** The engine drains: close now if idle, else after the current exchanges. */
    default void closeWhenIdle() {}

    /**
     * {@code worker_shutdown_timeout} has passed: {@link #closeWhenIdle}, if the own number is not greater.
     */
    default void closeIfOlder(long serial) {}

    /** Closes at once if it still uses that generation. */
    void closeIfUsing(GenerationRef ref);

    /** Closes at once and aborts all exchanges. */
    void cut();
}
