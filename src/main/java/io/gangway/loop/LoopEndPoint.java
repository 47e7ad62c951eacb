package io.gangway.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A socket on a loop. Other than Jetty's own, it tells a reset from an end of stream, and an end of stream never closes it.
 *
 * <p>Confined to the loop, so that it needs no lock and no task to change what its key selects. That stays as it is while one
 * read follows the other; what is selected and not wanted is given up then.
 */
public final class LoopEndPoint extends SocketChannelEndPoint {
    private final SelectorEventLoop loop;
    private SelectionKey key;

    /** Where it leads to this server itself; else null. */
    private SelfConnections.ConnectionEntry hop;

    /** What somebody waits for, of {@link SelectionKey}'s operations. */
    private int wanted;

    /** What the key selects. */
    private int selected;

    /** What it takes of the heap beside what every connection does. */
    private final HeapShare heap;

    LoopEndPoint(SocketChannel channel, SelectorEventLoop loop, SelectionKey key, Scheduler scheduler) {
        super(channel, loop, key, scheduler);
        this.loop = loop;
        this.key = key;
        heap = new HeapShare(loop.connections());
    }

    public SelectorEventLoop loop() {
        return loop;
    }

    @Override
    protected void needsFillInterest() {
        want(SelectionKey.OP_READ);
    }

    @Override
    protected void onIncompleteFlush() {
        want(SelectionKey.OP_WRITE);
    }

    private void want(int operation) {
        wanted |= operation;
        if ((selected & operation) == 0) {
            select(selected | operation);
        }
    }

    private void select(int operations) {
        selected = operations;
        try {
            key.interestOps(operations);
        } catch (CancelledKeyException e) {
            // Later: who waits is not to hear of it within its own call.
            loop.execute(this::close);
        }
    }

    /** Does at once what was waited for: no task here blocks. */
    @Override
    public Runnable onSelected() {
        int ready = key.readyOps();
        int awaited = ready & wanted;
        // A socket can nearly always be written to, hence that is not kept.
        int kept = selected & ~(ready & (~wanted | SelectionKey.OP_WRITE));
        wanted &= ~ready;
        if (kept != selected) {
            select(kept);
        }
        if ((awaited & SelectionKey.OP_WRITE) != 0) {
            getWriteFlusher().completeWrite();
        }
        if ((awaited & SelectionKey.OP_READ) != 0) {
            getFillInterest().fillable();
        }
        return null;
    }

    @Override
    public void updateKey() {
        // The key is always up to date.
    }

    /** The selector may look at the key of a closed socket for long: it is not to keep all that the connection had. */
    @Override
    public void onClose(Throwable cause) {
        key.attach(null);
        loop.connections().release();
        heap.close();
        if (hop != null) {
            hop.close();
        }
        super.onClose(cause);
    }

    /** It leads to this server itself. */
    void hop(SelfConnections.ConnectionEntry known) {
        hop = known;
    }

    /** Gives back what it took. */
    public void releaseHeap(int bytes) {
        heap.resize(heap.bytes() - bytes);
    }

    /** Takes more of the heap until it is closed; false when there is none left. */
    public boolean takeHeap(int bytes) {
        return heap.resize(heap.bytes() + bytes) && !heap.isClosed();
    }

    @Override
    public void replaceKey(SelectionKey newKey) {
        key = newKey;
        super.replaceKey(newKey);
    }

    /** Nothing here is idle: loops have timers. */
    @Override
    public void notIdle() {}

    /**
     * Does not note the end of the stream, which can be read again: with it noted, Jetty closes the connection as soon as the
     * other direction has ended too, and TLS loses what it has read and not decrypted yet. Whoever owns the end point closes it.
     */
    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        // https://github.com/jetty/jetty.project/pull/12905: an end of stream that was noted before TLS had used all.
        // Jetty's own fill will do when it throws for a reset and leaves closing to the owner.
        int position = BufferUtil.flipToFill(buffer);
        try {
            return getChannel().read(buffer);
        } finally {
            BufferUtil.flipToFlush(buffer, position);
        }
    }

    /** One buffer with content goes out by write, which costs less than writev. */
    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        ByteBuffer only = null;
        int filled = 0;
        for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
                only = buffer;
                filled++;
            }
        }
        try {
            if (filled > 1) {
                getChannel().write(buffers);
            } else if (filled == 1) {
                getChannel().write(only);
            }
        } catch (IOException e) {
            throw new EofException(e);
        }
        return BufferUtil.remaining(buffers) == 0;
    }
}
