package io.gangway.websocket.bridge;

import io.gangway.websocket.frame.Opcode;
import java.util.function.Consumer;

/**
 * A complete, uncompressed message.
 *
 * @param opcode {@link Opcode#TEXT} or {@link Opcode#BINARY}
 * @param payload must not be changed
 */
public record WholeMessage(int opcode, byte[] payload) {
    /** Decides about the messages of one sender. One that throws ends the tunnel with 1011. */
    @FunctionalInterface
    public interface Hook {
        /**
         * Called for a complete message.
         *
         * @param responses takes messages for the sender
         * @return the message for the target; null for none
         */
        WholeMessage message(WholeMessage message, Consumer<WholeMessage> responses);
    }
}
