package io.gangway.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Puts the messages of one sender together for a hook. Confined to the loop of its tunnel. */
final class Hooking {
    private final MessageHook hook;
    private final Side from;
    /** Takes what the sender is answered. */
    private final Consumer<Message> answers;

    private ByteArrayOutputStream collected = new ByteArrayOutputStream(0);

    Hooking(MessageHook hook, Side from, Consumer<Message> answers) {
        this.hook = hook;
        this.from = from;
        this.answers = answers;
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
    Message judge(boolean text) throws Refused {
        byte[] bytes = collected.toByteArray();
        collected = new ByteArrayOutputStream(0);
        Verdict verdict;
        try {
            verdict = hook.message(new Message(from, text, bytes));
        } catch (RuntimeException e) {
            throw Refused.ofHook(e);
        }
        if (verdict.back() != null) {
            answers.accept(verdict.back());
        }
        return verdict.onward();
    }
}
