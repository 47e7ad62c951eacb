package io.gangway.proxy;

import io.gangway.core.Exchange;
import io.gangway.core.Key;
import io.gangway.core.Level;
import io.gangway.core.Loop;
import io.gangway.core.RequestBodyException;
import io.gangway.core.TunnelFactory;
import io.gangway.http.BadMessage;
import io.gangway.http.ResponseHead;
import io.gangway.upstream.Attempt;
import io.gangway.upstream.Attempts;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.UpstreamLeg;
import io.gangway.upstream.Upstreams;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One exchange that is passed to an upstream: chooses a peer, gets a connection, sends the request, reads the head of the
 * answer, asks another peer where that is allowed, and feeds the answer's body. Confined to its loop.
 */
final class UpstreamRequest implements UpstreamLeg.Owner, Connector.Owner, Upstreams.Found, AnswerBody.Owner, Runnable {
    static final Key<UpstreamRequest> KEY = new Key<>("proxy request");

    /** A relay without a limit would starve the other connections of its loop. */
    private static final int MOST_FILLS = 4;

    private enum Stage {
        /** No connection: before the first, between two, or while connecting. */
        CONNECTING,
        /** The request is being sent, or its answer awaited. */
        HEAD,
        /** The answer's body is being read. */
        BODY,
        /** The leg is a tunnel's. */
        TUNNEL,
        /** Nothing is held any more. */
        OVER
    }

    private final ProxySettings settings;
    private final Exchange x;
    private final Loop loop;
    private final Workbench bench;
    private final OutgoingRequest request;
    private final HeadReader reader;
    private final Connector connector;

    private Stage stage = Stage.CONNECTING;
    private Attempts attempts;
    private Attempt attempt;
    private UpstreamLeg upstream;
    private RequestSender sender;
    private boolean requestSent;

    private AnswerBody answerBody;
    private boolean keep;

    UpstreamRequest(ProxySettings settings, Exchange x) {
        this.settings = settings;
        this.x = x;
        loop = x.loop();
        bench = Workbench.of(loop);
        request = new OutgoingRequest(settings, x);
        reader = new HeadReader(bench, settings.buffers);
        connector = new Connector(settings, request, loop, this);
    }

    /** What is asked, for {@code $proxy_host}; null before that is known. */
    ProxyPass.Target target() {
        return request.target();
    }

    // ---- before the first peer

    void start() {
        if (request.evaluate()) {
            request.prepareBody(this::begin);
        } else {
            x.resume(x.finish(500));
        }
    }

    private void begin() {
        if (x.isEnded()) {
            return;
        }
        x.ignoreClientAbort(settings.ignoreClientAbort);
        x.onEnd(this);
        x.onClientGone(this::clientGone);
        attempts = Attempts.begin(x);
        if (!request.prepareLine()) {
            log(Level.ERROR, "zero length URI to proxy");
            finish(500);
        } else if (settings.group != null) {
            group(settings.group);
        } else {
            settings.upstreams.find(request.target().host(), x, this);
        }
    }

    @Override
    public void group(UpstreamGroup found) {
        if (stage == Stage.OVER) {
            return;
        }
        connector.begin(found);
        connect();
    }

    @Override
    public void failed(int status) {
        if (stage != Stage.OVER) {
            finish(status);
        }
    }

    // ---- connecting

    private void connect() {
        long now = loop.currentTimeMillis();
        stage = Stage.CONNECTING;
        requestSent = false;
        attempt = attempts.add(now);
        boolean live = connector.choose();
        attempt.peer(connector.name());
        if (live) {
            connector.open();
        } else {
            attempt.status(502);
            log(Level.ERROR, "no live upstreams while connecting to upstream");
            finish(502);
        }
    }

    @Override
    public void notConnected(Throwable cause) {
        String tls = request.target().tls() ? settings.tls.reason(cause) : null;
        String text = tls == null ? SystemFailure.connecting(cause) : tls + " while SSL handshaking to upstream";
        if (text == null) {
            log(Level.ERROR, "upstream timed out (110: Connection timed out) while connecting to upstream");
            next(NextUpstream.TIMEOUT, 504);
        } else {
            log(Level.ERROR, text);
            next(NextUpstream.ERROR, 502);
        }
    }

    @Override
    public void connected(UpstreamLeg leg) {
        upstream = leg;
        leg.owner(this);
        leg.used();
        attempt.connected(loop.currentTimeMillis());
        send();
    }

    // ---- sending

    private void send() {
        stage = Stage.HEAD;
        sender = request.sender(bench, upstream.leg(), this::bodyReadable);
        requestSent = true;
        try {
            progress(sender.go());
        } catch (IOException e) {
            sendFailed(e);
            return;
        } catch (RequestBodyException e) {
            bodyFailed(e);
            return;
        }
        if (upstream != null && stage == Stage.HEAD) {
            upstream.leg().demand();
        }
    }

    private void progress(RequestSender.Progress progress) {
        switch (progress) {
            case COMPLETE -> upstream.arm(settings.readMillis);
            case WRITING -> upstream.arm(settings.sendMillis);
            case WAITING -> upstream.disarm();
        }
    }

    @Override
    public void writable() {
        if (sender == null || stage != Stage.HEAD) {
            return;
        }
        try {
            progress(sender.writable());
        } catch (IOException e) {
            sendFailed(e);
        } catch (RequestBodyException e) {
            bodyFailed(e);
        }
    }

    private void bodyReadable() {
        if (sender == null || sender.isStopped() || stage != Stage.HEAD) {
            return;
        }
        try {
            progress(sender.go());
        } catch (IOException e) {
            sendFailed(e);
        } catch (RequestBodyException e) {
            bodyFailed(e);
        }
    }

    /** A pending write failed. */
    @Override
    public void failed(Throwable cause) {
        if (stage == Stage.HEAD) {
            sendFailed(cause);
        }
    }

    private void sendFailed(Throwable cause) {
        log(Level.ERROR, SystemFailure.of("writev()", cause) + " while sending request to upstream");
        next(NextUpstream.ERROR, 502);
    }

    private void bodyFailed(RequestBodyException e) {
        log(e.status() == 413 ? Level.ERROR : Level.INFO, e.getMessage());
        finish(e.status() == 0 ? 499 : e.status());
    }

    // ---- reading

    @Override
    public void readable() {
        switch (stage) {
            case HEAD -> readHead();
            case BODY -> readBody();
            case CONNECTING, TUNNEL, OVER -> {}
        }
    }

    @Override
    public void timedOut() {
        String text = "upstream timed out (110: Connection timed out) while ";
        if (stage == Stage.HEAD) {
            log(
                    Level.ERROR,
                    text + (sender.isComplete() ? "reading response header from" : "sending request to") + " upstream");
            next(NextUpstream.TIMEOUT, 504);
        } else if (stage == Stage.BODY) {
            bodyBroken(text + "reading upstream");
        }
    }

    private void readHead() {
        String action = " while reading response header from upstream";
        try {
            ResponseHead head = reader.read(upstream.leg(), attempt);
            if (head != null) {
                head(head);
            } else {
                upstream.leg().demand();
            }
        } catch (BadMessage e) {
            log(Level.ERROR, e.getMessage());
            next(NextUpstream.INVALID_HEADER, 502);
        } catch (EOFException e) {
            log(Level.ERROR, e.getMessage() + action);
            next(NextUpstream.ERROR, 502);
        } catch (IOException e) {
            log(Level.ERROR, SystemFailure.of("recv()", e) + action);
            next(NextUpstream.ERROR, 502);
        }
    }

    private void head(ResponseHead head) {
        long now = loop.currentTimeMillis();
        attempt.status(head.status());
        attempt.header(now);
        attempts.fields(head.fields());
        for (String note : reader.notes()) {
            log(Level.WARN, note);
        }
        RetainableByteBuffer bytes = reader.rest();
        if (head.status() == 101) {
            upgrade(head, bytes);
            return;
        }
        boolean noBody = !head.hasBody(request.method());
        keep = head.keepAlive() && sender.isComplete() && (noBody || !head.untilClose());
        boolean wholeHere =
                noBody ? !bytes.hasRemaining() : !head.chunked() && head.contentLength() == bytes.remaining();
        if (connector.repeatsAfter(head.status(), requestSent)) {
            bytes.release();
            next(NextUpstream.ofStatus(head.status()), head.status());
            return;
        }
        if (Interception.takes(x, settings, head)) {
            bytes.release();
            keep &= wholeHere;
            finish(head.status());
            return;
        }
        String accel = settings.answers.accelRedirect(head);
        if (accel != null) {
            bytes.release();
            keep &= wholeHere;
            AccelRedirect.follow(x, accel, head, this::release);
            return;
        }
        respond(head, noBody, bytes);
    }

    private void respond(ResponseHead head, boolean noBody, RetainableByteBuffer bytes) {
        sender.stop();
        var answer = settings.answers.answer(x, head);
        answerBody = new AnswerBody(this, head, noBody, bytes, !answer.buffered(), settings.buffers.total());
        if (noBody) {
            bodyComplete(!bytes.hasRemaining());
        } else {
            stage = Stage.BODY;
            upstream.arm(settings.readMillis);
        }
        x.resume(x.respond(answer, answerBody));
        if (stage == Stage.BODY) {
            if (answerBody.isFull()) {
                upstream.disarm();
            } else {
                upstream.leg().demand();
            }
        }
    }

    private void readBody() {
        try {
            for (int i = 0; i < MOST_FILLS && stage == Stage.BODY; i++) {
                if (answerBody.isFull()) {
                    upstream.disarm();
                    return;
                }
                RetainableByteBuffer bytes = loop.buffers().acquire(settings.buffers.piece(), true);
                ByteBuffer buffer = bytes.getByteBuffer();
                int n;
                try {
                    n = upstream.leg().fill(buffer);
                } catch (IOException e) {
                    bytes.release();
                    throw e;
                }
                if (n <= 0) {
                    bytes.release();
                    if (n < 0 && !answerBody.closed()) {
                        bodyBroken("upstream prematurely closed connection while reading upstream");
                        return;
                    }
                    break;
                }
                attempt.received(n);
                boolean drained = buffer.limit() < buffer.capacity();
                answerBody.take(bytes);
                if (drained) {
                    break;
                }
            }
            if (stage == Stage.BODY) {
                upstream.arm(settings.readMillis);
                upstream.leg().demand();
            }
        } catch (BadMessage e) {
            bodyBroken(e.getMessage());
        } catch (IOException e) {
            bodyBroken(SystemFailure.of("recv()", e) + " while reading upstream");
        }
    }

    private void bodyBroken(String text) {
        log(Level.ERROR, text);
        keep = false;
        release();
        answerBody.fail(new IOException(text));
    }

    @Override
    public void bodyReceived(int bytes) {
        attempt.body(bytes);
    }

    @Override
    public void bodyComplete(boolean clean) {
        if (!clean) {
            log(Level.WARN, "upstream sent more data than its answer has while reading upstream");
            keep = false;
        }
        release();
    }

    @Override
    public void bodyRoom() {
        if (stage == Stage.BODY) {
            upstream.arm(settings.readMillis);
            upstream.leg().demand();
        }
    }

    @Override
    public void bodyUnwanted() {
        keep = false;
        release();
    }

    // ---- other peers, error pages

    /** The attempt failed: another peer is asked, or the exchange ends with the status. */
    private void next(int kind, int status) {
        if (connector.peerFailed(kind)) {
            log(Level.WARN, "upstream server temporarily disabled");
        }
        attempt.status(status);
        keep = false;
        boolean again = connector.repeats(kind, requestSent);
        release();
        if (again) {
            connect();
        } else {
            finish(status);
        }
    }

    private void finish(int status) {
        release();
        x.resume(x.finish(status));
    }

    // ---- upgrades

    private void upgrade(ResponseHead head, RetainableByteBuffer bytes) {
        TunnelFactory tunnels = x.generation().service(TunnelFactory.class);
        if (!request.asksUpgrade() || tunnels == null || !sender.isComplete()) {
            bytes.release();
            log(Level.ERROR, "upstream sent unexpected 101 while reading response header from upstream");
            next(NextUpstream.INVALID_HEADER, 502);
            return;
        }
        stage = Stage.TUNNEL;
        UpstreamLeg leg = upstream;
        upstream = null;
        leg.disarm();
        sender.free();
        Upgrade upgrade = new Upgrade(attempt, this::release);
        x.upstreamForLog(request.urlAt(connector.name()));
        x.resume(x.upgrade(settings.answers.answer(x, head), upgrade.tunnel(x, settings, tunnels, leg.leg(), bytes)));
    }

    // ---- the end

    private void clientGone() {
        if (stage == Stage.OVER || stage == Stage.TUNNEL) {
            return;
        }
        log(Level.INFO, "client prematurely closed connection, so upstream connection is closed too while " + action());
        keep = false;
        release();
    }

    private String action() {
        return switch (stage) {
            case CONNECTING -> "connecting to upstream";
            case HEAD -> sender.isComplete() ? "reading response header from upstream" : "sending request to upstream";
            default -> "reading upstream";
        };
    }

    /** The exchange has ended. */
    @Override
    public void run() {
        release();
    }

    /** Gives connection, peer and buffers back. Idempotent. */
    private void release() {
        stage = Stage.OVER;
        if (attempt != null) {
            attempt.ended(loop.currentTimeMillis());
        }
        UpstreamLeg leg = upstream;
        upstream = null;
        if (leg != null) {
            attempt.sent(sender == null ? 0 : sender.sent());
        }
        connector.release(leg, keep);
        if (sender != null) {
            sender.free();
        }
        reader.free();
    }

    private void log(Level level, String text) {
        x.upstreamForLog(request.urlAt(connector.name()));
        x.log(level, text);
    }
}
