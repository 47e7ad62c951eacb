package io.gangway.upstream.exchange;

import io.gangway.content.RequestBodyException;
import io.gangway.errorlog.LogLevel;
import io.gangway.http.BadMessageException;
import io.gangway.http.ResponseHead;
import io.gangway.loop.Leg;
import io.gangway.upstream.Attempt;
import io.gangway.upstream.UpstreamLeg;
import io.gangway.upstream.http2.RequestStream;
import io.gangway.upstream.http2.StreamFailureException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One request and its response on one upstream leg: sends the request, reads the response head, then the body, each
 * with its timeout. Confined to its loop; owned by its {@link UpstreamPass}, which gets the leg back from
 * {@link #end}.
 */
public final class UpstreamExchange implements UpstreamLeg.Owner {
    private enum Stage {
        /** The request is being sent, or the response head awaited. */
        HEAD,
        /** The head has been read; the body is not requested yet. */
        HEAD_READ,
        BODY,
        OVER
    }

    @FunctionalInterface
    private interface Sending {
        RequestSender.Progress run() throws IOException, RequestBodyException;
    }

    /** Maximum reads in one loop iteration, so that other connections of the loop are not starved. */
    private static final int MAX_FILLS = 4;

    private static final long MILLIS = 1000;

    private final PassSettings settings;
    private final UpstreamLeg upstream;
    /** Null unless the leg is a stream of HTTP/2. */
    private final RequestStream stream;

    private final Attempt attempt;
    private final UpstreamLog log;
    private final ResponseReader reader;
    private final RequestSender sender;
    private final UpstreamRequest request;
    private final UpstreamPass owner;

    private Stage stage = Stage.HEAD;
    /** The bytes read after the head; null once they are passed on. */
    private RetainableByteBuffer rest;
    /** The head as a cache stores it; null if the response may not be stored. */
    private byte[] storedHead;

    private UpstreamResponseBody body;
    private boolean hasBody;
    /** {@code proxy_limit_rate}, in bytes per second; 0 for no limit. */
    private long rate;

    private long bodyStartedMillis;
    private long bodyRead;
    /** Number of bytes read since the last pause. */
    private long readSincePause;
    /** Whether reading is paused by the rate limit; the timer ends the pause. */
    private boolean paused;
    /** Whether the response head allows the leg to be reused after a complete request and response. */
    private boolean keptByHead;

    UpstreamExchange(
            PassSettings settings,
            UpstreamRequest request,
            UpstreamLeg upstream,
            Attempt attempt,
            UpstreamLog log,
            UpstreamPass owner) {
        this.settings = settings;
        this.upstream = upstream;
        this.attempt = attempt;
        this.log = log;
        this.owner = owner;
        this.request = request;
        LoopScratch scratch = LoopScratch.of(upstream.leg().loop());
        reader = request.reader(scratch, upstream.isReused(), log);
        stream = upstream.leg() instanceof RequestStream requestStream ? requestStream : null;
        sender = request.sender(scratch, upstream.leg(), reader, this::resume);
    }

    /** The current action, for the log. */
    String action() {
        return switch (stage) {
            case HEAD -> sender.isComplete() ? "reading response header from upstream" : "sending request to upstream";
            case HEAD_READ, BODY, OVER -> "reading upstream";
        };
    }

    // ---- sending

    void start() {
        upstream.owner(this);
        upstream.used();
        send(sender::send);
        if (stage == Stage.HEAD) {
            upstream.leg().demand();
        }
    }

    @Override
    public void writable() {
        send(sender::writable);
    }

    private void resume() {
        try {
            send(sender::send);
        } catch (RuntimeException | Error e) {
            crashed(e);
        }
    }

    @Override
    public void crashed(Throwable cause) {
        owner.crashed(cause);
    }

    private void send(Sending step) {
        if (stage != Stage.HEAD && !sendsBesideResponse()) {
            return;
        }
        try {
            RequestSender.Progress progress = step.run();
            if (stage == Stage.HEAD) {
                switch (progress) {
                    case COMPLETE -> upstream.arm(settings.readMillis);
                    case WRITING, YIELDED -> upstream.arm(settings.sendMillis);
                    case WAITING -> upstream.disarm();
                }
            }
        } catch (IOException e) {
            failed(e);
        } catch (RequestBodyException e) {
            owner.bodyFailed(e, body);
        }
    }

    /** Whether the request body is still sent during the response. As in nginx, only an unbuffered one is. */
    private boolean sendsBesideResponse() {
        return stage == Stage.BODY && request.isStreaming() && !sender.isStopped();
    }

    @Override
    public void failed(Throwable cause) {
        if (stage == Stage.BODY) {
            // The response may still be complete.
            sender.stop();
        } else if (stage == Stage.HEAD && stream != null) {
            readHead();
        } else if (stage == Stage.HEAD && !readEarlyResponse()) {
            owner.attemptFailed(
                    NextUpstream.ERROR,
                    502,
                    UpstreamFailure.of("writev()", cause) + " while sending request to upstream");
        }
    }

    /** Reads a response that the upstream may have sent before it closed or reset the connection. */
    private boolean readEarlyResponse() {
        try {
            ResponseHead head = reader.read(upstream.leg(), attempt);
            if (head == null) {
                return false;
            }
            store();
            headRead(request.received(head));
            return true;
        } catch (BadMessageException | IOException ignored) {
            return false;
        }
    }

    // ---- the head

    @Override
    public void readable() {
        switch (stage) {
            case HEAD -> readHead();
            case BODY -> readBody();
            case HEAD_READ, OVER -> {}
        }
    }

    @Override
    public void timedOut() {
        switch (stage) {
            case HEAD ->
                owner.attemptFailed(NextUpstream.TIMEOUT, 504, UpstreamFailure.TIMED_OUT + " while " + action());
            case BODY -> bodyTimedOut();
            case HEAD_READ, OVER -> {}
        }
    }

    private void bodyTimedOut() {
        if (paused) {
            paused = false;
            flow();
        } else {
            body.broken(UpstreamFailure.TIMED_OUT + " while reading upstream");
        }
    }

    private void readHead() {
        String action = " while reading response header from upstream";
        try {
            ResponseHead head = reader.read(upstream.leg(), attempt);
            if (head != null) {
                store();
                headRead(request.received(head));
            } else {
                upstream.leg().demand();
            }
        } catch (BadMessageException e) {
            owner.attemptFailed(NextUpstream.INVALID_HEADER, 502, e.getMessage());
        } catch (StreamFailureException e) {
            streamFailed(e, e.getMessage() + action);
        } catch (EOFException e) {
            owner.attemptFailed(NextUpstream.ERROR, 502, e.getMessage() + action);
        } catch (IOException e) {
            owner.attemptFailed(NextUpstream.ERROR, 502, UpstreamFailure.of("recv()", e) + action);
        }
    }

    /** As in nginx, a rejected request counts as an invalid response; one that was not processed is sent again. */
    private void streamFailed(StreamFailureException e, String text) {
        boolean repeatable = !(request.isStreaming() && sender.hasBegun());
        if (!repeatable || !owner.repeated(e, text)) {
            owner.attemptFailed(NextUpstream.INVALID_HEADER, 502, text);
        }
    }

    /** Keeps the head if it may be stored. As in nginx, it must then fit into its buffer together with the key. */
    private void store() throws BadMessageException {
        if (request.isCacheable()) {
            storedHead = reader.stored();
            if (storedHead.length > request.maxStoredHead()) {
                throw new BadMessageException(
                        502, "upstream sent too big header", "reading response header from upstream");
            }
        }
    }

    /** The head as a cache stores it; null if the response may not be stored. */
    byte[] storedHead() {
        return storedHead;
    }

    private void headRead(ResponseHead head) {
        stage = Stage.HEAD_READ;
        attempt.status(head.status());
        attempt.header(upstream.leg().loop().monotonicMillis());
        for (String note : reader.notes()) {
            log.write(LogLevel.WARN, note);
        }
        rest = reader.rest();
        hasBody = request.expectsBody(head);
        keptByHead = request.allowsReuse(head, hasBody);
        owner.headReceived(head);
    }

    /** Whether the whole request has been sent; a response may arrive earlier. */
    boolean isSent() {
        return sender.isComplete();
    }

    /** Whether the leg can be reused if the {@link #body} is not requested: all of it has arrived with the head. */
    boolean isReusable(ResponseHead head) {
        return isKeepable() && request.isWhole(head, hasBody, rest.remaining());
    }

    private boolean isKeepable() {
        return keptByHead && sender.isComplete();
    }

    // ---- the body

    /**
     * Creates the body of the response for the client.
     *
     * @param flushing whether each piece is sent at once
     * @param storage null if the response is not to be stored
     */
    UpstreamResponseBody body(ResponseHead head, boolean flushing, StoredBody.Opener storage) {
        RetainableByteBuffer first = rest;
        rest = null;
        boolean clean = hasBody || !first.hasRemaining();
        body = reader.body(new UpstreamResponseBody.Source(
                this, settings, attempt, log, head, !hasBody, first, flushing, storage));
        if (hasBody) {
            stage = Stage.BODY;
            rate = flushing ? 0 : request.limitRate();
            bodyRead = first.remaining();
            bodyStartedMillis = upstream.leg().loop().monotonicMillis();
            upstream.arm(settings.readMillis);
        } else {
            body.completed(clean);
        }
        return body;
    }

    /** The client needs no more of the response. Returns whether it is still received, only to be stored. */
    boolean detach() {
        return body != null && body.detach();
    }

    /** Starts or continues reading the body, unless the client is too slow or the rate limit is reached. */
    void flow() {
        if (stage != Stage.BODY || paused) {
            return;
        }
        if (body.isFull()) {
            upstream.disarm();
        } else if (rate != 0 && pauseMillis() > 0) {
            paused = true;
            upstream.arm(pauseMillis());
            readSincePause = 0;
        } else {
            upstream.arm(settings.readMillis);
            upstream.leg().demand();
        }
    }

    /**
     * How many more bytes may be read in this second. As in nginx, each second that has begun allows another portion.
     */
    private long allowance() {
        long now = upstream.leg().loop().monotonicMillis();
        return rate * (now / MILLIS - bodyStartedMillis / MILLIS + 1) - bodyRead;
    }

    /**
     * Milliseconds to wait before more is read: until {@link #allowance} is positive, and at least as long as the bytes
     * read since the last pause take at this rate.
     */
    private long pauseMillis() {
        long allowance = allowance();
        return Math.max(allowance > 0 ? 0 : -allowance * MILLIS / rate + 1, readSincePause * MILLIS / rate);
    }

    private void readBody() {
        try {
            for (int i = 0; i < MAX_FILLS && stage == Stage.BODY; i++) {
                if (body.isFull() || rate != 0 && allowance() <= 0 || !fill()) {
                    break;
                }
            }
            flow();
        } catch (BadMessageException e) {
            body.broken(e.getMessage());
        } catch (EOFException | StreamFailureException e) {
            body.broken(e.getMessage() + " while reading upstream");
        } catch (IOException e) {
            body.broken(UpstreamFailure.of("recv()", e) + " while reading upstream");
        }
    }

    /** Reads once; false if no more is available now. */
    private boolean fill() throws IOException, BadMessageException {
        if (stream != null) {
            return fillFromStream();
        }
        int piece = upstream.leg().loop().pieceSize(settings.buffers.piece());
        int max = rate == 0 ? piece : (int) Math.min(piece, allowance());
        RetainableByteBuffer bytes = upstream.leg().loop().buffers().acquire(max, true);
        ByteBuffer buffer = bytes.getByteBuffer();
        int n = 0;
        try {
            n = upstream.leg().fill(buffer);
        } finally {
            if (n <= 0) {
                bytes.release();
            }
        }
        if (n < 0 && !body.closed()) {
            throw new EOFException("upstream prematurely closed connection");
        }
        if (n <= 0) {
            return false;
        }
        boolean drained = buffer.limit() < buffer.capacity();
        count(n);
        body.received(bytes);
        return !drained;
    }

    private boolean fillFromStream() throws IOException, BadMessageException {
        RetainableByteBuffer bytes = stream.read();
        if (bytes != null) {
            count(bytes.remaining());
            body.received(bytes);
        } else if (stream.isDrained() && !body.closed()) {
            throw new EOFException("upstream prematurely closed stream");
        }
        return bytes != null;
    }

    private void count(int bytes) {
        attempt.received(bytes);
        bodyRead += bytes;
        readSincePause += bytes;
    }

    /**
     * Ends reading the body, and releases the leg.
     *
     * @param whole whether the body is complete, and no bytes followed it
     */
    void ended(boolean whole) {
        owner.release(whole && isKeepable());
    }

    // ---- the end

    /** Returns the leg for a tunnel; bytes that were read after the head are unread. */
    Leg handOver() {
        upstream.leg().unread(rest.getByteBuffer());
        if (stream != null) {
            stream.tunnel();
        }
        return end().leg();
    }

    /** Releases everything but the leg, which is returned to the caller. */
    UpstreamLeg end() {
        upstream.disarm();
        stage = Stage.OVER;
        if (body != null) {
            body.released();
        }
        attempt.sent(sender.sent());
        sender.free();
        reader.free();
        if (rest != null) {
            rest.release();
            rest = null;
        }
        return upstream;
    }
}
