package io.gangway.server.http2;

import io.gangway.content.FileRegion;
import io.gangway.content.HeldBytes;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.http.Fields;
import io.gangway.http2.Http2Module;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.http2.stream.FrameWriter;
import io.gangway.http2.stream.OutgoingStream;
import io.gangway.http2.stream.StreamLeg;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.Timer;
import io.gangway.server.connection.ClientSink;
import io.gangway.server.connection.ResponseHeadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The response of one stream. DATA frames are cut from its buffers as far as the client's windows and the socket allow;
 * until then the producer waits. Confined to the loop. Owns the buffers it is given until they are written.
 */
final class Http2Sink extends ClientSink implements OutgoingStream {
    private final FrameWriter output;
    private final SelectorEventLoop loop;
    private final int stream;

    /** The stream's window; negative after the client has reduced it. */
    private int window;

    private boolean dropsBody;
    private int chunkSize;
    private boolean timedOut;
    /** The client needs nothing more. */
    private boolean clientGone;

    /** The bytes being written; null when none are pending. */
    private RetainableByteBuffer body;

    /** The part of a file that follows {@link #body}. */
    private final HeldBytes file = new HeldBytes();

    /** The end of the stream must still be written. */
    private boolean endPending;

    private boolean pending;
    /** {@link #write} is running: its return value replaces a call of the producer. */
    private boolean inCall;
    /** A part of the body is in the writer's batch. */
    private boolean cut;

    private int cutBytes;
    private int cutBody;
    private long sent;
    private long bodySent;

    /** The leg of a tunnel, or null. */
    private StreamLeg leg;

    /** Null until a write had to wait. */
    private Timer timer;

    Http2Sink(FrameWriter output, SelectorEventLoop loop, int stream, Exchange exchange, int window) {
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
        return sent + tunnelled();
    }

    @Override
    public long bodyBytesSent() {
        return bodySent + tunnelled();
    }

    private long tunnelled() {
        return leg == null ? 0 : leg.sent();
    }

    @Override
    public int window() {
        return window;
    }

    /** Changes the window; false when it exceeds the maximum. */
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
    public void head(Response response) {
        this.response = response;
        dropsBody = response.headerOnly();
        chunkSize = exchange.location().get(Http2Module.CHUNK_SIZE);
    }

    /** Sends the 200 that opens a tunnel (RFC 8441, 5); its DATA frames are sent by its leg. */
    void upgrade(Response head101, StreamLeg newLeg) {
        response = head101;
        if (!exchange.head().hasOwnKey()) {
            head101.fields().remove("Sec-WebSocket-Accept");
        }
        leg = newLeg;
        commit(false, 200);
        complete = true;
    }

    /**
     * @param end whether nothing follows the head
     */
    private void commit(boolean end, int status) {
        committed = true;
        HeaderBlockWriter block = block();
        ResponseHeadWriter.write(block, exchange, response, status);
        ByteBuffer frame = Frames.headers(stream, block, end, output.frameSize());
        sent += frame.remaining();
        output.queue(frame);
    }

    /**
     * Queues an interim response, which is written after this turn: a write that fails could end the exchange. A client
     * that does not read gets none.
     */
    void interim(int status, Fields fields) {
        if (committed || broken || clientGone || output.isCrowded()) {
            return;
        }
        HeaderBlockWriter block = block().status(status);
        fields.forEach(field -> block.field(field.name(), field.value()));
        ByteBuffer frame = Frames.headers(stream, block, false, output.frameSize());
        sent += frame.remaining();
        output.queue(frame);
        loop.execute(output::flush);
    }

    private HeaderBlockWriter block() {
        HeaderBlockWriter block =
                loop.local(HeaderBlockWriter.class, HeaderBlockWriter::new).reset();
        if (output.takeTableSizeAnnounced()) {
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

    /**
     * Whether the response has ended; also ends one whose client has disconnected, which was left running until now.
     */
    private boolean isOver() {
        if (clientGone) {
            breakOff(null);
        }
        return broken;
    }

    private Written begin(Mark mark) {
        last = mark == Mark.LAST;
        endPending = last;
        if (!committed) {
            boolean empty = !hasBytes() && trailers.size() == 0;
            boolean end = last && empty && (dropsBody || response.contentLength() == 0);
            endPending = last && !end;
            commit(end, ResponseHeadWriter.status(response));
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

    // ---- for the frame writer

    @Override
    public boolean hasBytes() {
        return hasBuffered() || file.length() > 0;
    }

    private boolean hasBuffered() {
        return body != null && body.hasRemaining();
    }

    @Override
    public boolean hasMore() {
        return hasBuffered() || endPending && file.isEmpty();
    }

    @Override
    public int cut(FrameWriter to, int max, int ahead) {
        cut = true;
        if (!hasBuffered() && !file.isEmpty() && !read(wholeFrames(Math.min(max, chunkSize), ahead))) {
            return 0;
        }
        ByteBuffer bytes = body == null ? BufferUtil.EMPTY_BUFFER : body.getByteBuffer();
        int size = Math.max(0, Math.min(Math.min(max, chunkSize), bytes.remaining()));
        boolean all = size == bytes.remaining() && file.isEmpty();
        boolean end = endPending && all && trailers.size() == 0;
        if (size > 0 || end) {
            emit(to, Frames.dataHead(stream, size, end));
        }
        if (size > 0) {
            emit(to, bytes.slice(bytes.position(), size));
            bytes.position(bytes.position() + size);
            cutBody += size;
        }
        if (endPending && all) {
            endPending = false;
            if (!end) {
                emitTrailers(to);
            }
        }
        window -= size;
        return size;
    }

    /**
     * Rounds down to whole frames, at least one: a piece of the file that does not fill its last frame would make a
     * short frame.
     */
    private static int wholeFrames(int frame, int ahead) {
        return ahead < frame ? frame : ahead - ahead % Math.max(1, frame);
    }

    /** Reads the file only when it can be written: a client that accepts nothing costs no memory. */
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

    private void emitTrailers(FrameWriter to) {
        HeaderBlockWriter block = block();
        trailers.forEach(field -> block.field(field.name(), field.value()));
        emit(to, Frames.headers(stream, block, true, output.frameSize()));
    }

    private void emit(FrameWriter to, ByteBuffer bytes) {
        cutBytes += bytes.remaining();
        to.add(bytes);
    }

    @Override
    public void batchWritten() {
        cut = false;
        sent += cutBytes;
        bodySent += cutBody;
        cutBytes = 0;
        cutBody = 0;
        try {
            resume();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void resume() {
        if (broken || complete) {
            free();
        } else if (hasBytes()) {
            output.ready(this);
            rearm();
        } else {
            done();
        }
    }

    private void rearm() {
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

    /** The client needs nothing more. A waiting response ends now, another one with its next write. */
    void clientGone() {
        clientGone = true;
        if (pending) {
            breakOff(null);
        }
    }

    /** Ends the response with its exchange. */
    void release() {
        if (!broken) {
            broken = !complete;
            stop(null);
        }
    }

    /** Buffers in the writer's batch are released after the write. */
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
