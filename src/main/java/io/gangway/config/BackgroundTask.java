package io.gangway.config;

import io.gangway.exchange.Generation;
import io.gangway.loop.EventLoop;

/**
 * Work of a module that goes on without requests while a generation is the running one, such as health checks. It
 * begins once the ports are open, and ends when another generation is running or the server stops accepting: not when
 * the last exchange of the generation ends. Both methods are called at most once, on the same loop.
 */
public interface BackgroundTask {
    /** Starts timers, queries and connections on this loop. It must not block. */
    void start(Generation generation, EventLoop loop);

    /** Cancels all of them. Also called if it was not started. */
    void stop();
}
