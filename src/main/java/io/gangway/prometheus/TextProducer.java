package io.gangway.prometheus;

import io.gangway.content.Producer;
import io.gangway.content.Sink;
import io.gangway.exchange.Exchange;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Produces a text that may have several megabytes, in pieces: a write of all of it would copy the rest at each attempt,
 * and a filter would compress it all while other connections of the loop wait. Confined to the exchange's loop.
 */
final class TextProducer implements Producer {
    private static final int PIECE = 32 * 1024;

    /** The number of pieces in one iteration of the loop. */
    private static final int MAX_PIECES = 8;

    private final Exchange exchange;
    private final byte[] text;
    private int next;
    private Sink sink;
    private boolean cancelled;

    TextProducer(Exchange exchange, byte[] text) {
        this.exchange = exchange;
        this.text = text;
    }

    @Override
    public void start(Sink target) {
        sink = target;
        write();
    }

    @Override
    public void writable() {
        write();
    }

    private void write() {
        for (int pieces = 0; pieces < MAX_PIECES; pieces++) {
            int length = Math.min(PIECE, text.length - next);
            RetainableByteBuffer piece = RetainableByteBuffer.wrap(ByteBuffer.wrap(text, next, length));
            next += length;
            boolean last = next == text.length;
            Sink.Written written = sink.write(piece, last ? Sink.Mark.LAST : Sink.Mark.MORE);
            if (last || written != Sink.Written.DONE) {
                return;
            }
        }
        exchange.loop().execute(this::resume);
    }

    private void resume() {
        if (cancelled || exchange.isEnded()) {
            return;
        }
        try {
            write();
        } catch (RuntimeException | Error e) {
            exchange.failed(e);
        }
    }

    @Override
    public void cancel(Throwable cause) {
        cancelled = true;
    }
}
