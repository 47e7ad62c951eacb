package io.gangway.server.http2;

import io.gangway.http2.frame.Frames;
import io.gangway.loop.DirectWrite;
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

/**
 * Writes the frames of one connection: first complete frames, then DATA frames that the streams cut from their bytes
 * round robin, as far as the windows allow. Writes many frames with one system call; one write at a time. Confined to
 * the loop.
 */
final class Http2FrameWriter implements DirectWrite.Listener {
    /** Approximate number of bytes in one write. */
    private static final int BATCH = 65536;

    /** Maximum number of bytes in one loop iteration; then other connections are served. */
    private static final long MAX_BYTES = 1L << 21;

    /** nginx's limit: a client that causes so many frames without reading them is flooding. */
    private static final int MAX_FRAMES = 10_000;

    /** The limit in bytes, because heads may be large. */
    private static final long MAX_QUEUED = 4L << 20;

    private final Http2Connection connection;
    private final DirectWrite writing;
    private final Timer timer;

    private final Deque<ByteBuffer> frames = new ArrayDeque<>();

    /** Bytes in {@link #frames}. */
    private long queued;

    /** Streams with something to write, round robin. */
    private final Set<Http2Sink> ready = new LinkedHashSet<>();

    /** Streams blocked by the connection's window. */
    private final Set<Http2Sink> blocked = new LinkedHashSet<>();

    /** The buffers of the present write. */
    private final List<ByteBuffer> batch = new ArrayList<>();

    private final Set<Http2Sink> batchSinks = new LinkedHashSet<>();
    private long batchSize;
    private long batchUseful;

    private int window = Frames.DEFAULT_WINDOW;
    private int frameSize = Frames.DEFAULT_SIZE;
    private boolean tableSizeAnnounced;

    private boolean corked;
    private boolean pending;
    private boolean posted;
    private boolean closed;

    Http2FrameWriter(Http2Connection connection, EndPoint endPoint) {
        this.connection = connection;
        writing = new DirectWrite(endPoint, this);
        timer = connection.loop().timer(connection::stalled);
    }

    // ---- messages of the client

    int window() {
        return window;
    }

    /** Enlarges the connection's window; false when it exceeds the maximum. */
    boolean grow(int increment) {
        if (increment > Integer.MAX_VALUE - window) {
            return false;
        }
        window += increment;
        ready.addAll(blocked);
        blocked.clear();
        flush();
        return true;
    }

    int frameSize() {
        return frameSize;
    }

    void frameSize(int size) {
        frameSize = size;
    }

    void tableSizeAnnounced() {
        tableSizeAnnounced = true;
    }

    /** Whether the next header block must announce that it uses no table; clears the mark. */
    boolean takeTableSizeAnnounced() {
        boolean announced = tableSizeAnnounced;
        tableSizeAnnounced = false;
        return announced;
    }

    // ---- writing

    /** Queues a complete frame for the next {@link #flush()}. */
    void queue(ByteBuffer frame) {
        if (closed) {
            return;
        }
        frames.add(frame);
        queued += frame.remaining();
        if (frames.size() > MAX_FRAMES || queued > MAX_QUEUED) {
            connection.flooded();
        }
    }

    /** Marks that a stream has something to write. */
    void ready(Http2Sink sink) {
        ready.add(sink);
    }

    /** Removes a stream that has nothing more to write. */
    void forget(Http2Sink sink) {
        ready.remove(sink);
        blocked.remove(sink);
    }

    /** Whether so much is queued that what can be left out should be. */
    boolean isCrowded() {
        return frames.size() > MAX_FRAMES / 2 || queued > MAX_QUEUED / 2;
    }

    boolean isEmpty() {
        return frames.isEmpty() && !pending;
    }

    /** Delays writes until {@link #uncork()}, to collect more frames. */
    void cork() {
        corked = true;
    }

    void uncork() {
        corked = false;
        flush();
    }

    /** Writes as much as the socket and the windows allow. Does nothing while corked, or when called within itself. */
    void flush() {
        if (corked || pending || closed) {
            return;
        }
        corked = true;
        try {
            long total = 0;
            while (!closed && gather()) {
                if (!writing.write(batch.toArray(ByteBuffer[]::new))) {
                    pending = true;
                    timer.arm(connection.settings().sendTimeoutMillis());
                    return;
                }
                total += batchSize;
                batchWritten();
                if (total >= MAX_BYTES) {
                    later();
                    return;
                }
            }
        } catch (IOException e) {
            // The client has reset the connection.
            connection.cut();
            release();
        } finally {
            corked = false;
        }
    }

    private void later() {
        if (!posted) {
            posted = true;
            connection.loop().execute(() -> {
                posted = false;
                flush();
                connection.settle();
            });
        }
    }

    /** Collects the next write; false when there is nothing to write. */
    private boolean gather() {
        batch.clear();
        batchSinks.clear();
        batchSize = 0;
        batchUseful = 0;
        for (ByteBuffer frame = frames.poll(); frame != null; frame = frames.poll()) {
            add(frame);
        }
        queued = 0;
        while (batchSize < BATCH && !ready.isEmpty()) {
            Http2Sink sink = ready.iterator().next();
            ready.remove(sink);
            cut(sink);
        }
        return !batch.isEmpty() || !batchSinks.isEmpty();
    }

    private void cut(Http2Sink sink) {
        int limit = Math.min(window, sink.window());
        if (limit <= 0 && sink.hasBytes()) {
            if (sink.window() > 0) {
                blocked.add(sink);
            }
            return;
        }
        int share = (int) Math.max(0, BATCH - batchSize) / (ready.size() + 1);
        int taken = sink.cut(this, Math.min(limit, frameSize), Math.min(limit, share));
        window -= taken;
        batchUseful += taken;
        batchSinks.add(sink);
        if (sink.hasMore()) {
            ready.add(sink);
        }
    }

    /** Adds a frame to the present write. */
    void add(ByteBuffer bytes) {
        batch.add(bytes);
        batchSize += bytes.remaining();
    }

    private void batchWritten() {
        connection.session().sent(batchSize, batchUseful);
        release();
    }

    @Override
    public void written() {
        pending = false;
        timer.cancel();
        corked = true;
        batchWritten();
        corked = false;
        flush();
        connection.settle();
    }

    @Override
    public void writeFailed(Throwable cause) {
        pending = false;
        connection.cut();
        release();
    }

    /** The connection was closed: nothing more is written; the buffers of a pending write stay. */
    void closed() {
        closed = true;
        timer.cancel();
        frames.clear();
        ready.clear();
        blocked.clear();
    }

    /** Releases the batch after it was written or has failed. */
    private void release() {
        batch.clear();
        List<Http2Sink> sinks = new ArrayList<>(batchSinks);
        batchSinks.clear();
        sinks.forEach(Http2Sink::batchWritten);
    }
}
