package io.gangway.proxy;

import io.gangway.content.RequestBodyException;
import io.gangway.errorlog.LogLevel;
import io.gangway.http.BadMessageException;
import io.gangway.http.ResponseHead;
import io.gangway.loop.Leg;
import io.gangway.upstream.Attempt;
import io.gangway.upstream.UpstreamLeg;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One request and its answer on one upstream leg: sends the request, reads the head of the answer, then its body, each within
 * its time. Confined to its loop; owned by its {@link ProxyExchange}, which takes the leg back at the end.
 */
final class UpstreamExchange implements UpstreamLeg.Owner {
    private enum Stage {
        /** The request is being sent, or its answer awaited. */
        HEAD,
        /** The head is there; what is to become of the body is not known yet. */
        ANSWERED,
        BODY,
        OVER
    }

    @FunctionalInterface
    private interface Sending {
        RequestSender.Progress run() throws IOException, RequestBodyException;
    }

    /** A relay without a limit would starve the other connections of its loop. */
    private static final int MAX_FILLS = 4;

    private static final long MILLIS = 1000;

    private final ProxySettings settings;
    private final UpstreamLeg upstream;
    private final Attempt attempt;
    private final UpstreamLog log;
    private final ResponseHeadReader reader;
    private final RequestSender sender;
    private final UpstreamRequest request;
    private final String method;
    private final ProxyExchange owner;

    private Stage stage = Stage.HEAD;
    /** What was read behind the head; null once somebody took it. */
    private RetainableByteBuffer rest;

    private UpstreamResponseBody body;
    private boolean hasBody;
    /** {@code proxy_limit_rate}, bytes in a second; 0: as fast as it comes. */
    private long rate;

    private long bodyStartedMillis;
    private long bodyRead;
    /** What was read since the last rest. */
    private long unrested;
    /** The timer runs until more may be read. */
    private boolean resting;
    /** Whether the head lets the leg be used again after a whole answer to a whole request. */
    private boolean keptByHead;

    UpstreamExchange(
            ProxySettings settings,
            UpstreamRequest request,
            UpstreamLeg upstream,
            Attempt attempt,
            UpstreamLog log,
            ProxyExchange owner) {
        this.settings = settings;
        this.upstream = upstream;
        this.attempt = attempt;
        this.log = log;
        this.owner = owner;
        this.request = request;
        method = request.method();
        LoopScratch bench = LoopScratch.of(upstream.leg().loop());
        reader = new ResponseHeadReader(bench, settings.buffers, upstream.isReused());
        sender = request.sender(bench, upstream.leg(), this::goOn);
    }

    /** What it does now, for the log. */
    String action() {
        return switch (stage) {
            case HEAD -> sender.isComplete() ? "reading response header from upstream" : "sending request to upstream";
            case ANSWERED, BODY, OVER -> "reading upstream";
        };
    }

    // ---- sending

    void start() {
        upstream.owner(this);
        upstream.used();
        send(sender::go);
        if (stage == Stage.HEAD) {
            upstream.leg().demand();
        }
    }

    @Override
    public void writable() {
        send(sender::writable);
    }

    private void goOn() {
        try {
            send(sender::go);
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

    /** As nginx: a body that is passed on as it comes goes on beside the answer; of one that was read whole no more is sent. */
    private boolean sendsBesideResponse() {
        return stage == Stage.BODY && request.isStreaming() && !sender.isStopped();
    }

    @Override
    public void failed(Throwable cause) {
        if (stage == Stage.BODY) {
            // The answer may still come whole.
            sender.stop();
        } else if (stage == Stage.HEAD && !answeredBefore()) {
            owner.unanswered(
                    NextUpstream.ERROR,
                    502,
                    UpstreamFailure.of("writev()", cause) + " while sending request to upstream");
        }
    }

    /** Who breaks off what it is sent may have said why: that came before, and is still there to be read. */
    private boolean answeredBefore() {
        try {
            ResponseHead head = reader.read(upstream.leg(), attempt);
            if (head == null) {
                return false;
            }
            answered(head);
            return true;
        } catch (BadMessageException | IOException nothingOfUse) {
            return false;
        }
    }

    // ---- the head

    @Override
    public void readable() {
        switch (stage) {
            case HEAD -> readHead();
            case BODY -> readBody();
            case ANSWERED, OVER -> {}
        }
    }

    @Override
    public void timedOut() {
        switch (stage) {
            case HEAD -> owner.unanswered(NextUpstream.TIMEOUT, 504, UpstreamFailure.TIMED_OUT + " while " + action());
            case BODY -> bodyTimedOut();
            case ANSWERED, OVER -> {}
        }
    }

    private void bodyTimedOut() {
        if (resting) {
            resting = false;
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
                answered(head);
            } else {
                upstream.leg().demand();
            }
        } catch (BadMessageException e) {
            owner.unanswered(NextUpstream.INVALID_HEADER, 502, e.getMessage());
        } catch (EOFException e) {
            owner.unanswered(NextUpstream.ERROR, 502, e.getMessage() + action);
        } catch (IOException e) {
            owner.unanswered(NextUpstream.ERROR, 502, UpstreamFailure.of("recv()", e) + action);
        }
    }

    private void answered(ResponseHead head) {
        stage = Stage.ANSWERED;
        attempt.status(head.status());
        attempt.header(upstream.leg().loop().monotonicMillis());
        for (String note : reader.notes()) {
            log.write(LogLevel.WARN, note);
        }
        rest = reader.rest();
        hasBody = head.hasBody(method);
        keptByHead = head.keepAlive() && !(hasBody && head.untilClose());
        owner.answered(head);
    }

    /** Whether the whole request was sent; an answer may come before. */
    boolean isSent() {
        return sender.isComplete();
    }

    /** Whether the leg can be used again though nobody asked for the {@link #body}: all of it came with the head. */
    boolean isReusable(ResponseHead head) {
        int behind = rest.remaining();
        return isKeepable() && (hasBody ? !head.chunked() && head.contentLength() == behind : behind == 0);
    }

    private boolean isKeepable() {
        return keptByHead && sender.isComplete();
    }

    // ---- the body

    /**
     * The answer's body for the client.
     *
     * @param flushing whether each piece is sent at once
     */
    UpstreamResponseBody body(ResponseHead head, boolean flushing) {
        RetainableByteBuffer first = rest;
        rest = null;
        boolean clean = hasBody || !first.hasRemaining();
        body = new UpstreamResponseBody(this, settings, attempt, log, head, !hasBody, first, flushing);
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

    /** Reads the body from now on, as far as there is room for it. */
    void flow() {
        if (stage != Stage.BODY || resting) {
            return;
        }
        if (body.isFull()) {
            upstream.disarm();
        } else if (rate != 0 && restMillis() > 0) {
            resting = true;
            upstream.arm(restMillis());
            unrested = 0;
        } else {
            upstream.arm(settings.readMillis);
            upstream.leg().demand();
        }
    }

    /** How much more may be read in this second, as nginx counts: each second that began allows another portion. */
    private long room() {
        long now = upstream.leg().loop().monotonicMillis();
        return rate * (now / MILLIS - bodyStartedMillis / MILLIS + 1) - bodyRead;
    }

    /** How long to wait before more is read: until there is room, and as long as what was just read is worth. */
    private long restMillis() {
        long room = room();
        return Math.max(room > 0 ? 0 : -room * MILLIS / rate + 1, unrested * MILLIS / rate);
    }

    private void readBody() {
        try {
            for (int i = 0; i < MAX_FILLS && stage == Stage.BODY; i++) {
                if (body.isFull() || rate != 0 && room() <= 0 || !fill()) {
                    break;
                }
            }
            flow();
        } catch (BadMessageException e) {
            body.broken(e.getMessage());
        } catch (EOFException e) {
            body.broken(e.getMessage() + " while reading upstream");
        } catch (IOException e) {
            body.broken(UpstreamFailure.of("recv()", e) + " while reading upstream");
        }
    }

    /** Reads once; false when nothing more is there now. */
    private boolean fill() throws IOException, BadMessageException {
        int piece = upstream.leg().loop().pieceSize(settings.buffers.piece());
        int max = rate == 0 ? piece : (int) Math.min(piece, room());
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
        attempt.received(n);
        bodyRead += n;
        unrested += n;
        boolean drained = buffer.limit() < buffer.capacity();
        body.take(bytes);
        return !drained;
    }

    /**
     * Nothing more of the body is read.
     *
     * @param whole whether all of it was, and nothing stood behind it
     */
    void ended(boolean whole) {
        owner.release(whole && isKeepable());
    }

    // ---- the end

    /** The leg becomes a tunnel's; what came behind the head is the first that it gives. */
    Leg handOver() {
        upstream.leg().unread(rest.getByteBuffer());
        return end().leg();
    }

    /** Frees what is held, but for the leg, which is the caller's again. */
    UpstreamLeg end() {
        upstream.disarm();
        stage = Stage.OVER;
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
