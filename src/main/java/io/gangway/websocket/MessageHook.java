package io.gangway.websocket;

import io.gangway.exchange.Exchange;

/**
 * Receives the complete messages of one tunnel in both directions, and decides what to do with each. The application
 * registers it with {@link MessageHooks}; a location enables it by {@code websocket_hook}.
 *
 * <p>All calls are made on the loop of the tunnel, one at a time: a hook needs no locks for the state of its tunnel,
 * and must not block. Messages are collected in memory, so their size is limited: by
 * {@code websocket_max_message_size}, or else to 1 MiB. A hook that throws ends its tunnel with 1011.
 */
@FunctionalInterface
public interface MessageHook {
    /** Creates the hook of a tunnel. */
    @FunctionalInterface
    interface Opening {
        /**
         * Called when a tunnel is opened.
         *
         * @param exchange its request: path, fields, client
         * @return the hook for its messages
         */
        MessageHook open(Exchange exchange);
    }

    /** Called for each message. */
    Verdict message(Message message);

    /** Called once, when both legs of the tunnel are closed. */
    default void closed() {}
}
