package io.gangway.servlet;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.http.ProtocolVersion;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import io.gangway.server.connection.ClientSink;
import io.gangway.server.connection.ResponseHeadWriter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Passes the response of one exchange to the container, which frames and writes it. What fits into the container's
 * buffer is passed at once; the rest without blocking, when the container requests it. Confined to the loop; owns the
 * buffers it is given until the container has their content.
 */
final class ServletSink extends ClientSink implements WriteListener {
    private static final int PIECE = 32768;

    /** Maximum number of bytes in one loop iteration; then other requests are served. */
    private static final long MAX_BYTES = 1L << 20;

    private final ServletStream stream;
    private final HttpServletResponse servletResponse;
    private final EventLoop loop;
    private final Timer timer;

    /** Null until the head has been passed on. */
    private ServletOutputStream out;

    /** Whether a write listener is set: the container then calls back when it accepts more. */
    private boolean listening;

    /** Whether a write waits for the container. */
    private boolean waiting;

    /**
     * The bytes passed to the container. It may read them until it is ready again, so this is never a pooled buffer.
     */
    private byte[] piece;

    private RetainableByteBuffer body;
    private FileRegion file;
    private long filePosition;
    private boolean flush;
    private long sent;

    ServletSink(ServletStream stream, Exchange exchange, HttpServletResponse servletResponse) {
        super(exchange);
        this.stream = stream;
        this.servletResponse = servletResponse;
        loop = exchange.loop();
        timer = loop.timer(this::expired);
    }

    @Override
    public boolean isChunked() {
        return committed && response.contentLength() < 0 && !response.headerOnly();
    }

    @Override
    public long bytesSent() {
        return bodyBytesSent();
    }

    @Override
    public long bodyBytesSent() {
        return sent + stream.tunnelled();
    }

    // ---- the head

    @Override
    public void head(Response response) {
        this.response = response;
    }

    /**
     * Passes the head to the container.
     *
     * @param connection names and values of fields that the container does not set itself
     */
    void commit(Response head, String... connection) throws IOException {
        response = head;
        boolean isStream = head.status() == 101 && exchange.head().isExtendedConnect();
        servletResponse.setStatus(isStream ? 200 : ResponseHeadWriter.status(head));
        if (head.location() != null && head.location().startsWith("/")) {
            head.location(stream.contextPath() + head.location());
        }
        ResponseHeadWriter.general(exchange, head, this::set);
        for (int i = 0; i < connection.length; i += 2) {
            servletResponse.setHeader(connection[i], connection[i + 1]);
        }
        ResponseHeadWriter.specific(exchange, head, servletResponse::addHeader);
        if (head.contentLength() < 0 && !head.headerOnly() && !isOld()) {
            servletResponse.setTrailerFields(this::trailerMap);
        }
        out = servletResponse.getOutputStream();
        committed = true;
    }

    /** Sets a field. Jetty adds a charset to a Content-Type without one. */
    private void set(String name, String value) {
        servletResponse.setHeader(name, value);
        // https://github.com/jetty/jetty.project/pull/5807: the charset that Jetty infers, and how to clear it.
        // This can go when Jetty leaves a Content-Type as it was set.
        if (name.equals("Content-Type")
                && !value.equals(servletResponse.getHeader(name))
                && !value.contains("charset=")) {
            servletResponse.setCharacterEncoding((String) null);
        }
    }

    private boolean isOld() {
        return !exchange.head().version().atLeast(ProtocolVersion.HTTP_1_1);
    }

    private Map<String, String> trailerMap() {
        Map<String, String> map = new LinkedHashMap<>();
        trailers.forEach(field -> map.merge(field.name(), field.value(), (one, other) -> one + ", " + other));
        return map;
    }

    // ---- the bytes

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        if (broken) {
            buffer.release();
            return Written.FAILED;
        }
        body = buffer;
        return begin(mark);
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        if (broken) {
            region.close();
            return Written.FAILED;
        }
        file = region;
        filePosition = 0;
        return begin(mark);
    }

    private Written begin(Mark mark) {
        last = mark == Mark.LAST;
        flush = mark == Mark.FLUSH;
        try {
            if (!committed) {
                commit(response, stream.keepsAlive() ? new String[0] : new String[] {"Connection", "close"});
            }
            if (response.headerOnly()) {
                free();
            }
            return transfer();
        } catch (IOException | RuntimeException e) {
            breakOff(e);
            return Written.FAILED;
        }
    }

    /** Passes available bytes to the container; DONE when it has all of them and accepts more. */
    private Written transfer() throws IOException {
        if (!listening && !fits()) {
            listening = true;
            out.setWriteListener(this);
        }
        long total = 0;
        while (!listening || isReady()) {
            int n = next();
            if (n > 0) {
                toContainer(n);
                sent += n;
                total += n;
                if (total >= MAX_BYTES) {
                    waiting = true;
                    loop.execute(this::resume);
                    return Written.PENDING;
                }
            } else if (flush) {
                flush = false;
                toContainer(0);
            } else {
                return transferred();
            }
        }
        return Written.PENDING;
    }

    /** Passes the first bytes of {@link #piece}; 0 bytes mean a flush. */
    private void toContainer(int size) throws IOException {
        try {
            if (size > 0) {
                out.write(piece, 0, size);
            } else {
                out.flush();
            }
        } catch (IOException e) {
            stream.clientGone();
            throw e;
        }
    }

    /** Whether the container keeps the bytes in its buffer, so that the write can't block. */
    private boolean fits() {
        long size = (body == null ? 0 : body.remaining()) + (file == null ? 0 : file.length());
        return size == 0 && last && sent == 0
                || !flush && stream.container().keepsSmallResponses() && sent + size < servletResponse.getBufferSize();
    }

    private boolean isReady() {
        if (out.isReady()) {
            return true;
        }
        waiting = true;
        timer.arm(exchange.location().settings().sendTimeoutMillis());
        return false;
    }

    /** Copies the next bytes to {@link #piece}; 0 when there are none. */
    private int next() throws IOException {
        if (body != null && body.hasRemaining()) {
            ByteBuffer bytes = body.getByteBuffer();
            int n = Math.min(bytes.remaining(), PIECE);
            bytes.get(piece(n), 0, n);
            return n;
        }
        if (file != null && filePosition < file.length()) {
            int want = (int) Math.min(file.length() - filePosition, PIECE);
            ByteBuffer bytes = ByteBuffer.wrap(piece(want), 0, want);
            int n = file.channel().read(bytes, file.offset() + filePosition);
            if (n <= 0) {
                throw new EOFException("the file was truncated");
            }
            filePosition += n;
            return n;
        }
        return 0;
    }

    private byte[] piece(int size) {
        if (piece == null || piece.length < size) {
            piece = new byte[listening ? PIECE : size];
        }
        return piece;
    }

    private Written transferred() throws IOException {
        free();
        if (last) {
            if (!response.headerOnly() && response.contentLength() >= 0 && sent != response.contentLength()) {
                throw new IOException("the response does not have the length that its head says");
            }
            complete();
        }
        return Written.DONE;
    }

    private void resume() {
        if (!waiting || broken) {
            return;
        }
        waiting = false;
        timer.cancel();
        boolean wasLast = last;
        try {
            if (transfer() == Written.DONE && !wasLast) {
                producer.writable();
            }
        } catch (IOException | RuntimeException e) {
            breakOff(e);
        }
    }

    // ---- the end

    @Override
    protected void stop(Throwable cause) {
        release();
        cancelProducer(cause);
    }

    /** Releases all buffers. */
    void release() {
        timer.cancel();
        waiting = false;
        broken |= !complete;
        free();
    }

    private void free() {
        if (body != null) {
            body.release();
            body = null;
        }
        if (file != null) {
            file.close();
            file = null;
        }
    }

    // ---- WriteListener, called on the container's threads

    @Override
    public void onWritePossible() {
        loop.execute(this::resume);
    }

    @Override
    public void onError(Throwable cause) {
        stream.disconnected(() -> fail(cause));
    }
}
