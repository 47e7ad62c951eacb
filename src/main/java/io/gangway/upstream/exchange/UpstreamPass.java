package io.gangway.upstream.exchange;

import io.gangway.cache.CacheAccess;
import io.gangway.content.BytesProducer;
import io.gangway.content.Producer;
import io.gangway.content.RequestBodyException;
import io.gangway.content.Response;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.AccelFields;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.TunnelFactory;
import io.gangway.http.ResponseHead;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import io.gangway.upstream.Attempt;
import io.gangway.upstream.Attempts;
import io.gangway.upstream.CacheOutcome;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.UpstreamLeg;
import io.gangway.upstream.Upstreams;
import io.gangway.upstream.http2.StreamFailureException;

/**
 * One exchange that is passed to an upstream: tries one peer after another, as far as {@code proxy_next_upstream} (or
 * {@code fastcgi_next_upstream}, …) allows, and decides how the response is handled. Confined to its loop.
 */
public final class UpstreamPass implements Upstreams.GroupListener {
    /** Maximum number of times in a row that a request may be proxied to this server itself. */
    private static final int MAX_HOPS = 10;

    private static final int METHOD_NOT_ALLOWED = 405;

    /** How often an upstream may say that it has not processed a request; then that is a failure. */
    private static final int MAX_REPEATS = 3;

    /** RFC 5842, section 7.2. */
    private static final int LOOP_DETECTED = 508;

    private enum Stage {
        /** No connection: before the first one, between two, or while connecting. */
        CONNECTING,
        /** Connected: the request is being sent, or the response received. */
        CONNECTED,
        /** The leg belongs to a tunnel. */
        TUNNEL,
        /** All resources have been released. */
        OVER
    }

    private final PassSettings settings;
    private final Exchange x;
    private final EventLoop loop;
    private final UpstreamRequest request;
    private final PeerConnector connector;
    private final UpstreamLog log;
    /** Null if nothing is cached. */
    private CachedPass cache;
    /** Keeps the generation in use while a response is received only to be stored; null otherwise. */
    private Runnable kept;

    private Stage stage = Stage.CONNECTING;
    /** Whether the exchange became a tunnel. */
    private boolean tunnel;

    private Attempts attempts;
    private Attempt attempt;
    /** Null without a connection. */
    private UpstreamExchange upstreamExchange;

    /** How often the request was sent again because the upstream had not processed it. */
    private int repeats;

    /** How often because it was refused. */
    private int refusals;

    /** Creates a pass that has not started. */
    public UpstreamPass(PassSettings settings, UpstreamRequest request) {
        this.settings = settings;
        this.request = request;
        x = request.exchange();
        loop = x.loop();
        connector = new PeerConnector(settings, request, loop, this);
        log = new UpstreamLog(x, request, connector);
    }

    /** Records what this request would be, and assumes a response. */
    public PhaseResult explain() {
        return new PassExplanation(settings, request).run();
    }

    // ---- before the first peer

    /** Sends the request and passes the response on. */
    public void start() {
        if (request.evaluate()) {
            request.prepareBody(() -> guard(this::begin));
        } else {
            x.end(500);
        }
    }

    /** Fetches a response in the background, for a copy of an exchange that is sent an old one. */
    void update(CacheAccess marked) {
        guard(() -> {
            if (x.isEnded()) {
                marked.close();
                return;
            }
            x.onEnd(marked::close);
            x.onEnd(this::ended);
            cache = new CachedPass(settings, request, this);
            if (!request.evaluate()) {
                x.end(500);
                return;
            }
            request.prepareBody(() -> {
                if (!x.isEnded()) {
                    cache.update(marked);
                }
            });
        });
    }

    private void begin() {
        if (x.isEnded()) {
            return;
        }
        x.onEnd(this::ended);
        if (settings.cache != null) {
            cache = new CachedPass(settings, request, this);
            cache.start();
            return;
        }
        if (x.isInternal()) {
            CacheOutcome.none(x);
        }
        proceed();
    }

    /** Passes the request to a peer. */
    void proceed() {
        x.ignoreClientAbort(settings.ignoreClientAbort || request.isCacheable() || settings.store != null);
        x.onClientGone(this::clientGone);
        attempts = Attempts.begin(x);
        if (x.client().hops() >= MAX_HOPS) {
            log.write(
                    LogLevel.ERROR,
                    "request loop: it was passed to this server itself " + MAX_HOPS + " times in a row");
            end(LOOP_DETECTED);
        } else if (!request.prepare(log::write)) {
            end(request.refusedStatus());
        } else if (x.head().isExtendedConnect() && !x.isSubrequest() && !request.asksUpgrade()) {
            log.write(LogLevel.INFO, "extended CONNECT in a location that passes no upgrade");
            end(METHOD_NOT_ALLOWED);
        } else if (settings.group != null) {
            settings.group.ready(x, this);
        } else {
            settings.upstreams.find(request.host(), x, this);
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
            guard(() -> end(status));
        }
    }

    /** Runs a step that is not called by the leg, and handles unexpected exceptions. */
    void guard(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            crashed(e);
        }
    }

    /** Ends the exchange after an unexpected exception. */
    void crashed(Throwable cause) {
        release(false);
        x.failed(cause);
    }

    // ---- one peer after the other

    private void connect() {
        stage = Stage.CONNECTING;
        attempt = attempts.add(loop.monotonicMillis());
        boolean live = connector.choose(attempt);
        attempt.peer(connector.name());
        if (live) {
            attempt.counts(connector.counts());
            connector.open();
        } else {
            attempt.status(502);
            log.write(LogLevel.ERROR, "no live upstreams while connecting to upstream");
            failed(NextUpstream.ERROR, 502);
        }
    }

    /** The connection to the peer could not be established. */
    void notConnected(Throwable cause) {
        ConnectFailure failure = ConnectFailure.of(cause, connector.name(), request.tlsFailure(cause));
        if (cause instanceof StreamFailureException broken && repeated(broken, failure.text())) {
            return;
        }
        log.write(failure.level(), failure.text());
        if (failure.kind() == 0) {
            end(failure.status());
        } else {
            next(failure.kind(), failure.status(), failure.text());
        }
    }

    /**
     * A connection is established, and in use by this request until {@link PeerConnector#release}. Called within
     * {@link PeerConnector#open} for a reused one.
     */
    void connected(UpstreamLeg leg) {
        attempt.connected(loop.monotonicMillis());
        leg.leg().hops(x.client().hops() + 1);
        stage = Stage.CONNECTED;
        upstreamExchange = new UpstreamExchange(settings, request, leg, attempt, log, this);
        upstreamExchange.start();
    }

    /**
     * The attempt failed before a valid response head was received.
     *
     * @param kind a bit of {@link NextUpstream}
     * @param text for the log; null if it is logged already
     */
    void attemptFailed(int kind, int status, String text) {
        if (text != null) {
            log.write(LogLevel.ERROR, text);
        }
        next(kind, status, text == null ? "an error that the upstream reports" : text);
    }

    /**
     * Sends the request again if the upstream has not processed it: that is not a failure of the peer. Each peer may refuse
     * it once; the only one is asked a second time.
     *
     * @param text for the log
     * @return false if that has happened too often
     */
    boolean repeated(StreamFailureException failure, String text) {
        if (!failure.isUnprocessed()
                || failure.isRefused() && refusals++ == connector.maxRefusals()
                || repeats++ == MAX_REPEATS) {
            return false;
        }
        log.write(LogLevel.INFO, text);
        attempt.status(502);
        connector.unprocessed();
        release(false);
        connect();
        return true;
    }

    /** After a failed attempt, tries another peer or ends the exchange with the status. */
    private void next(int kind, int status, String why) {
        if (connector.peerFailed(kind, why)) {
            log.write(LogLevel.WARN, "upstream server temporarily disabled");
        }
        attempt.status(status);
        boolean again = connector.repeats(kind, upstreamExchange != null);
        release(false);
        if (again) {
            connect();
        } else {
            failed(kind, status);
        }
    }

    /** No peer has responded: sends a stale response, or ends the exchange with the status. */
    private void failed(int kind, int status) {
        if (cache == null || !cache.sendsStale(kind)) {
            end(status);
        }
    }

    // ---- the response

    /** The response head has been received. */
    void headReceived(ResponseHead head) {
        attempt.fields(head.fields());
        if (head.status() == 101 && request.mayUpgrade()) {
            upgrade(head);
            return;
        }
        if (connector.repeatsAfter(head.status(), true)) {
            next(NextUpstream.ofStatus(head.status()), head.status(), "status " + head.status());
            return;
        }
        boolean reusable = upstreamExchange.isReusable(head);
        if (cache != null && sendsCached(head, reusable)) {
            return;
        }
        boolean storable = cache != null && cache.mayStore(head);
        if (Interception.applies(x, settings, head)) {
            log.nameUpstream();
            settings.responses.apply(x, head);
            release(reusable);
            if (cache != null) {
                cache.intercepted(head.status(), storable);
                notStored();
            }
            x.end(head.status());
            return;
        }
        connector.headReceived();
        if (settings.responses.accelRedirect(head) != null) {
            log.nameUpstream();
            release(reusable);
            closeCache();
            AccelRedirect.follow(x, head, settings.responses);
            return;
        }
        settings.responses.apply(x, head);
        if (x.get(AccelFields.CHARSET) != null) {
            log.nameUpstream();
            x.actionForLog("reading response header from upstream");
        }
        respond(head, storable);
    }

    /** Whether a stored response is sent instead of that of the upstream. */
    private boolean sendsCached(ResponseHead head, boolean reusable) {
        if (cache.sendsStaleInsteadOf(head.status())) {
            release(reusable);
            cache.sendStale();
            return true;
        }
        if (cache.isRevalidated(head.status())) {
            release(reusable);
            cache.renew(head.fields());
            return true;
        }
        return false;
    }

    private void respond(ResponseHead head, boolean storable) {
        var response = settings.responses.response(
                x, head, storable ? ResponseSource.STORABLE : ResponseSource.UPSTREAM, storable);
        UpstreamExchange current = upstreamExchange;
        StoredBody.Opener storage = null;
        if (storable && response.buffered()) {
            storage = cache.storage(head, current.storedHead());
        } else {
            closeCache();
        }
        if (storage == null && settings.store != null && response.buffered()) {
            storage = settings.store.opener(x, head, log);
        }
        UpstreamResponseBody body = current.body(head, !response.buffered(), storage);
        x.respond(response, body);
        current.flow();
    }

    /** Responds without the upstream. */
    void respond(Response response, Producer body) {
        stage = Stage.OVER;
        x.respond(response, body);
    }

    /** The response is not stored, so it is not needed when its client leaves. */
    void notStored() {
        x.ignoreClientAbort(settings.ignoreClientAbort);
    }

    /** The cache is not needed any more for this pass. */
    private void closeCache() {
        if (cache != null) {
            cache.close();
            notStored();
        }
    }

    /** The error log of the exchange. */
    UpstreamLog log() {
        return log;
    }

    /**
     * The client's body cannot be read, so the request will not be complete.
     *
     * @param response the response that is already being sent to the client and is cut off; null for none
     */
    void bodyFailed(RequestBodyException e, UpstreamResponseBody response) {
        log.write(
                e.status() == 500 ? LogLevel.CRIT : e.status() == 413 ? LogLevel.ERROR : LogLevel.INFO, e.getMessage());
        release(false);
        if (response != null) {
            response.fail(e);
        } else if (e.status() == 0) {
            x.drop(400);
        } else {
            x.end(e.status());
        }
    }

    private void upgrade(ResponseHead head) {
        TunnelFactory tunnels = x.generation().service(TunnelFactory.class);
        if (x.head().upgrade() == null) {
            closeCache();
            unrequestedUpgrade();
            return;
        }
        if (!request.asksUpgrade() || tunnels == null || !upstreamExchange.isSent()) {
            String text = "upstream sent unexpected 101 while reading response header from upstream";
            attemptFailed(NextUpstream.INVALID_HEADER, 502, text);
            return;
        }
        Response response = settings.responses.response(x, head);
        String wrong = tunnels.agree(x, head.fields(), response);
        if (wrong != null) {
            attemptFailed(NextUpstream.INVALID_HEADER, 502, wrong + " while reading response header from upstream");
            return;
        }
        closeCache();
        connector.upgraded();
        stage = Stage.TUNNEL;
        Leg leg = upstreamExchange.handOver();
        upstreamExchange = null;
        Upgrade upgrade = new Upgrade(attempt, this::ended);
        log.nameUpstream();
        x.upgrade(response, upgrade.tunnel(x, settings, tunnels, connector.tunnelTarget(), leg));
    }

    /**
     * Responds with 502 to a client that did not request an upgrade, without an error page. In the next loop iteration,
     * so that a tunnel to the same backend that ended earlier is logged earlier.
     */
    private void unrequestedUpgrade() {
        log.write(LogLevel.ERROR, "upstream sent unexpected 101 while reading response header from upstream");
        release(false);
        loop.execute(() -> {
            if (!x.isEnded()) {
                x.respond(new Response(502).contentLength(0), new BytesProducer(""));
            }
        });
    }

    // ---- the end

    /** Ends the exchange with a status. */
    void end(int status) {
        release(false);
        if (cache != null) {
            cache.failed(status);
            notStored();
        }
        x.end(status);
    }

    private void clientGone() {
        if (stage == Stage.OVER || stage == Stage.TUNNEL) {
            return;
        }
        String action = upstreamExchange == null ? "connecting to upstream" : upstreamExchange.action();
        log.write(
                LogLevel.INFO,
                "client prematurely closed connection, so upstream connection is closed too while " + action);
        release(false);
    }

    /** The exchange or the tunnel has ended. A response that is being stored is still received. */
    private void ended() {
        if (cache != null) {
            cache.close();
            cache.count();
        }
        if (upstreamExchange != null && upstreamExchange.detach()) {
            kept = x.stream().background(() -> release(false));
        } else {
            release(false);
        }
    }

    /** Releases connection, peer and buffers; {@code keep} allows the connection to be reused. Idempotent. */
    void release(boolean keep) {
        tunnel |= stage == Stage.TUNNEL;
        if (stage != Stage.OVER && x.isSubrequest()) {
            x.actionForLog("sending to client");
        }
        stage = Stage.OVER;
        if (attempt != null) {
            attempt.ended(loop.monotonicMillis());
        }
        UpstreamLeg leg = null;
        if (upstreamExchange != null) {
            leg = upstreamExchange.end();
            upstreamExchange = null;
        }
        if (attempt != null) {
            attempt.released(tunnel);
        }
        connector.release(leg, keep);
        if (kept != null) {
            kept.run();
            kept = null;
        }
    }
}
