package io.gangway.sub;

import io.gangway.content.Sink;
import io.gangway.exchange.CodingSink;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/** Replaces texts in one response. Holds back bytes that may be the beginning of a text. */
final class SubSink extends CodingSink {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Texts texts;
    private final List<Template> replacements;
    private final boolean once;

    /** Texts that are replaced only once, and have been. */
    private final BitSet done = new BitSet();

    /** The rendered replacements; null until needed. As in nginx, each is rendered only once. */
    private final byte[][] values;

    /** The end of the previous input, which may be the beginning of a text. */
    private ByteBuffer tail = NOTHING;

    /** The input, preceded by the bytes held back; null between two inputs. */
    private ByteBuffer text;

    /** The part of a replacement that did not fit into the output. */
    private ByteBuffer replacement = NOTHING;

    SubSink(Exchange exchange, Sink next, Texts texts, List<Template> replacements, boolean once) {
        super(exchange, next);
        this.texts = texts;
        this.replacements = replacements;
        this.once = once;
        values = new byte[replacements.size()][];
    }

    @Override
    protected boolean code(ByteBuffer in, ByteBuffer to, Mark mark) {
        if (text == null) {
            text = tail.hasRemaining() ? joined(in) : in;
            tail = NOTHING;
        }
        while (copy(replacement, replacement.limit(), to) && text.hasRemaining()) {
            boolean allDone = done.cardinality() == texts.count();
            int at = allDone ? text.limit() : texts.next(text);
            if (!copy(text, at, to)) {
                return false;
            }
            if (text.hasRemaining() && !match(to, mark)) {
                return false;
            }
        }
        if (replacement.hasRemaining()) {
            return false;
        }
        text = null;
        return true;
    }

    /** Handles a position at which a text may begin; false if the output is full. */
    private boolean match(ByteBuffer to, Mark mark) {
        int index = texts.find(text, done);
        if (index == Texts.UNDECIDED) {
            if (mark == Mark.LAST) {
                return copy(text, text.limit(), to);
            }
            tail = ByteBuffer.allocate(text.remaining()).put(text).flip();
            return true;
        }
        if (index == Texts.NONE) {
            return copy(text, text.position() + 1, to);
        }
        text.position(text.position() + texts.length(index));
        replacement = ByteBuffer.wrap(value(index));
        done.set(index, once);
        return true;
    }

    private byte[] value(int index) {
        if (values[index] == null) {
            values[index] = replacements.get(index).render(exchange).getBytes(StandardCharsets.ISO_8859_1);
        }
        return values[index];
    }

    private ByteBuffer joined(ByteBuffer in) {
        return ByteBuffer.allocate(tail.remaining() + in.remaining())
                .put(tail)
                .put(in)
                .flip();
    }

    /** Copies up to an index; false if not all of it fitted. */
    private static boolean copy(ByteBuffer from, int end, ByteBuffer to) {
        int count = Math.min(end - from.position(), to.remaining());
        to.put(from.slice(from.position(), count));
        from.position(from.position() + count);
        return from.position() == end;
    }
}
