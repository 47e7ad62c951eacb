package io.gangway.proxy;

import io.gangway.content.BytesProducer;
import io.gangway.content.RequestBodyException;
import io.gangway.content.Response;
import io.gangway.core.LimitRate;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.AccelFields;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.TunnelFactory;
import io.gangway.http.Fields;
import io.gangway.http.ResponseHead;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import io.gangway.loop.NoConnectionException;
import io.gangway.upstream.Attempt;
import io.gangway.upstream.Attempts;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.UpstreamLeg;
import io.gangway.upstream.Upstreams;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One exchange that is passed to an upstream: asks one peer after the other where that is allowed, and decides what becomes of
 * the answer. Confined to its loop.
 */
final class ProxyExchange implements PeerConnector.Owner, Upstreams.Found, UpstreamExchange.Owner, Runnable {
    static final AttachmentKey<ProxyExchange> KEY = new AttachmentKey<>("proxy request");

    /** The longest way from this server to itself, and RFC 5842's status for what goes on longer. */
    private static final int MAX_HOPS = 10;

    private static final int LOOP_DETECTED = 508;

    private enum Stage {
        /** No connection: before the first, between two, or while connecting. */
        CONNECTING,
        /** A peer is being asked. */
        CONVERSATION,
        /** The leg is a tunnel's. */
        TUNNEL,
        /** Nothing is held any more. */
        OVER
    }

    private final ProxySettings settings;
    private final Exchange x;
    private final EventLoop loop;
    private final UpstreamRequest request;
    private final PeerConnector connector;

    private Stage stage = Stage.CONNECTING;
    private Attempts attempts;
    private Attempt attempt;
    /** Null while there is no connection. */
    private UpstreamExchange upstreamExchange;

    ProxyExchange(ProxySettings settings, Exchange x) {
        this.settings = settings;
        this.x = x;
        loop = x.loop();
        request = new UpstreamRequest(settings, x);
        connector = new PeerConnector(settings, request, loop, this);
    }

    /** What is asked, for {@code $proxy_host}; null before that is known. */
    ProxyPass.Target target() {
        return request.target();
    }

    // ---- before the first peer

    void start() {
        if (request.evaluate()) {
            request.prepareBody(() -> guard(this::begin));
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
        if (x.client().hops() >= MAX_HOPS) {
            log(LogLevel.ERROR, "request loop: it was passed to this server itself " + MAX_HOPS + " times in a row");
            finish(LOOP_DETECTED);
        } else if (!request.prepareLine()) {
            log(LogLevel.ERROR, "zero length URI to proxy");
            finish(500);
        } else if (settings.group != null) {
            settings.group.ready(x, this);
        } else {
            settings.upstreams.find(request.target().host(), x, this);
        }
    }

    @Override
    public void group(UpstreamGroup found) {
        if (stage != Stage.OVER) {
            guard(() -> {
                connector.begin(found, x);
                connect();
            });
        }
    }

    @Override
    public void failed(int status) {
        if (stage != Stage.OVER) {
            guard(() -> finish(status));
        }
    }

    /** For what is called by others than the leg. */
    private void guard(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            crashed(e);
        }
    }

    @Override
    public void crashed(Throwable cause) {
        release(false);
        x.failed(cause);
    }

    // ---- one peer after the other

    private void connect() {
        stage = Stage.CONNECTING;
        attempt = attempts.add(loop.monotonicMillis());
        boolean live = connector.choose();
        attempt.peer(connector.name());
        if (live) {
            connector.open();
        } else {
            attempt.status(502);
            log(LogLevel.ERROR, "no live upstreams while connecting to upstream");
            finish(502);
        }
    }

    @Override
    public void notConnected(Throwable cause) {
        if (cause instanceof NoConnectionException) {
            log(LogLevel.ALERT, cause.getMessage() + " while connecting to upstream");
            finish(500);
            return;
        }
        if (cause instanceof UpstreamTlsProvider.UnusableCertificateException) {
            log(LogLevel.ERROR, cause.getMessage() + " while connecting to upstream");
            finish(500);
            return;
        }
        String tls = request.target().tls() ? settings.tls.reason(cause) : null;
        if (tls != null) {
            unanswered(NextUpstream.ERROR, 502, tls + " while SSL handshaking to upstream");
        } else if (UpstreamFailure.isTimeout(cause)) {
            unanswered(NextUpstream.TIMEOUT, 504, UpstreamFailure.TIMED_OUT + " while connecting to upstream");
        } else if (connector.name().startsWith("unix:")) {
            // The only kind whose connect() fails at once, which nginx words in another way.
            LogLevel level = UpstreamFailure.isUsual(cause) ? LogLevel.ERROR : LogLevel.CRIT;
            String call = "connect() to " + connector.name();
            log(level, UpstreamFailure.of(call, cause) + " while connecting to upstream");
            next(NextUpstream.ERROR, 502);
        } else {
            String text = UpstreamFailure.of("connect()", cause) + " while connecting to upstream";
            unanswered(NextUpstream.ERROR, 502, text);
        }
    }

    @Override
    public void connected(UpstreamLeg leg) {
        attempt.connected(loop.monotonicMillis());
        leg.leg().hops(x.client().hops() + 1);
        stage = Stage.CONVERSATION;
        upstreamExchange = new UpstreamExchange(settings, request, LoopScratch.of(loop), leg, attempt, this);
        upstreamExchange.start();
    }

    @Override
    public void unanswered(int kind, int status, String text) {
        log(LogLevel.ERROR, text);
        next(kind, status);
    }

    /** The attempt failed: another peer is asked, or the exchange ends with the status. */
    private void next(int kind, int status) {
        if (connector.peerFailed(kind)) {
            log(LogLevel.WARN, "upstream server temporarily disabled");
        }
        attempt.status(status);
        boolean again = connector.repeats(kind, upstreamExchange != null);
        release(false);
        if (again) {
            connect();
        } else {
            finish(status);
        }
    }

    // ---- the answer

    @Override
    public void answered(ResponseHead head) {
        attempts.fields(head.fields());
        if (head.status() == 101) {
            upgrade(head);
            return;
        }
        if (connector.repeatsAfter(head.status(), true)) {
            next(NextUpstream.ofStatus(head.status()), head.status());
            return;
        }
        Long rate = settings.responses.limitRate(head);
        if (rate != null) {
            LimitRate.give(x, rate);
        }
        String charset = settings.responses.charset(head);
        if (charset != null) {
            x.put(AccelFields.CHARSET, charset);
        }
        boolean reusable = upstreamExchange.isReusable(head);
        if (Interception.takes(x, settings, head)) {
            release(reusable);
            x.resume(x.finish(head.status()));
            return;
        }
        String accel = settings.responses.accelRedirect(head);
        if (accel != null) {
            release(reusable);
            x.resume(AccelRedirect.follow(x, accel, head, settings.responses));
            return;
        }
        respond(head);
    }

    private void respond(ResponseHead head) {
        var response = settings.responses.response(x, head);
        UpstreamExchange asked = upstreamExchange;
        UpstreamResponseBody body = asked.body(head, !response.buffered());
        x.resume(x.respond(response, body));
        asked.flow();
    }

    @Override
    public void bodyFailed(RequestBodyException e) {
        respondCut(e);
        x.resume(e.status() == 0 ? x.drop(400) : x.finish(e.status()));
    }

    @Override
    public void respondCut(RequestBodyException e) {
        log(e.status() == 500 ? LogLevel.CRIT : e.status() == 413 ? LogLevel.ERROR : LogLevel.INFO, e.getMessage());
        release(false);
    }

    @Override
    public void trailersReceived(Fields trailers) {
        attempts.trailers(trailers);
    }

    @Override
    public void bodyEnded(boolean keep) {
        release(keep);
    }

    private void upgrade(ResponseHead head) {
        TunnelFactory tunnels = x.generation().service(TunnelFactory.class);
        if (x.head().upgrade() == null) {
            unasked();
            return;
        }
        if (!request.asksUpgrade() || tunnels == null || !upstreamExchange.isSent()) {
            String text = "upstream sent unexpected 101 while reading response header from upstream";
            unanswered(NextUpstream.INVALID_HEADER, 502, text);
            return;
        }
        Response response = settings.responses.response(x, head);
        String wrong = tunnels.agree(x, head.fields(), response);
        if (wrong != null) {
            unanswered(NextUpstream.INVALID_HEADER, 502, wrong + " while reading response header from upstream");
            return;
        }
        stage = Stage.TUNNEL;
        RetainableByteBuffer early = upstreamExchange.takeRest();
        Leg leg = upstreamExchange.handOver();
        upstreamExchange = null;
        Upgrade upgrade = new Upgrade(attempt, this);
        x.upstreamForLog(request.urlAt(connector.name()));
        x.resume(x.upgrade(response, upgrade.tunnel(x, settings, tunnels, leg, early)));
    }

    /**
     * Without a page: what a client sees that knows nothing of upgrades is the status. In the next turn of the loop, so that a
     * tunnel to the same backend that ended earlier is logged earlier.
     */
    private void unasked() {
        log(LogLevel.ERROR, "upstream sent unexpected 101 while reading response header from upstream");
        release(false);
        loop.execute(() -> {
            if (!x.isEnded()) {
                x.resume(x.respond(new Response(502).contentLength(0), new BytesProducer("")));
            }
        });
    }

    // ---- the end

    private void finish(int status) {
        release(false);
        x.resume(x.finish(status));
    }

    private void clientGone() {
        if (stage == Stage.OVER || stage == Stage.TUNNEL) {
            return;
        }
        String action = upstreamExchange == null ? "connecting to upstream" : upstreamExchange.action();
        log(
                LogLevel.INFO,
                "client prematurely closed connection, so upstream connection is closed too while " + action);
        release(false);
    }

    /** The exchange has ended, or the tunnel. */
    @Override
    public void run() {
        release(false);
    }

    /** Gives connection, peer and buffers back. Idempotent. */
    private void release(boolean keep) {
        stage = Stage.OVER;
        if (attempt != null) {
            attempt.ended(loop.monotonicMillis());
        }
        UpstreamLeg leg = null;
        if (upstreamExchange != null) {
            leg = upstreamExchange.end();
            upstreamExchange = null;
        }
        connector.release(leg, keep);
    }

    @Override
    public void log(LogLevel level, String text) {
        x.upstreamForLog(request.urlAt(connector.name()));
        x.log(level, text);
    }
}
