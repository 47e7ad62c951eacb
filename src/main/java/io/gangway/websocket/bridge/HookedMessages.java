package io.gangway.websocket.bridge;

import io.gangway.websocket.Message;
import io.gangway.websocket.MessageHook;
import io.gangway.websocket.Side;
import io.gangway.websocket.Verdict;
import io.gangway.websocket.frame.ProtocolViolationException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Puts the messages of one sender together for a hook. Confined to the loop of its tunnel. */
public final class HookedMessages {
    private final MessageHook hook;
    private final Side from;
    /** Takes what the sender is answered. */
    private final Consumer<Message> responses;

    private ByteArrayOutputStream collected = new ByteArrayOutputStream(0);

    public HookedMessages(MessageHook hook, Side from, Consumer<Message> responses) {
        this.hook = hook;
        this.from = from;
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
    Message judge(boolean text) throws ProtocolViolationException {
        byte[] bytes = collected.toByteArray();
        collected = new ByteArrayOutputStream(0);
        Verdict verdict;
        try {
            verdict = hook.message(new Message(from, text, bytes));
        } catch (RuntimeException e) {
            throw ProtocolViolationException.ofHook(e);
        }
        if (verdict.back() != null) {
            responses.accept(verdict.back());
        }
        return verdict.onward();
    }
}
