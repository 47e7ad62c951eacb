package io.gangway.server.http1;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.http.ChunkedEncoder;
import io.gangway.http.Fields;
import io.gangway.http.HeadWriter;
import io.gangway.http.ProtocolVersion;
import io.gangway.server.connection.ClientSink;
import io.gangway.server.connection.ResponseHeadWriter;
import io.gangway.server.connection.TimedWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Writes the answer of one exchange to its connection: head and first bytes in one system call, chunks where the length is
 * not known. Confined to the loop. Owns what it was given until it is written.
 */
final class Http1Sink extends ClientSink implements TimedWrite.Listener {
    /** The end of a chunk and the last chunk without trailers. */
    private static final int CHUNK_END = 7;

    /** So much of a file in one turn of the loop, then others have theirs. */
    private static final long FILE_TURN = 1L << 21;

    private final Http1Connection connection;
    private final Http1Stream stream;
    private final TimedWrite writing;

    private boolean keep;
    /** No head is written: an HTTP/0.9 request, or an upstream's answer that had none. */
    private boolean simple;

    private boolean chunked;
    private boolean dropsBody;

    private Tunnel tunnel;

    /** What is being written; null when nothing is pending. */
    private RetainableByteBuffer head;

    private RetainableByteBuffer body;
    private FileTransfer file;

    private long sent;
    private long bodySent;
    private int headSize;

    Http1Sink(Http1Connection connection, Http1Stream stream, Exchange exchange) {
        super(exchange);
        this.connection = connection;
        this.stream = stream;
        writing = new TimedWrite(connection.getEndPoint(), connection.loop(), this);
    }

    @Override
    public boolean isChunked() {
        return chunked;
    }

    /** Whether the answer's head said that the connection is kept. */
    boolean kept() {
        return keep;
    }

    @Override
    public long bytesSent() {
        return sent - writing.left() + connection.tunnelled();
    }

    @Override
    public long bodyBytesSent() {
        return Math.max(0, bytesSent() - headSize);
    }

    // ---- Sink

    @Override
    public void head(Response newResponse) {
        response = newResponse;
        ProtocolVersion version = exchange.head().version();
        simple = version == ProtocolVersion.HTTP_0_9 || response.headless();
        dropsBody = response.headerOnly();
        keep = stream.keepsAlive() && !simple;
        if (!dropsBody && response.contentLength() < 0) {
            chunked = version.atLeast(ProtocolVersion.HTTP_1_1)
                    && !simple
                    && exchange.location().settings().chunked();
            keep &= chunked;
        }
    }

    private RetainableByteBuffer writeHead() {
        committed = true;
        if (simple) {
            return null;
        }
        HeadWriter out =
                connection.loop().local(HeadWriter.class, HeadWriter::new).reset();
        ResponseHeadWriter.write(out, exchange, response, keep, chunked);
        headSize = out.length();
        return buffer(out);
    }

    private RetainableByteBuffer buffer(HeadWriter out) {
        RetainableByteBuffer buffer = connection.loop().buffers().acquire(out.length(), true);
        ByteBuffer bytes = buffer.getByteBuffer();
        BufferUtil.flipToFill(bytes);
        out.writeTo(bytes);
        bytes.flip();
        return buffer;
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        if (broken) {
            buffer.release();
            return Written.FAILED;
        }
        last = mark == Mark.LAST;
        head = committed ? null : writeHead();
        body = buffer;
        if (dropsBody) {
            BufferUtil.clear(body.getByteBuffer());
        }
        int size = body.remaining();
        bodySent += size;
        if (!dropsBody && response.contentLength() >= 0 && isOther(bodySent - response.contentLength())) {
            // The client must be able to see that bytes are missing, and must not take what is too much for another
            // answer.
            keep = false;
        }
        return flush(chunked && !dropsBody ? framed(size) : plain());
    }

    private boolean isOther(long difference) {
        return difference > 0 || last && difference < 0;
    }

    private ByteBuffer[] plain() {
        ByteBuffer bytes = body.getByteBuffer();
        return head == null ? new ByteBuffer[] {bytes} : new ByteBuffer[] {head.getByteBuffer(), bytes};
    }

    private ByteBuffer[] framed(int size) {
        ByteBuffer before = head == null ? BufferUtil.EMPTY_BUFFER : head.getByteBuffer();
        ByteBuffer start = BufferUtil.EMPTY_BUFFER;
        if (size > 0) {
            start = ByteBuffer.allocate(ChunkedEncoder.HEADER_SIZE);
            ChunkedEncoder.header(start, size);
            start.flip();
        }
        return new ByteBuffer[] {before, start, body.getByteBuffer(), end(size)};
    }

    private ByteBuffer end(int size) {
        if (trailers == Fields.EMPTY || !last) {
            ByteBuffer end = ByteBuffer.allocate(CHUNK_END);
            if (size > 0) {
                ChunkedEncoder.end(end);
            }
            if (last) {
                ChunkedEncoder.last(end);
            }
            return end.flip();
        }
        HeadWriter end = new HeadWriter();
        if (size > 0) {
            end.text("\r\n");
        }
        ChunkedEncoder.last(end, trailers);
        return ByteBuffer.wrap(end.array(), 0, end.length());
    }

    private Written flush(ByteBuffer... buffers) {
        long size = BufferUtil.remaining(buffers);
        sent += size;
        if (size > 0 && !writes(buffers)) {
            return broken ? Written.FAILED : Written.PENDING;
        }
        return wrote() ? Written.DONE : broken ? Written.FAILED : Written.PENDING;
    }

    /** True when the socket took all; false when the rest is pending or the answer broke off. */
    private boolean writes(ByteBuffer... buffers) {
        try {
            return writing.write(exchange.location().settings().sendTimeoutMillis(), buffers);
        } catch (IOException e) {
            breakOff(e);
            return false;
        }
    }

    /** What was handed to the socket is gone; false when more of a file follows later. */
    private boolean wrote() {
        freeBuffers();
        if (file != null && !transfer()) {
            return false;
        }
        if (last) {
            complete();
        }
        return true;
    }

    @Override
    public void written() {
        if (broken) {
            release();
        } else if (tunnel != null) {
            openTunnel();
        } else {
            goOn();
        }
    }

    @Override
    public void writeFailed(Throwable cause, long unsent) {
        sent -= unsent;
        breakOff(cause);
    }

    private void goOn() {
        boolean wasLast = last;
        try {
            if (wrote() && !wasLast) {
                producer.writable();
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    // ---- files

    @Override
    public Written write(FileRegion region, Mark mark) {
        if (broken) {
            region.close();
            return Written.FAILED;
        }
        if (dropsBody) {
            region.close();
            return write(RetainableByteBuffer.EMPTY, mark);
        }
        last = mark == Mark.LAST;
        head = committed ? null : writeHead();
        bodySent += region.length();
        file = new FileTransfer(connection, region, chunked, last, trailers);
        ByteBuffer start = file.start();
        return head == null ? flush(start) : flush(head.getByteBuffer(), start);
    }

    /** Sends what the socket takes in one turn; true when the file is out, false when more follows later. */
    private boolean transfer() {
        try {
            for (long turn = 0; turn < FILE_TURN; ) {
                long before = sent;
                sent += file.transfer();
                RetainableByteBuffer piece = file.next();
                if (piece == null) {
                    file.close();
                    file = null;
                    return true;
                }
                body = piece;
                sent += piece.remaining();
                turn += sent - before;
                if (!writes(piece.getByteBuffer())) {
                    return false;
                }
                freeBuffers();
            }
            connection.loop().execute(this::nextTurn);
            return false;
        } catch (IOException e) {
            breakOff(e);
            return false;
        }
    }

    private void nextTurn() {
        if (!broken && !writing.isPending()) {
            goOn();
        }
    }

    // ---- upgrade

    void upgrade(Response head101, Tunnel newTunnel) {
        response = head101;
        keep = false;
        tunnel = newTunnel;
        head = writeHead();
        ByteBuffer bytes = head.getByteBuffer();
        sent += bytes.remaining();
        if (writes(bytes)) {
            openTunnel();
        }
    }

    private void openTunnel() {
        freeBuffers();
        complete = true;
        Tunnel opened = tunnel;
        tunnel = null;
        opened.open(connection.toLeg());
    }

    // ---- the end

    @Override
    protected void stop(Throwable cause) {
        keep = false;
        writing.stopTimer();
        Tunnel unopened = tunnel;
        tunnel = null;
        if (unopened != null) {
            unopened.failed(cause);
        } else {
            cancelProducer(cause);
        }
        release();
        connection.getEndPoint().close();
    }

    /** Frees what is held; a pending write's buffers are freed when it ends. */
    void release() {
        writing.stopTimer();
        if (writing.isPending()) {
            return;
        }
        freeBuffers();
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private void freeBuffers() {
        if (head != null) {
            head.release();
            head = null;
        }
        if (body != null) {
            body.release();
            body = null;
        }
    }
}
