package io.gangway.loop;

import java.io.IOException;

/**
 * There can be no connection because of a limit of our own: {@code worker_connections}, descriptors, memory. The peer is not to
 * blame. The message is nginx's log text without what was being done.
 */
public final class NoConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    public NoConnectionException(String message) {
        super(message);
    }
}
