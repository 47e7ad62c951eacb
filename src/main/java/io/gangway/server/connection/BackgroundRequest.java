package io.gangway.server.connection;

import io.gangway.loop.EventLoop;

/**
 * A copy of a client's request, which may outlive its connection. A drain waits for it, and a close ends it.
 *
 * @param ref retained until it ends
 * @param end ends it; called on its loop
 */
record BackgroundRequest(EventLoop loop, GenerationRef ref, Runnable end) implements ServedConnection {
    @Override
    public Activity activity() {
        return Activity.GONE;
    }

    @Override
    public void closeIfUsing(GenerationRef generation) {
        if (ref == generation) {
            cut();
        }
    }

    @Override
    public void cut() {
        end.run();
    }
}
