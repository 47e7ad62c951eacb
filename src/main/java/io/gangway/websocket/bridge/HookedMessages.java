package io.gangway.websocket.bridge;

import io.gangway.websocket.frame.ProtocolViolationException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Collects the messages of one sender for a hook. Confined to the loop of its tunnel. */
final class HookedMessages {
    private final WholeMessage.Hook hook;
    /** Takes the responses to the sender. */
    private final Consumer<WholeMessage> responses;

    private ByteArrayOutputStream collected = new ByteArrayOutputStream(0);

    HookedMessages(WholeMessage.Hook hook, Consumer<WholeMessage> responses) {
        this.hook = hook;
        this.responses = responses;
    }

    /** Adds a part of a message. */
    void add(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        collected.writeBytes(copy);
    }

    /**
     * Passes the complete message to the hook.
     *
     * @return the message for the target, or null
     */
    WholeMessage complete(int opcode) throws ProtocolViolationException {
        WholeMessage message = new WholeMessage(opcode, collected.toByteArray());
        collected = new ByteArrayOutputStream(0);
        try {
            return hook.message(message, responses);
        } catch (RuntimeException e) {
            throw ProtocolViolationException.ofHook(e);
        }
    }
}
