package io.gangway.http2.stream;

import io.gangway.http2.frame.Frames;
import io.gangway.loop.NotifyingLeg;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * What the leg of a stream sends: one write at a time, cut into DATA frames as the peer's windows allow, then END_STREAM.
 * Confined to the loop.
 */
public abstract class OutgoingLeg extends NotifyingLeg implements OutgoingStream {
    /** More than this in one frame would delay the other streams. */
    private static final int MAX_FRAME = Frames.DEFAULT_SIZE;

    protected final FrameWriter output;
    private final int stream;

    /** Why nothing is sent or received any more: the stream was reset, or its connection is lost. */
    protected IOException failure;

    /** The owner has closed the leg. */
    protected boolean closed;

    /** Window for sending; negative after the peer has reduced it. */
    private int window;

    /** The buffers of a write that is not complete; null when there is none. */
    private ByteBuffer[] pending;

    /** The first of them that has bytes left. */
    private int at;

    /** Bytes of the pending write that are not cut into frames. */
    private long left;

    /** {@link #write} is running: its return value replaces a call of the listener. */
    private boolean inCall;

    private long sent;
    private boolean smallFrames;

    /** END_STREAM must still be sent, after the pending write. */
    private boolean endPending;

    private boolean outputEnded;

    protected OutgoingLeg(FrameWriter output, int stream, int window) {
        this.output = output;
        this.stream = stream;
        this.window = window;
    }

    /** The stream's identifier. */
    @Override
    public final int stream() {
        return stream;
    }

    /** Small frames are the use of the stream, no waste. */
    protected final void smallFrames() {
        smallFrames = true;
    }

    /** END_STREAM was sent with the head. */
    public void outputEnded() {
        outputEnded = true;
    }

    protected final boolean isOutputEnded() {
        return outputEnded;
    }

    @Override
    public boolean write(ByteBuffer... buffers) throws IOException {
        return write(buffers, false);
    }

    /** As {@link #write}, with END_STREAM on the last of the bytes. */
    public boolean writeLast(ByteBuffer... buffers) throws IOException {
        return write(buffers, true);
    }

    private boolean write(ByteBuffer[] buffers, boolean last) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (closed || endPending || outputEnded) {
            throw new IOException("Broken pipe");
        }
        long size = BufferUtil.remaining(buffers);
        if (size == 0) {
            if (last) {
                shutdownOutput();
            }
            return true;
        }
        endPending = last;
        sent += size;
        pending = buffers;
        at = 0;
        left = size;
        output.ready(this);
        inCall = true;
        output.flush();
        inCall = false;
        if (failure != null) {
            throw failure;
        }
        return pending == null;
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public void shutdownOutput() {
        if (!endPending && !outputEnded && failure == null) {
            endPending = true;
            output.ready(this);
            output.flush();
        }
    }

    /**
     * Sends nothing more, for a reason that later writes throw.
     *
     * @return whether the listener waits for a write
     */
    protected final boolean fail(IOException cause) {
        failure = cause;
        boolean waiting = pending != null && !inCall;
        dropOutput();
        return waiting;
    }

    /** Nothing more is sent. */
    protected final void dropOutput() {
        output.forget(this);
        endPending = false;
        left = 0;
        pending = null;
    }

    /** The owner does not wait for its write any more. */
    protected final void dropWrite() {
        pending = null;
    }

    /** The leg is closed, and END_STREAM was sent. */
    protected abstract void sentEnd();

    // ---- for the writer of the connection

    /** Changes the window for sending; false when it exceeds the maximum. */
    public boolean grow(int delta) {
        if (delta > 0 && window > Integer.MAX_VALUE - delta) {
            return false;
        }
        window += delta;
        if (delta > 0 && hasMore()) {
            output.ready(this);
            output.flush();
        }
        return true;
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public boolean hasBytes() {
        return left > 0;
    }

    @Override
    public boolean hasMore() {
        return left > 0 || endPending;
    }

    @Override
    public int cut(FrameWriter to, int max, int ahead) {
        int size = (int) Math.min(left, Math.max(0, Math.min(max, MAX_FRAME)));
        boolean end = endPending && size == left;
        if (size == 0 && !end) {
            return 0;
        }
        to.add(Frames.dataHead(stream, size, end));
        if (smallFrames && size > 0) {
            to.countUseful(Frames.HEAD_SIZE);
        }
        for (int rest = size; rest > 0; ) {
            ByteBuffer bytes = pending[at];
            int part = Math.min(rest, bytes.remaining());
            if (part > 0) {
                to.addBorrowed(bytes.slice(bytes.position(), part));
                bytes.position(bytes.position() + part);
                rest -= part;
            }
            if (!bytes.hasRemaining()) {
                at++;
            }
        }
        left -= size;
        window -= size;
        if (end) {
            endPending = false;
            outputEnded = true;
        }
        return size;
    }

    @Override
    public void batchWritten() {
        if (failure != null) {
            return;
        }
        if (hasMore()) {
            output.ready(this);
        }
        if (pending != null && left == 0) {
            pending = null;
            if (!inCall) {
                notifyListener(Listener::writable);
            }
        }
        if (closed && outputEnded) {
            sentEnd();
        }
    }
}
