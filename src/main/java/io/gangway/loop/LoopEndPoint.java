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
 * A socket on an event loop. Unlike Jetty's end point, it distinguishes a reset from the end of the stream, and the end
 * of the stream never closes it.
 *
 * <p>Confined to the loop, so it needs neither a lock nor a task to change the interest set of its key. The interest
 * set stays unchanged while reads follow each other; an interest that is not wanted any more is removed when it fires.
 */
public final class LoopEndPoint extends SocketChannelEndPoint {
    private final SelectorEventLoop loop;
    private SelectionKey key;

    /** The entry of a leg that leads to this server itself; else null. */
    private SelfConnections.ConnectionEntry hop;

    /** The operations of {@link SelectionKey} that are waited for. */
    private int interests;

    /** The interest set of the key. */
    private int selected;

    /** The heap that the connection uses in addition to {@link WorkerConnections#CONNECTION}. */
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
        addInterest(SelectionKey.OP_READ);
    }

    @Override
    protected void onIncompleteFlush() {
        addInterest(SelectionKey.OP_WRITE);
    }

    private void addInterest(int operation) {
        interests |= operation;
        if ((selected & operation) == 0) {
            select(selected | operation);
        }
    }

    private void select(int operations) {
        selected = operations;
        try {
            key.interestOps(operations);
        } catch (CancelledKeyException e) {
            // Later, because the caller must not be called back within its own call.
            loop.execute(this::close);
        }
    }

    /** Calls the waiting reader and writer directly: no task here blocks. */
    @Override
    public Runnable onSelected() {
        int ready = key.readyOps();
        int awaited = ready & interests;
        // A socket is nearly always writable, so that interest is removed.
        int remaining = selected & ~(ready & (~interests | SelectionKey.OP_WRITE));
        interests &= ~ready;
        if (remaining != selected) {
            select(remaining);
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

    /**
     * Detaches the end point from the key: the selector may keep the key of a closed socket for long, and must not keep
     * the connection's memory with it.
     */
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

    /** Marks that the connection leads to this server itself. */
    void hop(SelfConnections.ConnectionEntry known) {
        hop = known;
    }

    /** Releases heap that {@link #acquireHeap} has acquired. */
    public void releaseHeap(int bytes) {
        heap.resize(heap.bytes() - bytes);
    }

    /** Acquires heap until the end point is closed; false when not enough is left. */
    public boolean acquireHeap(int bytes) {
        return heap.resize(heap.bytes() + bytes) && !heap.isClosed();
    }

    @Override
    public void replaceKey(SelectionKey key) {
        this.key = key;
        super.replaceKey(key);
    }

    /** Does nothing: time-outs are timers of the loop. */
    @Override
    public void notIdle() {}

    /**
     * Does not record the end of the stream, which can be read again: once recorded, Jetty closes the connection as
     * soon as the other direction has ended too, and TLS loses bytes that it has read and not decrypted yet. The owner
     * of the end point closes it.
     */
    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        // https://github.com/jetty/jetty.project/pull/12905: an end of stream that was recorded before TLS had used all
        // bytes. Jetty's own fill will do when it throws for a reset and leaves closing to the owner.
        int position = BufferUtil.flipToFill(buffer);
        try {
            return getChannel().read(buffer);
        } finally {
            BufferUtil.flipToFlush(buffer, position);
        }
    }

    /** A single buffer with content is sent by write, which is cheaper than writev. */
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
