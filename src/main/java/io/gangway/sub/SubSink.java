package io.gangway.sub;

import io.gangway.content.Sink;
import io.gangway.exchange.CodingSink;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/** Replaces texts in one answer. Holds back what may be the start of one. */
final class SubSink extends CodingSink {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Exchange exchange;
    private final Texts texts;
    private final List<Template> replacements;
    private final boolean once;

    /** Those that are replaced only once, and were. */
    private final BitSet done = new BitSet();

    /** The replacements as far as they were needed; as in nginx each is what it was at first. */
    private final byte[][] values;

    /** What ended the input before, and may be the start of a text. */
    private ByteBuffer held = NOTHING;

    /** The input with what was held before it; null between two inputs. */
    private ByteBuffer text;

    /** Of a replacement, what there was no room for. */
    private ByteBuffer replacement = NOTHING;

    SubSink(Exchange exchange, Sink next, Texts texts, List<Template> replacements, boolean once) {
        super(exchange, next);
        this.exchange = exchange;
        this.texts = texts;
        this.replacements = replacements;
        this.once = once;
        values = new byte[replacements.size()][];
    }

    @Override
    protected boolean code(ByteBuffer in, ByteBuffer to, Mark asked) {
        if (text == null) {
            text = held.hasRemaining() ? joined(in) : in;
            held = NOTHING;
        }
        while (copy(replacement, replacement.limit(), to) && text.hasRemaining()) {
            boolean over = done.cardinality() == texts.count();
            int at = over ? text.limit() : texts.next(text);
            if (!copy(text, at, to)) {
                return false;
            }
            if (text.hasRemaining() && !look(to, asked)) {
                return false;
            }
        }
        if (replacement.hasRemaining()) {
            return false;
        }
        text = null;
        return true;
    }

    /** Looks at the place where a text may begin; false when there is no room. */
    private boolean look(ByteBuffer to, Mark asked) {
        int index = texts.find(text, done);
        if (index == Texts.UNDECIDED) {
            if (asked == Mark.LAST) {
                return copy(text, text.limit(), to);
            }
            held = ByteBuffer.allocate(text.remaining()).put(text).flip();
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
        return ByteBuffer.allocate(held.remaining() + in.remaining())
                .put(held)
                .put(in)
                .flip();
    }

    /** Copies up to an index; false when not all of it had room. */
    private static boolean copy(ByteBuffer from, int end, ByteBuffer to) {
        int count = Math.min(end - from.position(), to.remaining());
        to.put(from.slice(from.position(), count));
        from.position(from.position() + count);
        return from.position() == end;
    }
}
