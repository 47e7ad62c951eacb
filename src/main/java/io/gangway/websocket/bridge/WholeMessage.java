package io.gangway.websocket.bridge;

import io.gangway.websocket.frame.Opcode;
import java.util.function.Consumer;

/**
 * A whole message, not compressed.
 *
 * @param opcode {@link Opcode#TEXT} or {@link Opcode#BINARY}
 * @param payload not to be changed
 */
public record WholeMessage(int opcode, byte[] payload) {
    /** Decides what becomes of the messages of one sender. One that throws ends the tunnel with 1011. */
    @FunctionalInterface
    public interface Hook {
        /**
         * A message is whole.
         *
         * @param responses takes what the sender is answered
         * @return what goes on to the target; null for nothing
         */
        WholeMessage message(WholeMessage message, Consumer<WholeMessage> responses);
    }
}
