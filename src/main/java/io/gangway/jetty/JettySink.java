package io.gangway.jetty;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import io.gangway.server.connection.ClientSink;
import io.gangway.server.connection.ResponseHeadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Passes the response of one exchange to Jetty, which frames and writes it. One write is under way at a time. Confined
 * to the loop; owns the buffers it is given until Jetty has written them.
 */
final class JettySink extends ClientSink {
    private static final int PIECE = 32768;

    private final JettyStream stream;
    private final org.eclipse.jetty.server.Response jetty;
    private final EventLoop loop;
    private final Timer timer;

    private RetainableByteBuffer body;
    private FileRegion file;
    private long filePosition;
    private boolean flush;
    private long sent;

    /** Whether Jetty has yet to finish a write, and uses the buffer. */
    private boolean writing;

    /** The interim responses; done when they are written, or cannot be. */
    private CompletableFuture<Void> interim = CompletableFuture.completedFuture(null);

    JettySink(JettyStream stream, Exchange exchange, org.eclipse.jetty.server.Response jetty) {
        super(exchange);
        this.stream = stream;
        this.jetty = jetty;
        loop = exchange.loop();
        timer = loop.timer(this::expired);
    }

    @Override
    public boolean isChunked() {
        return committed && !stream.isHttp2() && response.contentLength() < 0 && !response.headerOnly();
    }

    @Override
    public long bytesSent() {
        return bodyBytesSent();
    }

    @Override
    public long bodyBytesSent() {
        return sent + stream.tunnelled();
    }

    // ---- interim responses

    /** Writes an interim response when the one before is written. */
    void interim(int status, HttpFields fields) {
        if (!committed && !broken) {
            interim = interim.thenCompose(before -> jetty.writeInterim(status, fields))
                    .exceptionally(failure -> null);
        }
    }

    /** Continues when the interim responses are written, on any thread. */
    void afterInterim(Runnable then) {
        if (interim.isDone()) {
            then.run();
        } else {
            interim.thenRun(then);
        }
    }

    // ---- the head

    @Override
    public void head(Response response) {
        this.response = response;
    }

    /** Passes the head to Jetty, which sends it with the first bytes. */
    void commit(Response head) {
        response = head;
        HttpFields.Mutable fields = jetty.getHeaders();
        jetty.setStatus(ResponseHeadWriter.status(head));
        ResponseHeadWriter.general(exchange, head, fields::put);
        ResponseHeadWriter.specific(exchange, head, fields::add);
        if (!head.headerOnly() && (stream.isHttp2() || head.contentLength() < 0)) {
            jetty.setTrailersSupplier(this::trailerFields);
        }
        committed = true;
    }

    private HttpFields trailerFields() {
        HttpFields.Mutable fields = HttpFields.build();
        trailers.forEach(field -> fields.add(field.name(), field.value()));
        return fields.size() == 0 ? null : fields;
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
                commit(response);
                if (!stream.isHttp2() && !stream.keepsAlive()) {
                    jetty.getHeaders().put("Connection", "close");
                }
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

    /** Writes piece by piece until Jetty has taken everything. */
    private Written transfer() throws IOException {
        while (true) {
            boolean more = next();
            boolean end = last && !hasMore();
            if (!more && !flush && !end) {
                return transferred();
            }
            flush = false;
            if (!writePiece(end)) {
                timer.arm(exchange.location().settings().sendTimeoutMillis());
                return Written.PENDING;
            }
            if (end) {
                return transferred();
            }
        }
    }

    /** Makes sure that {@link #body} has the next bytes; false when there are none. */
    private boolean next() throws IOException {
        if (body != null && body.hasRemaining()) {
            return true;
        }
        if (file == null || filePosition >= file.length()) {
            return false;
        }
        if (body != null) {
            body.release();
            body = null;
        }
        body = file.read(loop.buffers(), filePosition, PIECE);
        filePosition += body.remaining();
        return true;
    }

    /** Whether the file has bytes after those of {@link #body}. */
    private boolean hasMore() {
        return file != null && filePosition < file.length();
    }

    /** Whether Jetty has written the bytes already; otherwise {@link #written} follows. */
    private boolean writePiece(boolean end) {
        ByteBuffer bytes = body == null ? BufferUtil.EMPTY_BUFFER : body.getByteBuffer();
        sent += bytes.remaining();
        writing = true;
        // The one that comes second continues: this thread, or the one that has written.
        AtomicBoolean met = new AtomicBoolean();
        Callback callback = Callback.from(
                Callback.InvocationType.NON_BLOCKING,
                () -> {
                    if (met.getAndSet(true)) {
                        loop.execute(() -> written(null));
                    }
                },
                cause -> loop.execute(() -> written(cause)));
        afterInterim(() -> jetty.write(end, bytes, callback));
        writing = !met.getAndSet(true);
        return !writing;
    }

    private void written(Throwable cause) {
        writing = false;
        timer.cancel();
        if (broken || complete) {
            free();
            return;
        }
        if (cause != null) {
            breakOff(cause);
            return;
        }
        boolean wasLast = last;
        try {
            if (wasLast && !hasMore() && !hasBytes()) {
                transferred();
            } else if (transfer() == Written.DONE && !wasLast) {
                producer.writable();
            }
        } catch (IOException | RuntimeException e) {
            breakOff(e);
        }
    }

    private boolean hasBytes() {
        return body != null && body.hasRemaining();
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

    // ---- the end

    @Override
    protected void stop(Throwable cause) {
        release();
        cancelProducer(cause);
    }

    /** Releases all buffers, the one that Jetty writes after that write. */
    void release() {
        timer.cancel();
        broken |= !complete;
        if (!writing) {
            free();
        }
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
}
