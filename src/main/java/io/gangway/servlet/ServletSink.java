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
 * Gives the answer of one exchange to the container, which frames and writes it. What the container can keep in its own buffer
 * is given at once; more is given without blocking, as it asks for it. Confined to the loop; owns what it was given until the
 * container has it.
 */
final class ServletSink extends ClientSink implements WriteListener {
    private static final int PIECE = 32768;

    /** So much in one turn of the loop, then others have theirs. */
    private static final long TURN = 1L << 20;

    private final ServletStream stream;
    private final HttpServletResponse servletResponse;
    private final EventLoop loop;
    private final Timer timer;

    /** Null until the head is given. */
    private ServletOutputStream out;

    /** Whether the container tells when it takes more. */
    private boolean listening;

    /** Whether a write waits for the container. */
    private boolean waiting;

    /** What is copied for the container, who may read from it until it is ready again: never of a pool. */
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
    public void head(Response newResponse) {
        response = newResponse;
    }

    /** Gives the head, with fields of the connection where the container has none of its own. */
    void commit(Response head, String... connection) throws IOException {
        response = head;
        servletResponse.setStatus(ResponseHeadWriter.status(head));
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

    /** Jetty would say a charset of its own behind a type that has none. */
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
            return give();
        } catch (IOException | RuntimeException e) {
            breakOff(e);
            return Written.FAILED;
        }
    }

    /** Gives what is there; DONE when the container has it all and would take more. */
    private Written give() throws IOException {
        if (!listening && !fits()) {
            listening = true;
            out.setWriteListener(this);
        }
        long turn = 0;
        while (!listening || isReady()) {
            int n = next();
            if (n > 0) {
                toContainer(n);
                sent += n;
                turn += n;
                if (turn >= TURN) {
                    waiting = true;
                    loop.execute(this::possible);
                    return Written.PENDING;
                }
            } else if (flush) {
                flush = false;
                toContainer(0);
            } else {
                return given();
            }
        }
        return Written.PENDING;
    }

    /** Gives so many bytes of {@link #piece}; none stand for a flush. */
    private void toContainer(int size) throws IOException {
        try {
            if (size > 0) {
                out.write(piece, 0, size);
            } else {
                out.flush();
            }
        } catch (IOException e) {
            stream.gone();
            throw e;
        }
    }

    /** Whether the container keeps this in its buffer, so that writing it can't block. */
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

    /** Puts the next bytes into {@link #piece}; 0 when there are none. */
    private int next() throws IOException {
        if (body != null && body.hasRemaining()) {
            ByteBuffer bytes = body.getByteBuffer();
            int n = Math.min(bytes.remaining(), PIECE);
            bytes.get(room(n), 0, n);
            return n;
        }
        if (file != null && filePosition < file.length()) {
            int want = (int) Math.min(file.length() - filePosition, PIECE);
            ByteBuffer bytes = ByteBuffer.wrap(room(want), 0, want);
            int n = file.channel().read(bytes, file.offset() + filePosition);
            if (n <= 0) {
                throw new EOFException("the file was truncated");
            }
            filePosition += n;
            return n;
        }
        return 0;
    }

    private byte[] room(int size) {
        if (piece == null || piece.length < size) {
            piece = new byte[listening ? PIECE : size];
        }
        return piece;
    }

    private Written given() throws IOException {
        free();
        if (last) {
            if (!response.headerOnly() && response.contentLength() >= 0 && sent != response.contentLength()) {
                throw new IOException("the response does not have the length that its head says");
            }
            complete();
        }
        return Written.DONE;
    }

    private void possible() {
        if (!waiting || broken) {
            return;
        }
        waiting = false;
        timer.cancel();
        boolean wasLast = last;
        try {
            if (give() == Written.DONE && !wasLast) {
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

    /** Frees what is held. */
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

    // ---- WriteListener, on the container's threads

    @Override
    public void onWritePossible() {
        loop.execute(this::possible);
    }

    @Override
    public void onError(Throwable cause) {
        stream.letGo(() -> fail(cause));
    }
}
