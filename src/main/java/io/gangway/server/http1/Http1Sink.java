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
import java.util.Arrays;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Writes the response of one exchange to an HTTP/1.1 connection: the head and the first bytes in one system call, in
 * chunks when the length is unknown. Confined to the loop. Owns the buffers it is given until they are written.
 */
final class Http1Sink extends ClientSink implements TimedWrite.Listener {
    /** Maximum size of the end of a chunk and a last chunk without trailers. */
    private static final int CHUNK_END = 7;

    /** Maximum number of bytes of a file in one loop iteration; then other connections are served. */
    private static final long MAX_FILE_BYTES = 1L << 21;

    private final Http1Connection connection;
    private final Http1Stream stream;
    private final TimedWrite writing;

    private boolean keep;
    /** No head is written: for an HTTP/0.9 request, or for an upstream's response without a head. */
    private boolean headless;

    private boolean chunked;
    private boolean dropsBody;

    private Tunnel tunnel;

    /** The buffers of the pending write; null when none is pending. */
    private RetainableByteBuffer head;

    private RetainableByteBuffer body;
    private FileTransfer file;

    /** What is written after the pending write of an interim response; null for nothing. */
    private ByteBuffer[] following;

    private long sent;
    private long bodySent;
    /** Bytes of the head, and of the interim responses before it. */
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

    /** Whether the head of the response announced that the connection is kept open. */
    boolean kept() {
        return keep;
    }

    @Override
    public long bytesSent() {
        long unsent = writing.left() + (following == null ? 0 : BufferUtil.remaining(following));
        return sent - unsent + connection.tunnelled();
    }

    @Override
    public long bodyBytesSent() {
        return Math.max(0, bytesSent() - headSize);
    }

    // ---- interim responses

    /** Writes an interim response at once, or when the one before is written. */
    void interim(int status, Fields fields) {
        if (committed || broken) {
            return;
        }
        HeadWriter out =
                connection.loop().local(HeadWriter.class, HeadWriter::new).reset();
        out.statusLine(ProtocolVersion.HTTP_1_1, status).fields(fields).end();
        headSize += out.length();
        sent += out.length();
        try {
            write(ByteBuffer.wrap(Arrays.copyOf(out.array(), out.length())));
        } catch (IOException e) {
            // Later, since the caller does not expect that its exchange ends.
            connection.loop().execute(() -> fail(e));
        }
    }

    /** Continues after the pending write; returns true when all that followed it is written. */
    private boolean writeFollowing() {
        if (following == null) {
            return true;
        }
        ByteBuffer[] buffers = following;
        following = null;
        return writes(buffers);
    }

    // ---- Sink

    @Override
    public void head(Response response) {
        this.response = response;
        ProtocolVersion version = exchange.head().version();
        headless = version == ProtocolVersion.HTTP_0_9 || response.headless();
        dropsBody = response.headerOnly();
        keep = stream.keepsAlive() && !headless;
        if (!dropsBody && response.contentLength() < 0) {
            chunked = version.atLeast(ProtocolVersion.HTTP_1_1)
                    && !headless
                    && exchange.location().settings().chunked();
            keep &= chunked;
        }
    }

    private RetainableByteBuffer writeHead() {
        committed = true;
        if (headless) {
            return null;
        }
        HeadWriter out =
                connection.loop().local(HeadWriter.class, HeadWriter::new).reset();
        ResponseHeadWriter.write(out, exchange, response, keep, chunked);
        headSize += out.length();
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
        body = buffer;
        if (dropsBody) {
            BufferUtil.clear(body.getByteBuffer());
        }
        // After the body, which is released even if there is no buffer for the head.
        head = committed ? null : writeHead();
        int size = body.remaining();
        bodySent += size;
        if (!dropsBody && response.contentLength() >= 0 && differs(bodySent - response.contentLength())) {
            // A close lets the client notice that bytes are missing, and keeps it from taking excess bytes for another
            // response.
            keep = false;
        }
        return flush(chunked && !dropsBody ? framed(size) : plain());
    }

    private boolean differs(long difference) {
        return difference > 0 || last && difference < 0;
    }

    private ByteBuffer[] plain() {
        ByteBuffer bytes = body.getByteBuffer();
        return head == null ? new ByteBuffer[] {bytes} : new ByteBuffer[] {head.getByteBuffer(), bytes};
    }

    private ByteBuffer[] framed(int size) {
        ByteBuffer headBytes = head == null ? BufferUtil.EMPTY_BUFFER : head.getByteBuffer();
        ByteBuffer start = BufferUtil.EMPTY_BUFFER;
        if (size > 0) {
            start = ByteBuffer.allocate(ChunkedEncoder.HEADER_SIZE);
            ChunkedEncoder.header(start, size);
            start.flip();
        }
        return new ByteBuffer[] {headBytes, start, body.getByteBuffer(), end(size)};
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
        return flushed() ? Written.DONE : broken ? Written.FAILED : Written.PENDING;
    }

    /** Returns true when the socket accepted everything; false when the rest is pending or the response was aborted. */
    private boolean writes(ByteBuffer... buffers) {
        try {
            return write(buffers);
        } catch (IOException e) {
            breakOff(e);
            return false;
        }
    }

    private boolean write(ByteBuffer... buffers) throws IOException {
        if (!writing.isPending()) {
            return writing.write(exchange.location().settings().sendTimeoutMillis(), buffers);
        }
        if (following == null) {
            following = buffers;
        } else {
            int before = following.length;
            following = Arrays.copyOf(following, before + buffers.length);
            System.arraycopy(buffers, 0, following, before, buffers.length);
        }
        return false;
    }

    /** A write has completed; returns false when more of a file follows later. */
    private boolean flushed() {
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
        } else if (writeFollowing()) {
            if (tunnel != null) {
                openTunnel();
            } else if (committed) {
                resume();
            }
        }
    }

    @Override
    public void writeFailed(Throwable cause, long unsent) {
        sent -= unsent;
        breakOff(cause);
    }

    private void resume() {
        boolean wasLast = last;
        try {
            if (flushed() && !wasLast) {
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
        bodySent += region.length();
        file = new FileTransfer(connection, region, chunked, last, trailers);
        head = committed ? null : writeHead();
        ByteBuffer start = file.start();
        return head == null ? flush(start) : flush(head.getByteBuffer(), start);
    }

    /**
     * Sends what the socket accepts in one loop iteration; returns true when the whole file is sent, false when more
     * follows later.
     */
    private boolean transfer() {
        try {
            for (long total = 0; total < MAX_FILE_BYTES; ) {
                long sentBefore = sent;
                sent += file.transfer();
                RetainableByteBuffer piece = file.next();
                if (piece == null) {
                    file.close();
                    file = null;
                    return true;
                }
                body = piece;
                sent += piece.remaining();
                total += sent - sentBefore;
                if (!writes(piece.getByteBuffer())) {
                    return false;
                }
                freeBuffers();
            }
            connection.loop().execute(this::resumeFile);
            return false;
        } catch (IOException e) {
            breakOff(e);
            return false;
        }
    }

    private void resumeFile() {
        if (!broken && !writing.isPending()) {
            resume();
        }
    }

    // ---- upgrade

    void upgrade(Response head101, Tunnel tunnel) {
        response = head101;
        keep = false;
        this.tunnel = tunnel;
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
        if (following != null) {
            sent -= BufferUtil.remaining(following);
            following = null;
        }
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

    /** Releases all buffers; those of a pending write are released when it ends. */
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
