package io.gangway.websocket.bridge;

import io.gangway.websocket.frame.ProtocolViolationException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Puts the messages of one sender together for a hook. Confined to the loop of its tunnel. */
final class HookedMessages {
    private final WholeMessage.Hook hook;
    /** Takes what the sender is answered. */
    private final Consumer<WholeMessage> responses;

    private ByteArrayOutputStream collected = new ByteArrayOutputStream(0);

    HookedMessages(WholeMessage.Hook hook, Consumer<WholeMessage> responses) {
        this.hook = hook;
        this.responses = responses;
    }

    /** A part of a message. */
    void add(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        collected.writeBytes(copy);
    }

    /**
     * The message is whole.
     *
     * @return what goes on, or null
     */
    WholeMessage judge(int opcode) throws ProtocolViolationException {
        WholeMessage message = new WholeMessage(opcode, collected.toByteArray());
        collected = new ByteArrayOutputStream(0);
        try {
            return hook.message(message, responses);
        } catch (RuntimeException e) {
            throw ProtocolViolationException.ofHook(e);
        }
    }
}
