package io.gangway.proxy;

import io.gangway.core.Dial;
import io.gangway.core.Exchange;
import io.gangway.core.Key;
import io.gangway.core.Leg;
import io.gangway.core.Level;
import io.gangway.core.Loop;
import io.gangway.core.RequestBody;
import io.gangway.core.RequestBodyException;
import io.gangway.core.RewindableBody;
import io.gangway.core.TunnelFactory;
import io.gangway.http.BadMessage;
import io.gangway.http.HeadWriter;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseParser;
import io.gangway.http.Version;
import io.gangway.upstream.Attempt;
import io.gangway.upstream.Attempts;
import io.gangway.upstream.HostPort;
import io.gangway.upstream.IdleLegs;
import io.gangway.upstream.Peer;
import io.gangway.upstream.Selection;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.UpstreamLeg;
import io.gangway.upstream.Upstreams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One exchange that is passed to an upstream: chooses a peer, gets a connection, sends the request, reads the head of the
 * answer, asks another peer where that is allowed, and feeds the answer's body. Confined to its loop.
 */
final class UpstreamRequest
        implements UpstreamLeg.Owner,
                Dial.Listener,
                Upstreams.Found,
                AnswerBody.Owner,
                TunnelFactory.Counters,
                Runnable {
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

    private Stage stage = Stage.CONNECTING;
    private ProxyPass.Target target;
    private String uri;
    private String method;
    private RequestBody body;
    private boolean streaming;
    private boolean chunked;

    private Attempts attempts;
    private Attempt attempt;
    private UpstreamGroup group;
    private Selection selection;
    private Peer peer;
    private long startedMillis;

    private Loop.Dialling dialling;
    private UpstreamLeg upstream;
    private boolean cached;
    private RequestSender sender;
    private boolean requestSent;
    private boolean asksUpgrade;

    private ResponseParser parser;
    private RetainableByteBuffer input;
    private AnswerBody answerBody;
    private boolean keep;

    UpstreamRequest(ProxySettings settings, Exchange x) {
        this.settings = settings;
        this.x = x;
        loop = x.loop();
        bench = Workbench.of(loop);
        target = settings.pass.target();
    }

    /** What is asked, for {@code $proxy_host}; null before that is known. */
    ProxyPass.Target target() {
        return target;
    }

    // ---- before the first peer

    void start() {
        if (settings.pass.template() != null && !evaluate()) {
            x.resume(x.finish(500));
            return;
        }
        long length = x.head().contentLength();
        boolean hasBody = length > 0 || x.head().chunked();
        boolean passed = settings.passBody && settings.body == null;
        if (!hasBody) {
            begin(null);
        } else if (passed
                && !settings.requestBuffering
                && (!x.head().chunked() || settings.version == Version.HTTP_1_1)) {
            streaming = true;
            chunked = x.head().chunked();
            begin(x.body());
        } else {
            x.buffer(buffered -> {
                if (buffered != null) {
                    begin(buffered);
                }
            });
        }
    }

    private boolean evaluate() {
        String url = settings.pass.template().render(x);
        try {
            target = ProxyPass.target(url);
        } catch (ProxyPass.BadScheme e) {
            x.log(Level.ERROR, "invalid URL prefix in \"" + url + "\"");
            return false;
        } catch (HostPort.BadAddress e) {
            x.log(Level.ERROR, e.getMessage() + " in upstream \"" + url.substring(url.indexOf("//") + 2) + "\"");
            return false;
        }
        if (target.tls() && settings.tls == null) {
            x.log(Level.ERROR, "invalid URL prefix in \"" + url + "\"");
            return false;
        }
        return true;
    }

    private void begin(RequestBody whole) {
        if (x.isEnded()) {
            return;
        }
        body = whole;
        x.ignoreClientAbort(settings.ignoreClientAbort);
        x.onEnd(this);
        x.onClientGone(this::clientGone);
        attempts = Attempts.begin(x);
        String part = target.uri();
        boolean variables = settings.pass.template() != null;
        if (variables && part.startsWith("?")) {
            part = "/" + part;
        }
        uri = UpstreamUri.of(x, part, variables, settings.pass.location());
        if (uri.isEmpty()) {
            log(Level.ERROR, "zero length URI to proxy");
            finish(500);
            return;
        }
        method = settings.method == null ? x.method() : settings.method.render(x);
        if (settings.group != null) {
            group(settings.group);
        } else {
            settings.upstreams.find(target.host(), x, this);
        }
    }

    @Override
    public void group(UpstreamGroup found) {
        if (stage == Stage.OVER) {
            return;
        }
        group = found;
        selection = found.select();
        if (settings.nextTries != 0) {
            selection.limitTries(settings.nextTries);
        }
        startedMillis = loop.currentTimeMillis();
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
        attempt = attempts.add(now);
        peer = selection.next(now / 1000);
        if (peer == null) {
            attempt.peer(group.name());
            attempt.status(502);
            log(Level.ERROR, "no live upstreams while connecting to upstream");
            finish(502);
            return;
        }
        attempt.peer(peer.name());
        IdleLegs idle = group.idle(loop);
        UpstreamLeg known = idle == null ? null : idle.take(peer.address(), kind(), settings);
        if (known != null) {
            cached = true;
            own(known);
        } else {
            cached = false;
            dialling = loop.dial(new Dial(peer.address(), engines(), settings.connectMillis), this);
        }
    }

    private Object kind() {
        return target.tls() ? settings.tls : null;
    }

    private Supplier<SSLEngine> engines() {
        if (!target.tls()) {
            return null;
        }
        String name = settings.tlsName == null ? target.host().host() : withoutPort(settings.tlsName.render(x));
        int port = target.host().port();
        return () -> settings.tls.engine(name, port);
    }

    private static String withoutPort(String name) {
        int end = name.startsWith("[") ? name.indexOf(']') + 1 : name.indexOf(':');
        return end <= 0 ? name : name.substring(0, end);
    }

    @Override
    public void connected(Leg leg) {
        dialling = null;
        own(new UpstreamLeg(leg, peer.address(), kind()));
    }

    /** A dial or a pending write failed. */
    @Override
    public void failed(Throwable cause) {
        if (stage == Stage.CONNECTING) {
            dialling = null;
            String text = connecting(cause);
            if (text == null) {
                log(Level.ERROR, "upstream timed out (110: Connection timed out) while connecting to upstream");
                next(NextUpstream.TIMEOUT, 504);
            } else {
                log(Level.ERROR, text);
                next(NextUpstream.ERROR, 502);
            }
        } else if (stage == Stage.HEAD) {
            sendFailed(cause);
        }
    }

    private String connecting(Throwable cause) {
        String tls = target.tls() ? settings.tls.reason(cause) : null;
        return tls == null ? SystemFailure.connecting(cause) : tls + " while SSL handshaking to upstream";
    }

    private void own(UpstreamLeg leg) {
        upstream = leg;
        leg.owner(this);
        leg.used();
        attempt.connected(loop.currentTimeMillis());
        send();
    }

    // ---- sending

    private void send() {
        stage = Stage.HEAD;
        if (requestSent && body instanceof RewindableBody again) {
            again.rewind();
        }
        RequestBody sentBody = settings.passBody ? body : null;
        long length = x.head().contentLength();
        if (settings.body != null) {
            sentBody = null;
        } else if (body != null && !streaming) {
            length = body.length();
        }
        HeadWriter out = bench.writer().requestLine(method, uri, settings.version);
        if (settings.body == null) {
            settings.headers.write(out, x, length, chunked);
        } else {
            String text = settings.body.render(x);
            settings.headers.write(out, x, text.length(), false);
            out.text(text);
        }
        asksUpgrade = settings.headers.asksUpgrade(x);
        ByteBuffer head = bench.written();
        sender = new RequestSender(bench, upstream.leg(), head, sentBody, chunked, this::bodyReadable);
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
            for (int i = 0; i < MOST_FILLS; i++) {
                if (input == null) {
                    input = loop.buffers().acquire(settings.buffers.piece(), true);
                }
                ByteBuffer buffer = input.getByteBuffer();
                int n = upstream.leg().fill(buffer);
                if (n == 0) {
                    break;
                }
                if (n < 0) {
                    log(Level.ERROR, "upstream prematurely closed connection" + action);
                    next(NextUpstream.ERROR, 502);
                    return;
                }
                attempt.received(n);
                if (parser == null) {
                    parser = bench.parser(settings.buffers.head());
                }
                if (parse(buffer)) {
                    head(parser.head());
                    return;
                }
                buffer.clear().limit(0);
            }
            releaseInput();
            upstream.leg().demand();
        } catch (BadMessage e) {
            log(Level.ERROR, e.getMessage());
            next(NextUpstream.INVALID_HEADER, 502);
        } catch (IOException e) {
            log(Level.ERROR, SystemFailure.of("recv()", e) + action);
            next(NextUpstream.ERROR, 502);
        }
    }

    /** True when a head is there that is not an interim one. */
    private boolean parse(ByteBuffer buffer) throws BadMessage {
        while (parser.parse(buffer)) {
            if (!parser.head().interim()) {
                return true;
            }
            parser.reset();
        }
        return false;
    }

    private void head(ResponseHead head) {
        long now = loop.currentTimeMillis();
        attempt.status(head.status());
        attempt.header(now);
        attempts.fields(head.fields());
        for (String note : parser.notes()) {
            log(Level.WARN, note);
        }
        RetainableByteBuffer bytes = takeInput(head);
        bench.back(settings.buffers.head(), parser);
        parser = null;
        if (head.status() == 101) {
            upgrade(head, bytes);
            return;
        }
        boolean noBody = !head.hasBody(method);
        keep = head.keepAlive() && sender.isComplete() && (noBody || !head.untilClose());
        boolean wholeHere =
                noBody ? !bytes.hasRemaining() : !head.chunked() && head.contentLength() == bytes.remaining();
        if (asksAnother(head.status())) {
            bytes.release();
            next(NextUpstream.ofStatus(head.status()), head.status());
            return;
        }
        if (intercepted(head)) {
            bytes.release();
            keep &= wholeHere;
            interceptAnswer(head);
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

    private RetainableByteBuffer takeInput(ResponseHead head) {
        RetainableByteBuffer bytes = input;
        input = null;
        if (head.version() != Version.HTTP_0_9) {
            return bytes;
        }
        // No status line: what the parser took is body, and the rest behind it.
        ByteBuffer before = parser.leftover();
        RetainableByteBuffer all = RetainableByteBuffer.wrap(ByteBuffer.allocate(before.remaining() + bytes.remaining())
                .put(before)
                .put(bytes.getByteBuffer())
                .flip());
        bytes.release();
        return all;
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

    private boolean asksAnother(int status) {
        int kind = NextUpstream.ofStatus(status);
        return kind != 0 && selection.tries() > 1 && mayRepeat(kind);
    }

    private boolean mayRepeat(int kind) {
        boolean unsafe = requestSent && (method.equals("POST") || method.equals("LOCK") || method.equals("PATCH"));
        int needed = unsafe ? kind | NextUpstream.NON_IDEMPOTENT : kind;
        boolean late = settings.nextMillis != 0 && loop.currentTimeMillis() - startedMillis >= settings.nextMillis;
        return (settings.next & needed) == needed && !(requestSent && streaming) && !late;
    }

    /** The attempt failed: another peer is asked, or the exchange ends with the status. */
    private void next(int kind, int status) {
        long now = loop.currentTimeMillis();
        boolean failed = kind != NextUpstream.HTTP_403 && kind != NextUpstream.HTTP_404;
        if (selection.free(failed, now / 1000)) {
            log(Level.WARN, "upstream server temporarily disabled");
        }
        if (cached && kind == NextUpstream.ERROR) {
            selection.oneMore();
        }
        attempt.status(status);
        keep = false;
        boolean again = selection.tries() > 0 && mayRepeat(kind);
        release();
        if (again) {
            connect();
        } else {
            finish(status);
        }
    }

    private boolean intercepted(ResponseHead head) {
        return settings.interceptErrors
                && head.status() >= 300
                && x.location().settings().errorPages().find(head.status()) != null;
    }

    private void interceptAnswer(ResponseHead head) {
        if (head.status() == 401) {
            for (String challenge : head.fields().all("WWW-Authenticate")) {
                x.earlyFields().add("WWW-Authenticate", challenge);
            }
        }
        finish(head.status());
    }

    private void finish(int status) {
        release();
        x.resume(x.finish(status));
    }

    // ---- upgrades

    private void upgrade(ResponseHead head, RetainableByteBuffer bytes) {
        TunnelFactory tunnels = x.generation().service(TunnelFactory.class);
        if (!asksUpgrade || x.head().upgrade() == null || tunnels == null || !sender.isComplete()) {
            bytes.release();
            log(Level.ERROR, "upstream sent unexpected 101 while reading response header from upstream");
            next(NextUpstream.INVALID_HEADER, 502);
            return;
        }
        stage = Stage.TUNNEL;
        nameUpstream();
        UpstreamLeg leg = upstream;
        upstream = null;
        leg.disarm();
        sender.free();
        Leg given = leg.leg();
        if (bytes.hasRemaining()) {
            given = new UpgradedLeg(given, bytes);
        } else {
            bytes.release();
        }
        TunnelFactory.Limits limits =
                new TunnelFactory.Limits(settings.readMillis, settings.sendMillis, settings.buffers.head(), this);
        x.resume(x.upgrade(settings.answers.answer(x, head), tunnels.tunnel(x, given, limits)));
    }

    @Override
    public void received(long bytes) {
        attempt.received(bytes);
    }

    @Override
    public void sent(long bytes) {
        attempt.sent(bytes);
    }

    @Override
    public void ended() {
        release();
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
        if (dialling != null) {
            dialling.cancel();
            dialling = null;
        }
        long now = loop.currentTimeMillis();
        if (attempt != null) {
            attempt.ended(now);
        }
        if (upstream != null) {
            UpstreamLeg leg = upstream;
            upstream = null;
            leg.disarm();
            attempt.sent(sender == null ? 0 : sender.sent());
            IdleLegs idle = keep ? group.idle(loop) : null;
            if (idle != null) {
                idle.put(leg, settings);
            } else {
                leg.close();
            }
        }
        if (sender != null) {
            sender.free();
        }
        if (selection != null) {
            selection.free(false, now / 1000);
        }
        if (parser != null) {
            bench.back(settings.buffers.head(), parser);
            parser = null;
        }
        releaseInput();
    }

    private void releaseInput() {
        if (input != null) {
            input.release();
            input = null;
        }
    }

    private void log(Level level, String text) {
        nameUpstream();
        x.log(level, text);
    }

    /** Lines of the error log name the upstream from now on. */
    private void nameUpstream() {
        if (target != null && uri != null) {
            String name =
                    peer != null ? peer.name() : group == null ? target.host().host() : group.name();
            x.upstreamForLog(target.scheme() + name + (name.startsWith("unix:") ? ":" : "") + uri);
        }
    }
}
