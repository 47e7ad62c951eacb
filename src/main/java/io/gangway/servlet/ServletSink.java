package io.gangway.servlet;

import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.http.ProtocolVersion;
import io.gangway.server.HostedSink;
import io.gangway.server.connection.ResponseHeadWriter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Passes the response of one exchange to the container. What fits into the container's buffer is passed at once; the
 * rest without blocking, when the container requests it.
 */
final class ServletSink extends HostedSink implements WriteListener {
    /** Maximum number of bytes in one loop iteration; then other requests are served. */
    private static final long MAX_BYTES = 1L << 20;

    private final ServletStream stream;
    private final HttpServletResponse servletResponse;

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

    ServletSink(ServletStream stream, Exchange exchange, HttpServletResponse servletResponse) {
        super(stream, exchange);
        this.stream = stream;
        this.servletResponse = servletResponse;
    }

    @Override
    public boolean isChunked() {
        return committed && response.contentLength() < 0 && !response.headerOnly();
    }

    // ---- the head

    @Override
    protected void commit() throws IOException {
        commit(response, stream.keepsAlive() ? new String[0] : new String[] {"Connection", "close"});
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
    protected Written transfer() throws IOException {
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
                    loop.execute(this::proceed);
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
        if (hasBytes()) {
            ByteBuffer bytes = body.getByteBuffer();
            int n = Math.min(bytes.remaining(), PIECE);
            bytes.get(piece(n), 0, n);
            return n;
        }
        if (hasFileBytes()) {
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

    private void proceed() {
        if (waiting && !broken) {
            waiting = false;
            timer.cancel();
            resume();
        }
    }

    // ---- WriteListener, called on the container's threads

    @Override
    public void onWritePossible() {
        loop.execute(this::proceed);
    }

    @Override
    public void onError(Throwable cause) {
        stream.disconnected(() -> fail(cause));
    }
}
