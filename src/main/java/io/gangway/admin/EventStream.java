package io.gangway.admin;

import io.gangway.content.Producer;
import io.gangway.content.Sink;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Generation;
import io.gangway.loop.EventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The server-sent events of one watcher. It holds at most the events of one round, whose bytes are shared with the other
 * watchers: one that takes them too slowly misses rounds, and then gets all tunnels anew. Confined to its loop, except
 * {@link #needsAll()}.
 */
final class EventStream implements Producer {
    /** A browser connects again this soon after the end. */
    private static final byte[] BEGIN = "retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] NOTHING = {};

    private final Exchange exchange;
    private final EventFeed feed;
    /** Null when no tunnel is inspected. */
    private final MessageEvents messages;

    private Sink sink;
    /** A write is pending. */
    private boolean writing;
    /** The stream ends after the pending write. */
    private boolean ending;

    private boolean ended;
    /** Whether the next round must contain all tunnels. Read by the loop of the feed. */
    private volatile boolean needsAll = true;

    EventStream(Exchange exchange, EventFeed feed, MessageEvents messages) {
        this.exchange = exchange;
        this.feed = feed;
        this.messages = messages;
        exchange.onEnd(this::stop);
    }

    EventLoop loop() {
        return exchange.loop();
    }

    boolean needsAll() {
        return needsAll;
    }

    @Override
    public void start(Sink to) {
        sink = to;
        write(BEGIN, Sink.Mark.FLUSH);
        feed.join(this);
        if (messages != null) {
            messages.start(this);
        }
    }

    /**
     * Sends the events of a round, unless the last ones are not written yet.
     *
     * @param changes for a watcher that knows the round before
     * @param all for the others; null when the round was asked for without it
     */
    void round(byte[] changes, byte[] all) {
        if (writing) {
            needsAll = true;
        } else if (!needsAll) {
            write(changes, Sink.Mark.FLUSH);
        } else if (all != null) {
            needsAll = false;
            write(all, Sink.Mark.FLUSH);
        }
    }

    /** Whether events can be sent now. */
    boolean isReady() {
        return !writing && !ending && !ended;
    }

    /** Sends events of this watcher alone; only if it is ready. */
    void send(String events) {
        write(events.getBytes(StandardCharsets.UTF_8), Sink.Mark.FLUSH);
    }

    /** Ends the stream after what is being written. */
    void end() {
        ending = true;
        if (!writing) {
            write(NOTHING, Sink.Mark.LAST);
        }
    }

    /** The generation that the watcher keeps. */
    Generation generation() {
        return exchange.generation();
    }

    private void write(byte[] bytes, Sink.Mark mark) {
        if (ended) {
            return;
        }
        if (mark == Sink.Mark.LAST) {
            stop();
        }
        RetainableByteBuffer buffer = RetainableByteBuffer.wrap(ByteBuffer.wrap(bytes));
        writing = sink.write(buffer, mark) == Sink.Written.PENDING;
    }

    @Override
    public void writable() {
        writing = false;
        if (ending) {
            end();
        }
    }

    @Override
    public void cancel(Throwable cause) {
        stop();
    }

    private void stop() {
        if (!ended) {
            ended = true;
            feed.leave(this);
            if (messages != null) {
                messages.stop();
            }
        }
    }
}
