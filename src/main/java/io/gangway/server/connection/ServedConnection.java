package io.gangway.server.connection;

import io.gangway.loop.EventLoop;

/**
 * Who is served: a client's connection, or one request that a container brings. A drained engine has ended when its last guest
 * has left. The methods are called on the guest's loop.
 */
public interface ServedConnection {
    /** What a guest is at, as {@code stub_status} tells it. */
    enum Activity {
        /** Between requests. */
        WAITING,
        READING,
        WRITING,
        GONE
    }

    EventLoop loop();

    /** Asked from any thread; what is answered may be a moment old. */
    default Activity activity() {
        return Activity.WRITING;
    }

    /** There is a new generation. */
    default void reloaded() {}

    /** The engine drains: leave if nothing is under way, else afterwards. */
    default void closeWhenIdle() {}

    /** A reload is long enough ago: leave as {@link #closeWhenIdle} says, if your number is no higher. */
    default void closeIfOlder(long serial) {}

    /** Leaves at once if still with that generation. */
    void closeIfOf(GenerationRef use);

    /** Leaves at once, with all that runs. */
    void cut();
}
