package io.gangway.http2.stream;

import io.gangway.http2.frame.Frames;
import io.gangway.loop.DirectWrite;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Writes the frames of one connection: first complete frames, then DATA frames that the streams cut from their bytes
 * round robin, as far as the windows allow. Writes many frames with one system call; one write at a time. Small batches
 * are collected until the end of the loop iteration: so the streams that were served in it share a write, and a record
 * of TLS. Confined to the loop.
 */
public final class FrameWriter implements DirectWrite.Listener {
    /** Approximate number of bytes in one write. */
    private static final int BATCH = 65536;

    /** Larger batches are not copied, but written at once. */
    private static final int SMALL = 4096;

    /** Maximum number of collected bytes: a record of TLS. */
    private static final int COLLECTED = 16384;

    /** Maximum number of bytes in one loop iteration; then other connections are served. */
    private static final long MAX_BYTES = 1L << 21;

    /** nginx's limit: a peer that causes so many frames without reading them is flooding. */
    private static final int MAX_FRAMES = 10_000;

    /** The limit in bytes, because heads may be large. */
    private static final long MAX_QUEUED = 4L << 20;

    /** Receives the events of a writer; called on the loop. */
    public interface Listener {
        /** Maximum time without progress of a pending write. */
        long sendTimeoutMillis();

        /**
         * A write is complete.
         *
         * @param useful how many of its bytes were payload of DATA frames, or the heads of those of tunnels
         */
        void sent(long bytes, long useful);

        /** A write that was pending is complete, or the rest of a long one was continued: nothing more may be left. */
        void settle();

        /** The peer has accepted nothing within {@link #sendTimeoutMillis()}: close the connection. */
        void stalled();

        /** The peer causes more frames than it reads: close the connection. */
        void flooded();

        /** The peer has reset the connection: close it. */
        void outputFailed();
    }

    private final Listener listener;
    private final EventLoop loop;
    private final EndPoint endPoint;
    private final DirectWrite writing;
    private final Timer timer;

    private final Deque<ByteBuffer> frames = new ArrayDeque<>();

    /** Bytes in {@link #frames}. */
    private long queued;

    /** Streams with something to write, round robin. */
    private final Set<OutgoingStream> ready = new LinkedHashSet<>();

    /** Streams blocked by the connection's window. */
    private final Set<OutgoingStream> blocked = new LinkedHashSet<>();

    /** The buffers of the present write. */
    private final List<ByteBuffer> batch = new ArrayList<>();

    private final Set<OutgoingStream> batchStreams = new LinkedHashSet<>();
    private long batchSize;
    private long batchUseful;

    /** The batch has bytes whose owner may release them at any time. */
    private boolean batchBorrowed;

    /** The batch has no complete frames, only DATA. */
    private boolean batchOnlyData;

    /** A copy of what the peer has not accepted of such a batch; else null. */
    private RetainableByteBuffer copy;

    /** Copies of small batches, the first bytes of the next write; null when there are none. */
    private RetainableByteBuffer collected;

    /** They are only DATA frames, after acknowledgements. */
    private boolean collectedOnlyData;

    /** Bytes of those acknowledgements. */
    private int collectedFirst;

    /** Remaining bytes of the pending write at the last check. */
    private long left;

    private int window = Frames.DEFAULT_WINDOW;
    private int frameSize = Frames.DEFAULT_SIZE;
    private boolean tableSizeAnnounced;

    private boolean corked;
    private boolean pending;
    private boolean posted;
    private boolean closed;

    /** Creates the writer of a connection, with the windows and sizes that hold before the peer's SETTINGS. */
    public FrameWriter(Listener listener, EventLoop loop, EndPoint endPoint) {
        this.listener = listener;
        this.loop = loop;
        this.endPoint = endPoint;
        writing = new DirectWrite(endPoint, this);
        timer = loop.timer(this::expired);
    }

    // ---- messages of the peer

    /** The connection's window for sending, in bytes. */
    public int window() {
        return window;
    }

    /** Enlarges the connection's window; false when it exceeds the maximum. */
    public boolean grow(int increment) {
        if (increment > Integer.MAX_VALUE - window) {
            return false;
        }
        window += increment;
        ready.addAll(blocked);
        blocked.clear();
        flush();
        return true;
    }

    /** Maximum payload of a frame that the peer accepts, in bytes. */
    public int frameSize() {
        return frameSize;
    }

    public void frameSize(int size) {
        frameSize = size;
    }

    /** The peer has announced a size of its HPACK table. */
    public void tableSizeAnnounced() {
        tableSizeAnnounced = true;
    }

    /** Whether the next header block must announce that it uses no table; clears the mark. */
    public boolean takeTableSizeAnnounced() {
        boolean announced = tableSizeAnnounced;
        tableSizeAnnounced = false;
        return announced;
    }

    // ---- writing

    /** Queues a complete frame for the next {@link #flush()}. */
    public void queue(ByteBuffer frame) {
        if (closed) {
            return;
        }
        frames.add(frame);
        queued += frame.remaining();
        if (frames.size() > MAX_FRAMES || queued > MAX_QUEUED) {
            listener.flooded();
        }
    }

    /**
     * Queues an acknowledgement. It overtakes DATA that was collected before in this loop iteration, but no other frame:
     * a peer that has sent its SETTINGS first gets it first, however the loop orders its events.
     */
    public void queueBeforeData(ByteBuffer frame) {
        if (collected == null
                || pending
                || !collectedOnlyData
                || BufferUtil.space(collected.getByteBuffer()) < frame.remaining()) {
            queue(frame);
            return;
        }
        int size = frame.remaining();
        ByteBuffer bytes = collected.getByteBuffer();
        int at = bytes.position() + collectedFirst;
        int rest = bytes.limit() - at;
        bytes.limit(bytes.limit() + size);
        bytes.put(at + size, bytes, at, rest);
        bytes.put(at, frame, frame.position(), size);
        collectedFirst += size;
        listener.sent(size, 0);
    }

    /** Whether so much is queued that frames that may be left out should be. */
    public boolean isCrowded() {
        return frames.size() > MAX_FRAMES / 2 || queued > MAX_QUEUED / 2;
    }

    /** Marks that a stream has something to write. */
    public void ready(OutgoingStream stream) {
        if (!closed) {
            ready.add(stream);
        }
    }

    /** Removes a stream that has nothing more to write. */
    public void forget(OutgoingStream stream) {
        ready.remove(stream);
        blocked.remove(stream);
    }

    /** Whether no complete frame waits and no write is pending. */
    public boolean isEmpty() {
        return frames.isEmpty() && collected == null && !pending;
    }

    /** Delays writes until {@link #uncork()}, to collect more frames. */
    public void cork() {
        corked = true;
    }

    public void uncork() {
        corked = false;
        flush();
    }

    /**
     * Writes as much as the socket and the windows allow, large batches at once and small ones at the end of the loop
     * iteration. Does nothing while corked, or when called within itself.
     */
    public void flush() {
        flush(false);
    }

    /** As {@link #flush()}, all at once: the connection is about to be closed. */
    public void flushNow() {
        flush(true);
    }

    private void flush(boolean now) {
        if (corked || pending || closed) {
            return;
        }
        corked = true;
        try {
            long total = 0;
            while (!closed && (gather() || now && collected != null)) {
                if (!now && collect()) {
                    continue;
                }
                if (!write(buffers())) {
                    pending = true;
                    timer.arm(listener.sendTimeoutMillis());
                    return;
                }
                total += batchSize;
                releaseCollected();
                batchWritten();
                if (total >= MAX_BYTES) {
                    later();
                    return;
                }
            }
        } catch (IOException e) {
            listener.outputFailed();
            release();
        } finally {
            corked = false;
        }
    }

    /** Copies the batch, if it is small; then its owners may go on. */
    private boolean collect() {
        if (batchSize > SMALL || collected != null && batchSize > BufferUtil.space(collected.getByteBuffer())) {
            return false;
        }
        if (batchSize > 0 && collected == null) {
            collected = loop.buffers().acquire(COLLECTED, true);
            collectedOnlyData = true;
            collectedFirst = 0;
        }
        collectedOnlyData &= batchOnlyData;
        later();
        for (ByteBuffer bytes : batch) {
            BufferUtil.append(collected.getByteBuffer(), bytes);
        }
        batchWritten();
        return true;
    }

    private ByteBuffer[] buffers() {
        if (collected != null) {
            batch.add(0, collected.getByteBuffer());
        }
        return batch.toArray(ByteBuffer[]::new);
    }

    private boolean write(ByteBuffer[] buffers) throws IOException {
        if (endPoint.flush(buffers)) {
            return true;
        }
        left = BufferUtil.remaining(buffers);
        if (!batchBorrowed || left == 0) {
            return writing.finish(buffers);
        }
        // An owner that closes its stream releases its bytes, while this write goes on.
        copy = loop.buffers().acquire((int) left, true);
        for (ByteBuffer bytes : buffers) {
            BufferUtil.append(copy.getByteBuffer(), bytes);
        }
        return writing.finish(copy.getByteBuffer());
    }

    /** A write is pending for as long as the time-out: it may have made progress. */
    private void expired() {
        long before = left;
        left = copy == null ? batch.stream().mapToLong(ByteBuffer::remaining).sum() : copy.remaining();
        if (left < before) {
            timer.arm(listener.sendTimeoutMillis());
        } else {
            listener.stalled();
        }
    }

    private void later() {
        if (!posted) {
            posted = true;
            loop.execute(() -> {
                posted = false;
                flush(true);
                listener.settle();
            });
        }
    }

    /** Collects the next write; false when there is nothing to write. */
    private boolean gather() {
        batch.clear();
        batchStreams.clear();
        batchSize = 0;
        batchUseful = 0;
        batchBorrowed = false;
        batchOnlyData = frames.isEmpty();
        for (ByteBuffer frame = frames.poll(); frame != null; frame = frames.poll()) {
            add(frame);
        }
        queued = 0;
        while (batchSize < BATCH && !ready.isEmpty()) {
            OutgoingStream stream = ready.iterator().next();
            ready.remove(stream);
            cut(stream);
        }
        return !batch.isEmpty() || !batchStreams.isEmpty();
    }

    private void cut(OutgoingStream stream) {
        int limit = Math.min(window, stream.window());
        if (limit <= 0 && stream.hasBytes()) {
            if (stream.window() > 0) {
                blocked.add(stream);
            }
            return;
        }
        int share = (int) Math.max(0, BATCH - batchSize) / (ready.size() + 1);
        int taken = stream.cut(this, Math.min(limit, frameSize), Math.min(limit, share));
        window -= taken;
        batchUseful += taken;
        batchStreams.add(stream);
        if (stream.hasMore()) {
            ready.add(stream);
        }
    }

    /** Adds bytes to the present write; they must stay valid until {@link OutgoingStream#batchWritten()}. */
    public void add(ByteBuffer bytes) {
        batch.add(bytes);
        batchSize += bytes.remaining();
    }

    /** As {@link #add}, for bytes that are valid only within the present call: the writer copies what remains. */
    void addBorrowed(ByteBuffer bytes) {
        add(bytes);
        batchBorrowed = true;
    }

    /** Counts bytes of the present write as useful, in addition to payload. */
    void countUseful(int bytes) {
        batchUseful += bytes;
    }

    /** The batch was copied or written. */
    private void batchWritten() {
        listener.sent(batchSize, batchUseful);
        releaseBatch();
    }

    @Override
    public void written() {
        pending = false;
        timer.cancel();
        corked = true;
        releaseCollected();
        batchWritten();
        corked = false;
        flush();
        listener.settle();
    }

    @Override
    public void writeFailed(Throwable cause) {
        pending = false;
        listener.outputFailed();
        release();
    }

    /** The connection was closed: nothing more is written; the buffers of a pending write stay. */
    public void closed() {
        closed = true;
        timer.cancel();
        frames.clear();
        ready.clear();
        blocked.clear();
        if (!pending) {
            releaseCollected();
        }
    }

    /** Releases everything after a write has failed. */
    private void release() {
        releaseCollected();
        releaseBatch();
    }

    private void releaseCollected() {
        if (collected != null) {
            collected.release();
            collected = null;
        }
    }

    private void releaseBatch() {
        batch.clear();
        if (copy != null) {
            copy.release();
            copy = null;
        }
        List<OutgoingStream> streams = new ArrayList<>(batchStreams);
        batchStreams.clear();
        streams.forEach(OutgoingStream::batchWritten);
    }
}
