package io.gangway.server.http2;

import io.gangway.content.FileRegion;
import io.gangway.content.HeldBytes;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.http2.Frames;
import io.gangway.http2.HeaderBlockWriter;
import io.gangway.http2.Http2Module;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.Timer;
import io.gangway.server.connection.ClientSink;
import io.gangway.server.connection.ResponseHeadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The answer of one stream: frames are cut from what it was given as far as the client's windows and its socket allow; until then
 * the producer waits. Confined to the loop. Owns what it was given until it is written.
 */
final class Http2Sink extends ClientSink {
    private final Http2FrameWriter output;
    private final SelectorEventLoop loop;
    private final int stream;

    /** Bytes that the client has room for; negative after it took room back. */
    private int window;

    private boolean dropsBody;
    private int chunkSize;
    private boolean timedOut;
    /** The client wants nothing any more. */
    private boolean unwanted;

    /** What is being written; null when nothing is pending. */
    private RetainableByteBuffer body;

    /** What of a file comes behind it. */
    private final HeldBytes file = new HeldBytes();

    /** The end of the stream is still to be written. */
    private boolean endDue;

    private boolean pending;
    /** The answer of {@link #write} is still to come: it tells what otherwise the producer is told. */
    private boolean inCall;
    /** A part of the body is in the hands of the output. */
    private boolean cut;

    private int cutBytes;
    private int cutBody;
    private long sent;
    private long bodySent;

    /** Null until a write had to wait. */
    private Timer timer;

    Http2Sink(Http2FrameWriter output, SelectorEventLoop loop, int stream, Exchange exchange, int window) {
        super(exchange);
        this.output = output;
        this.loop = loop;
        this.stream = stream;
        this.window = window;
    }

    boolean isTimedOut() {
        return timedOut;
    }

    @Override
    public long bytesSent() {
        return sent;
    }

    @Override
    public long bodyBytesSent() {
        return bodySent;
    }

    int window() {
        return window;
    }

    /** The client has more room, or less; false when that is more than there may be. */
    boolean grow(int delta) {
        if (delta > 0 && window > Integer.MAX_VALUE - delta) {
            return false;
        }
        window += delta;
        if (delta > 0 && pending) {
            output.ready(this);
            output.flush();
        }
        return true;
    }

    // ---- the head

    @Override
    public void head(Response newResponse) {
        response = newResponse;
        dropsBody = response.headerOnly();
        chunkSize = exchange.location().get(Http2Module.CHUNK_SIZE);
    }

    /** @param end whether nothing follows */
    private void commit(boolean end) {
        committed = true;
        HeaderBlockWriter block = block();
        ResponseHeadWriter.write(block, exchange, response);
        ByteBuffer frame = Frames.headers(stream, block, end, output.frameSize());
        sent += frame.remaining();
        output.queue(frame);
    }

    private HeaderBlockWriter block() {
        HeaderBlockWriter block =
                loop.local(HeaderBlockWriter.class, HeaderBlockWriter::new).reset();
        if (output.takeTableAsked()) {
            block.noTable();
        }
        return block;
    }

    // ---- the body

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        if (isOver()) {
            buffer.release();
            return Written.FAILED;
        }
        body = buffer;
        if (dropsBody) {
            BufferUtil.clear(body.getByteBuffer());
        }
        return begin(mark);
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        if (isOver()) {
            region.close();
            return Written.FAILED;
        }
        if (dropsBody) {
            region.close();
            return write(RetainableByteBuffer.EMPTY, mark);
        }
        file.hold(region, mark);
        return begin(mark);
    }

    /** Ends what a client that left has not ended, because it is not to matter. */
    private boolean isOver() {
        if (unwanted) {
            breakOff(null);
        }
        return broken;
    }

    private Written begin(Mark mark) {
        last = mark == Mark.LAST;
        endDue = last;
        if (!committed) {
            boolean empty = !hasBytes() && trailers.size() == 0;
            boolean end = last && empty && (dropsBody || response.contentLength() == 0);
            endDue = last && !end;
            commit(end);
        }
        pending = true;
        output.ready(this);
        inCall = true;
        output.flush();
        inCall = false;
        if (broken) {
            return Written.FAILED;
        }
        if (pending) {
            await();
        }
        return pending ? Written.PENDING : Written.DONE;
    }

    private void await() {
        if (timer == null) {
            timer = loop.timer(this::expired);
        }
        timer.arm(exchange.location().settings().sendTimeoutMillis());
    }

    // ---- for the output

    boolean hasBytes() {
        return isRead() || file.length() > 0;
    }

    private boolean isRead() {
        return body != null && body.hasRemaining();
    }

    /** Whether another frame can be cut in this batch. */
    boolean hasMore() {
        return isRead() || endDue && file.isEmpty();
    }

    /**
     * Cuts one frame of at most so many bytes; answers how many of the body it has.
     *
     * @param ahead how much of a file may be read for this batch
     */
    int cut(Http2FrameWriter to, int max, int ahead) {
        cut = true;
        if (!isRead() && !file.isEmpty() && !read(whole(Math.min(max, chunkSize), ahead))) {
            return 0;
        }
        ByteBuffer bytes = body == null ? BufferUtil.EMPTY_BUFFER : body.getByteBuffer();
        int size = Math.max(0, Math.min(Math.min(max, chunkSize), bytes.remaining()));
        boolean all = size == bytes.remaining() && file.isEmpty();
        boolean end = endDue && all && trailers.size() == 0;
        if (size > 0 || end) {
            give(to, Frames.dataHead(stream, size, end));
        }
        if (size > 0) {
            give(to, bytes.slice(bytes.position(), size));
            bytes.position(bytes.position() + size);
            cutBody += size;
        }
        if (endDue && all) {
            endDue = false;
            if (!end) {
                giveTrailers(to);
            }
        }
        window -= size;
        return size;
    }

    /** As many whole frames as may be read ahead, one at least: a frame that ends with a piece of the file would be a short one. */
    private static int whole(int frame, int ahead) {
        return ahead < frame ? frame : ahead - ahead % Math.max(1, frame);
    }

    /** A file is read when it can be written, and no more of it: a client that takes nothing costs no memory. */
    private boolean read(int ahead) {
        if (body != null) {
            body.release();
            body = null;
        }
        try {
            body = file.take(loop.buffers(), loop.pieceSize(ahead));
            return true;
        } catch (IOException e) {
            breakOff(e);
            return false;
        }
    }

    private void giveTrailers(Http2FrameWriter to) {
        HeaderBlockWriter block = block();
        trailers.forEach(field -> block.field(field.name(), field.value()));
        give(to, Frames.headers(stream, block, true, output.frameSize()));
    }

    private void give(Http2FrameWriter to, ByteBuffer bytes) {
        cutBytes += bytes.remaining();
        to.add(bytes);
    }

    /** What was cut is written, or never will be. */
    void wrote() {
        cut = false;
        sent += cutBytes;
        bodySent += cutBody;
        cutBytes = 0;
        cutBody = 0;
        try {
            goOn();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void goOn() {
        if (broken || complete) {
            free();
        } else if (hasBytes()) {
            output.ready(this);
            progressed();
        } else {
            done();
        }
    }

    private void progressed() {
        if (timer != null) {
            await();
        }
    }

    private void done() {
        free();
        pending = false;
        stopTimer();
        if (last) {
            complete();
        } else if (!inCall) {
            producer.writable();
        }
    }

    // ---- the end

    @Override
    public void expired() {
        timedOut = true;
        super.expired();
    }

    /** The client wants nothing any more. What waits for it ends; who does not wait hears of it with the next write. */
    void unwanted() {
        unwanted = true;
        if (pending) {
            breakOff(null);
        }
    }

    /** The exchange has ended. */
    void release() {
        if (!broken) {
            broken = !complete;
            stop(null);
        }
    }

    /** What the output holds is freed when it is written. */
    @Override
    protected void stop(Throwable cause) {
        stopTimer();
        output.forget(this);
        if (!cut) {
            free();
        }
        cancelProducer(cause);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void free() {
        if (body != null) {
            body.release();
            body = null;
        }
        file.free();
    }
}
