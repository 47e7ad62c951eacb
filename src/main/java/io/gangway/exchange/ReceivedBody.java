package io.gangway.exchange;

import io.gangway.content.BodyBuffering;
import io.gangway.content.RequestBody;
import io.gangway.content.RequestBodyException;
import io.gangway.content.RewindableBody;
import io.gangway.content.StreamedBody;
import io.gangway.content.TempFile;
import io.gangway.errorlog.LogLevel;
import java.util.function.Consumer;

/** The request body of an exchange, limited or read completely. Owned by its exchange. */
public final class ReceivedBody {
    private final Exchange exchange;
    /** Created on first use. */
    private LimitedBody limited;
    /** The body while it is limited by {@link Exchange#stream}; else null. */
    private StreamedBody streamed;
    /** Whether the body is ignored. */
    private boolean discarded;
    /** Whether the response is an error page. */
    private boolean refused;
    /** The whole body once it was read, or null. */
    private RewindableBody buffered;
    /** The file of the whole body, also while it is written; null when the body is in memory. */
    private TempFile file;

    ReceivedBody(Exchange exchange) {
        this.exchange = exchange;
    }

    /** The body as it arrives, limited by {@code client_max_body_size}. */
    LimitedBody limited() {
        if (limited == null) {
            limited = new LimitedBody(exchange, exchange.stream().body());
        }
        return limited;
    }

    /** The part that was not taken yet. */
    RequestBody unread() {
        return streamed == null ? limited() : streamed;
    }

    /** See {@link Exchange#isBodyDiscarded}. */
    boolean isGone() {
        return buffered == null && (discarded || streamed != null && streamed.isTaken());
    }

    /** See {@link Exchange#discardBody}. */
    PhaseResult discard() {
        if (limited != null || buffered != null || exchange.isSubrequest()) {
            return null;
        }
        try {
            discarded = true;
            limited().discard(!refused);
            return null;
        } catch (RequestBodyException e) {
            exchange.log(LogLevel.INFO, e.getMessage());
            return exchange.end(e.status());
        }
    }

    /**
     * Called for an error page. As in nginx it does not send {@code 100 Continue}, unless the response may become a
     * success.
     */
    void refused() {
        refused = true;
    }

    /** {@link #discard()} for a response that is final: the connection is closed in case of an error. */
    void discardOrClose() {
        if (limited != null || buffered != null || exchange.isSubrequest()) {
            return;
        }
        try {
            limited().discard(false);
        } catch (RequestBodyException e) {
            exchange.log(LogLevel.INFO, e.getMessage());
            exchange.stream().closeAfter();
        }
    }

    /** See {@link Exchange#buffer}. */
    void buffer(Consumer<RewindableBody> ready) {
        buffer(exchange.location().settings().bodyBuffering(), ready);
    }

    /** The same, with other settings than those of the location. */
    void buffer(BodyBuffering settings, Consumer<RewindableBody> ready) {
        if (buffered != null) {
            ready.accept(buffered.rewind());
        } else {
            BodyBuffer.read(exchange, settings, ready);
        }
    }

    /**
     * Reads the whole body into a file that the caller moves elsewhere, like {@link Exchange#buffer}; the file has a name
     * until the exchange ends. A body that was read before is not in such a file.
     */
    public void bufferInFile(Consumer<RewindableBody> ready) {
        buffer(exchange.location().settings().bodyBuffering().handedOver(), ready);
    }

    /** See {@link Exchange#stream}. */
    void stream(Consumer<RequestBody> ready) {
        try {
            ready.accept(buffered == null ? streamed() : buffered.rewind());
        } catch (RequestBodyException e) {
            failed(e.status(), e.getMessage());
        }
    }

    private RequestBody streamed() throws RequestBodyException {
        if (streamed != null) {
            return streamed;
        }
        StreamedBody body = new StreamedBody(exchange.loop(), limited());
        exchange.onEnd(body::free);
        long enough = exchange.location()
                .settings()
                .bodyBuffering()
                .max(body.length(), exchange.head().version());
        if (body.readAhead(enough)) {
            buffered(new RewindableBody(exchange.loop(), body.takeAhead(), null));
            return buffered;
        }
        streamed = body;
        return body;
    }

    /** Ends the exchange, since the body cannot be read. */
    void failed(int status, String message) {
        exchange.log(status == 500 ? LogLevel.CRIT : status == 413 ? LogLevel.ERROR : LogLevel.INFO, message);
        // As in nginx an incomplete request is logged as a bad one, even when the client is gone.
        if (status == 0) {
            exchange.drop(400);
        } else {
            exchange.end(status);
        }
    }

    /** The whole body; null when it was not read. */
    public RewindableBody buffered() {
        return buffered;
    }

    /** Sets the body read by this exchange or by its parent. */
    void buffered(RewindableBody read) {
        buffered = read;
        file = read.file();
        exchange.onEnd(read::free);
    }

    /** Sets the file that the body is written to; it is closed when the exchange ends. */
    void file(TempFile newFile) {
        file = newFile;
        exchange.onEnd(newFile::close);
    }

    /** {@code $request_body}: the bytes read so far, or null when they are in a file. */
    public String text() {
        if (file != null) {
            return null;
        }
        return buffered != null ? buffered.text() : limited == null ? null : limited.text();
    }

    /** {@code $request_body_file}: the name of the file, even if it was removed; null when there is none. */
    public String fileName() {
        return file == null ? null : file.name();
    }

    /** Number of bytes read so far. */
    public long bytesRead() {
        return limited == null ? 0 : limited.received();
    }
}
