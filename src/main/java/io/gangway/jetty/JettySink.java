package io.gangway.jetty;

import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.server.HostedSink;
import io.gangway.server.connection.ResponseHeadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Passes the response of one exchange to Jetty. One write is under way at a time, and its buffer is freed when Jetty has
 * written it.
 */
final class JettySink extends HostedSink {
    private final JettyStream stream;
    private final org.eclipse.jetty.server.Response jetty;

    /** Whether Jetty has yet to finish a write, and uses the buffer. */
    private boolean writing;

    /** Whether Jetty has got the end of the response. */
    private boolean ended;

    /** The interim responses; done when they are written, or cannot be. */
    private CompletableFuture<Void> interim = CompletableFuture.completedFuture(null);

    JettySink(JettyStream stream, Exchange exchange, org.eclipse.jetty.server.Response jetty) {
        super(stream, exchange);
        this.stream = stream;
        this.jetty = jetty;
    }

    @Override
    public boolean isChunked() {
        return committed && !stream.isHttp2() && response.contentLength() < 0 && !response.headerOnly();
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
    protected void commit() {
        commit(response);
        if (!stream.isHttp2() && !stream.keepsAlive()) {
            jetty.getHeaders().put("Connection", "close");
        }
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
    protected Written transfer() throws IOException {
        while (!ended) {
            boolean more = next();
            boolean end = last && !hasFileBytes();
            if (!more && !flush && !end) {
                return transferred();
            }
            flush = false;
            ended = end;
            if (!writePiece()) {
                timer.arm(exchange.location().settings().sendTimeoutMillis());
                return Written.PENDING;
            }
        }
        return transferred();
    }

    /** Makes sure that {@link #body} has the next bytes; false when there are none. */
    private boolean next() throws IOException {
        if (hasBytes()) {
            return true;
        }
        if (!hasFileBytes()) {
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

    /** Whether Jetty has written the bytes already; otherwise {@link #written} follows. */
    private boolean writePiece() {
        ByteBuffer bytes = body == null ? BufferUtil.EMPTY_BUFFER : body.getByteBuffer();
        boolean end = ended;
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
        resume();
    }

    @Override
    protected void free() {
        if (!writing) {
            super.free();
        }
    }
}
