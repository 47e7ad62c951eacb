package io.gangway.loop;

import java.io.IOException;

/**
 * No connection can be opened because of a local limit: {@code worker_connections}, file descriptors or memory. It is
 * not a failure of the peer. The message is nginx's log text without the "while …" part.
 */
public final class NoConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    public NoConnectionException(String message) {
        super(message);
    }
}
