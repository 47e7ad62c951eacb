package io.gangway.websocket;

import io.gangway.exchange.Exchange;

/**
 * Sees the whole messages of one tunnel in both directions, and says what becomes of each. The application registers it by
 * {@link MessageHooks}; a location asks for it by {@code websocket_hook}.
 *
 * <p>All calls come from the loop of the tunnel, one at a time: a hook needs no locks for what belongs to its tunnel, and must
 * not block. A message is put together in memory before it is shown, so its size is bounded: by
 * {@code websocket_max_message_size}, or else by 1 MiB. A hook that throws ends its tunnel with 1011.
 */
@FunctionalInterface
public interface MessageHook {
    /** Makes the hook of a tunnel. */
    @FunctionalInterface
    interface Opening {
        /**
         * A tunnel is open.
         *
         * @param exchange its request: path, fields, client
         * @return what sees its messages
         */
        MessageHook open(Exchange exchange);
    }

    /** A message is there. */
    Verdict message(Message message);

    /** Both legs of the tunnel are gone; called once. */
    default void closed() {}
}
