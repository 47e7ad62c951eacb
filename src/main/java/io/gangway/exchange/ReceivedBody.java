package io.gangway.exchange;

import io.gangway.content.RequestBody;
import io.gangway.content.RequestBodyException;
import io.gangway.content.RewindableBody;
import io.gangway.content.StreamedBody;
import io.gangway.content.TempFile;
import io.gangway.errorlog.LogLevel;
import java.util.function.Consumer;

/** The body of an exchange's request: as it comes, or whole once it was read. Owned by its exchange. */
public final class ReceivedBody {
    private final Exchange exchange;
    /** Null until somebody asks for it. */
    private LimitedBody streamed;
    /** As it is passed on; null when it is not. */
    private StreamedBody passed;
    /** Nobody is going to read it. */
    private boolean discarded;
    /** The request is answered by a page for an error. */
    private boolean refused;
    /** What was read whole, or null. */
    private RewindableBody whole;
    /** What it is written to while it is read, and stays in; null when it is in memory. */
    private TempFile file;

    ReceivedBody(Exchange exchange) {
        this.exchange = exchange;
    }

    /** As it comes, not larger than {@code client_max_body_size}. */
    LimitedBody streamed() {
        if (streamed == null) {
            streamed = new LimitedBody(exchange, exchange.stream().body());
        }
        return streamed;
    }

    /** What nobody has taken yet. */
    RequestBody unread() {
        return passed == null ? streamed() : passed;
    }

    /** See {@link Exchange#isBodyGone}. */
    boolean isGone() {
        return whole == null && (discarded || passed != null && passed.isTaken());
    }

    /** See {@link Exchange#discardBody}. */
    PhaseResult discard() {
        if (streamed != null || whole != null || exchange.isSubrequest()) {
            return null;
        }
        try {
            discarded = true;
            streamed().discard(!refused);
            return null;
        } catch (RequestBodyException e) {
            exchange.log(LogLevel.INFO, e.getMessage());
            return exchange.end(e.status());
        }
    }

    /** As in nginx a page for an error, unless it may become a success, is no reason to ask for a body that waits to be asked for. */
    void refused() {
        refused = true;
    }

    /** {@link #discard()} for an answer that can't become another: the connection is closed instead. */
    void discardOrClose() {
        if (streamed != null || whole != null || exchange.isSubrequest()) {
            return;
        }
        try {
            streamed().discard(false);
        } catch (RequestBodyException e) {
            exchange.log(LogLevel.INFO, e.getMessage());
            exchange.stream().closeAfter();
        }
    }

    /** See {@link Exchange#buffer}. */
    void buffer(Consumer<RewindableBody> ready) {
        if (whole != null) {
            ready.accept(whole.rewind());
        } else {
            BodyBuffer.read(exchange, ready);
        }
    }

    /** See {@link Exchange#stream}. */
    void stream(Consumer<RequestBody> ready) {
        try {
            ready.accept(whole == null ? passed() : whole.rewind());
        } catch (RequestBodyException e) {
            failed(e.status(), e.getMessage());
        }
    }

    private RequestBody passed() throws RequestBodyException {
        if (passed != null) {
            return passed;
        }
        StreamedBody body = new StreamedBody(exchange.loop(), streamed());
        exchange.onEnd(body::free);
        long enough = exchange.location()
                .settings()
                .bodyBuffering()
                .max(body.length(), exchange.head().version());
        if (body.readAhead(enough)) {
            whole(new RewindableBody(exchange.loop(), body.takeAhead(), null));
            return whole;
        }
        passed = body;
        return body;
    }

    /** It can't be had: ends the exchange. */
    void failed(int status, String message) {
        exchange.log(status == 500 ? LogLevel.CRIT : status == 413 ? LogLevel.ERROR : LogLevel.INFO, message);
        // as nginx: half a request is a bad one, also when nobody is left to hear that
        if (status == 0) {
            exchange.drop(400);
        } else {
            exchange.end(status);
        }
    }

    /** What was read whole; null when nothing was. */
    public RewindableBody whole() {
        return whole;
    }

    /** It was read, by this exchange or by that whose subrequest this is. */
    void whole(RewindableBody read) {
        whole = read;
        file = read.file();
        exchange.onEnd(read::free);
    }

    /** It is going to be in that file, which is closed when the exchange ends. */
    void file(TempFile newFile) {
        file = newFile;
        exchange.onEnd(newFile::close);
    }

    /** {@code $request_body}: what was read, when it is in memory; else null. */
    public String text() {
        if (file != null) {
            return null;
        }
        return whole != null ? whole.text() : streamed == null ? null : streamed.text();
    }

    /** {@code $request_body_file}: the name of its file, also of one that was removed; null when there is none. */
    public String fileName() {
        return file == null ? null : file.name();
    }

    /** Bytes that were read so far. */
    public long seen() {
        return streamed == null ? 0 : streamed.seen();
    }
}
