package io.gangway.server.http2;

import io.gangway.http2.Frames;
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
 * Writes the frames of one connection: first those that are whole, then those that streams cut from their bytes in turn, as far as
 * windows allow; many with one system call, one write at a time. Confined to the loop.
 */
final class Http2FrameWriter implements DirectWrite.Listener {
    /** So many bytes go out with one write, about. */
    private static final int BATCH = 65536;

    /** So many in one turn of the loop, then others have theirs. */
    private static final long TURN = 1L << 21;

    /** nginx's limit: a client that makes us say so much, and does not read it, is a flood. */
    private static final int MAX_FRAMES = 10_000;

    /** The same in bytes: heads may be large. */
    private static final long MAX_QUEUED = 4L << 20;

    private final Http2Connection connection;
    private final DirectWrite writing;
    private final Timer timer;

    private final Deque<ByteBuffer> frames = new ArrayDeque<>();

    /** Bytes of them. */
    private long queued;

    /** Streams with something to write, in turn. */
    private final Set<Http2Sink> ready = new LinkedHashSet<>();

    /** Streams that wait for the window of the connection. */
    private final Set<Http2Sink> starved = new LinkedHashSet<>();

    /** What is being written, and whose that is. */
    private final List<ByteBuffer> batch = new ArrayList<>();

    private final Set<Http2Sink> concerned = new LinkedHashSet<>();
    private long batchSize;
    private long batchUseful;

    private int window = Frames.DEFAULT_WINDOW;
    private int frameSize = Frames.DEFAULT_SIZE;
    private boolean tableAsked;

    private boolean held;
    private boolean pending;
    private boolean posted;
    private boolean closed;

    Http2FrameWriter(Http2Connection connection, EndPoint endPoint) {
        this.connection = connection;
        writing = new DirectWrite(endPoint, this);
        timer = connection.loop().timer(connection::stalled);
    }

    // ---- what the client has said

    int window() {
        return window;
    }

    /** The window of the connection grows; false when it must not. */
    boolean grow(int increment) {
        if (increment > Integer.MAX_VALUE - window) {
            return false;
        }
        window += increment;
        ready.addAll(starved);
        starved.clear();
        flush();
        return true;
    }

    int frameSize() {
        return frameSize;
    }

    void frameSize(int size) {
        frameSize = size;
    }

    void tableAsked() {
        tableAsked = true;
    }

    /** Whether the next header block must say that it needs no table. */
    boolean takeTableAsked() {
        boolean asked = tableAsked;
        tableAsked = false;
        return asked;
    }

    // ---- what is to be written

    /** A whole frame, which goes out with the next {@link #flush()}. */
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

    /** A stream has something to write. */
    void ready(Http2Sink sink) {
        ready.add(sink);
    }

    /** A stream has nothing to write any more. */
    void forget(Http2Sink sink) {
        ready.remove(sink);
        starved.remove(sink);
    }

    boolean isEmpty() {
        return frames.isEmpty() && !pending;
    }

    /** Nothing is written until {@link #letGo()}: there is more to come. */
    void hold() {
        held = true;
    }

    void letGo() {
        held = false;
        flush();
    }

    /** Writes what there is, as far as socket and windows allow. Called in the midst of itself it leaves that to itself. */
    void flush() {
        if (held || pending || closed) {
            return;
        }
        held = true;
        try {
            long turn = 0;
            while (!closed && gather()) {
                if (!writing.write(batch.toArray(ByteBuffer[]::new))) {
                    pending = true;
                    timer.arm(connection.settings().sendTimeoutMillis());
                    return;
                }
                turn += batchSize;
                wrote();
                if (turn >= TURN) {
                    later();
                    return;
                }
            }
        } catch (IOException e) {
            // The client has reset the connection.
            connection.cut();
            release();
        } finally {
            held = false;
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

    /** Puts the next write together; false when there is nothing to write. */
    private boolean gather() {
        batch.clear();
        concerned.clear();
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
        return !batch.isEmpty() || !concerned.isEmpty();
    }

    private void cut(Http2Sink sink) {
        int room = Math.min(window, sink.window());
        if (room <= 0 && sink.hasBytes()) {
            if (sink.window() > 0) {
                starved.add(sink);
            }
            return;
        }
        int share = (int) Math.max(0, BATCH - batchSize) / (ready.size() + 1);
        int taken = sink.cut(this, Math.min(room, frameSize), Math.min(room, share));
        window -= taken;
        batchUseful += taken;
        concerned.add(sink);
        if (sink.hasMore()) {
            ready.add(sink);
        }
    }

    /** For a stream that cuts a frame. */
    void add(ByteBuffer bytes) {
        batch.add(bytes);
        batchSize += bytes.remaining();
    }

    private void wrote() {
        connection.session().sent(batchSize, batchUseful);
        release();
    }

    @Override
    public void written() {
        pending = false;
        timer.cancel();
        held = true;
        wrote();
        held = false;
        flush();
        connection.settle();
    }

    @Override
    public void writeFailed(Throwable cause) {
        pending = false;
        connection.cut();
        release();
    }

    /** The connection is closed: nothing is written any more, but what a write still holds. */
    void closed() {
        closed = true;
        timer.cancel();
        frames.clear();
        ready.clear();
        starved.clear();
    }

    /** The batch is written, or goes to nobody any more. */
    private void release() {
        batch.clear();
        List<Http2Sink> told = new ArrayList<>(concerned);
        concerned.clear();
        told.forEach(Http2Sink::wrote);
    }
}
