package io.gangway.upstream.exchange;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.TunnelFactory;
import io.gangway.loop.ConnectAttempt;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import io.gangway.metrics.PeerCounts;
import io.gangway.upstream.Attempt;
import io.gangway.upstream.IdleLegs;
import io.gangway.upstream.Peer;
import io.gangway.upstream.Selection;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.UpstreamLeg;
import io.gangway.upstream.http2.ExtendedConnectException;
import io.gangway.upstream.http2.RequestStream;
import io.gangway.upstream.http2.StreamPool;
import io.gangway.upstream.http2.StreamRoute;
import io.gangway.upstream.http2.StreamTerms;
import java.util.concurrent.Executors;

/** Selects peers of a group and connects to them, preferring idle connections. Confined to its loop. */
final class PeerConnector implements ConnectAttempt.Listener, StreamPool.Listener {
    private final PassSettings settings;
    private final UpstreamRequest request;
    private final EventLoop loop;
    private final UpstreamPass owner;

    private UpstreamGroup group;
    private Selection selection;
    private Peer peer;
    private long startedMillis;
    private EventLoop.Dialling dialling;
    /** Null unless a stream of HTTP/2 is awaited. */
    private StreamPool.Waiting waiting;

    /** How often the request may be sent again because a peer has refused it. */
    private int maxRefusals;

    private boolean cached;
    /** A task that must run before dialling is running on another thread. */
    private boolean preparing;

    PeerConnector(PassSettings settings, UpstreamRequest request, EventLoop loop, UpstreamPass owner) {
        this.settings = settings;
        this.request = request;
        this.loop = loop;
        this.owner = owner;
    }

    /** Starts a selection among the peers of a group. */
    void begin(UpstreamGroup group, Exchange x) {
        this.group = group;
        selection = group.select(x);
        maxRefusals = Math.max(1, selection.tries() - 1);
        if (settings.nextTries != 0) {
            selection.limitTries(settings.nextTries);
            maxRefusals = Math.min(maxRefusals, settings.nextTries - 1);
        }
        startedMillis = loop.monotonicMillis();
    }

    /**
     * Chooses the next peer; false if none is live. Afterwards {@link #name()} is the peer's, or the group's if there
     * is none.
     */
    boolean choose(Attempt attempt) {
        peer = selection.next(loop.monotonicMillis() / 1000);
        selection.attempt(attempt);
        request.peerChosen();
        return peer != null;
    }

    /** Where a tunnel to the chosen peer leads to. */
    TunnelFactory.Target tunnelTarget() {
        return new TunnelFactory.Target(group.label(), peer.name());
    }

    /** The counters of the chosen peer. */
    PeerCounts counts() {
        return selection.counts();
    }

    /** The name in the log and in {@code $upstream_addr}. */
    String name() {
        if (peer != null) {
            return peer.name();
        }
        return group == null ? request.host().host() : group.name();
    }

    /**
     * Opens a connection to the chosen peer, or reuses an idle one. Completes with {@link UpstreamPass#connected},
     * {@link UpstreamPass#notConnected} or, after an unexpected failure, {@link UpstreamPass#crashed}.
     */
    void open() {
        if (request.isMultiplexed()) {
            openStream();
            return;
        }
        IdleLegs idle = group.idle(loop);
        UpstreamLeg known = idle == null ? null : idle.acquire(peer.address(), request.kind(), settings);
        cached = known != null;
        if (cached) {
            owner.connected(known);
        } else {
            prepareAndDial();
        }
    }

    /** Takes a stream of a connection that is open or being opened, or opens one. */
    private void openStream() {
        StreamPool pool = StreamPool.of(group, loop);
        StreamRoute route = route();
        StreamTerms terms = terms();
        if (terms.extendedConnect() && pool.lacksExtendedConnect(route) && request.fallsBack()) {
            open();
            return;
        }
        RequestStream known = pool.open(route, terms);
        if (known != null) {
            streamOpened(known);
            return;
        }
        waiting = pool.join(route, terms, this);
        if (waiting == null) {
            prepareAndDial();
        }
    }

    private StreamTerms terms() {
        return new StreamTerms(
                request.maxStreams(), settings.sendMillis, settings.connectMillis, request.isExtendedConnect());
    }

    private StreamRoute route() {
        Object tag = group.keepalive().local() ? settings : null;
        return new StreamRoute(
                peer.address(), request.kind(), tag, request.exchange().client().hops(), counts());
    }

    @Override
    public void opened(RequestStream stream) {
        waiting = null;
        try {
            streamOpened(stream);
        } catch (RuntimeException | Error e) {
            stream.close();
            owner.crashed(e);
        }
    }

    private void streamOpened(RequestStream stream) {
        cached = stream.isReused();
        owner.connected(new UpstreamLeg(stream, peer.address(), null));
    }

    @Override
    public void notOpened(Throwable cause) {
        waiting = null;
        if (cause instanceof ExtendedConnectException && request.fallsBack()) {
            owner.guard(this::open);
        } else {
            failed(cause);
        }
    }

    private void prepareAndDial() {
        Runnable before = request.beforeDial();
        if (before == null) {
            dial();
        } else {
            preparing = true;
            request.exchange().offload(Executors.callable(before), (done, failure) -> prepared(failure));
        }
    }

    private void dial() {
        if (request.isMultiplexed()) {
            waiting = StreamPool.of(group, loop).dial(route(), request.attempt(peer.address()), terms(), this);
            return;
        }
        dialling = loop.dial(request.attempt(peer.address()), this);
    }

    private void prepared(Throwable failure) {
        if (!preparing) {
            return;
        }
        preparing = false;
        if (failure == null) {
            dial();
        } else {
            owner.crashed(failure);
        }
    }

    @Override
    public void connected(Leg leg) {
        dialling = null;
        counts().connected();
        UpstreamLeg opened = new UpstreamLeg(leg, peer.address(), request.kind());
        try {
            owner.connected(opened);
        } catch (RuntimeException | Error e) {
            opened.close();
            owner.crashed(e);
        }
    }

    @Override
    public void failed(Throwable cause) {
        dialling = null;
        try {
            owner.notConnected(cause);
        } catch (RuntimeException | Error e) {
            owner.crashed(e);
        }
    }

    /**
     * Whether another peer may be tried after a response with that status.
     *
     * @param sent whether the request has been sent, possibly in part
     */
    boolean repeatsAfter(int status, boolean sent) {
        int kind = NextUpstream.ofStatus(status);
        return kind != 0 && selection.tries() > 1 && mayRepeat(kind, sent);
    }

    /**
     * Whether another peer may be tried after {@link #peerFailed}.
     *
     * @param kind a bit of {@link NextUpstream}
     * @param sent whether the request has been sent, possibly in part
     */
    boolean repeats(int kind, boolean sent) {
        return selection.tries() > 0 && mayRepeat(kind, sent);
    }

    private boolean mayRepeat(int kind, boolean sent) {
        int needed = sent && request.isUnsafe() ? kind | NextUpstream.NON_IDEMPOTENT : kind;
        boolean late = settings.nextMillis != 0 && loop.monotonicMillis() - startedMillis >= settings.nextMillis;
        return (settings.next & needed) == needed && !(sent && request.isStreaming()) && !late;
    }

    /**
     * Records a failure of the peer, with its reason for the log; returns whether the peer is temporarily disabled by
     * it. An error on a reused connection does not count as a try: the peer may have closed it just before.
     */
    boolean peerFailed(int kind, String why) {
        boolean failed = kind != NextUpstream.HTTP_403 && kind != NextUpstream.HTTP_404;
        long now = loop.monotonicMillis() / 1000;
        boolean disabled = failed && selection.release(why, now);
        if (!failed) {
            selection.discard(now);
        }
        if (cached && kind == NextUpstream.ERROR) {
            selection.addTry();
        }
        return disabled;
    }

    /** The peer has not processed the request: it may be chosen again, and has not failed. */
    void unprocessed() {
        selection.discard(loop.monotonicMillis() / 1000);
        selection.addTry();
    }

    int maxRefusals() {
        return maxRefusals;
    }

    /** The head of the response for the client has arrived from the chosen peer. */
    void headReceived() {
        selection.headReceived();
    }

    /** The chosen peer has opened a tunnel. */
    void upgraded() {
        selection.upgraded(loop.monotonicMillis() / 1000);
    }

    /** Releases peer and connection; the connection is kept for another request, or closed. Idempotent. */
    void release(UpstreamLeg leg, boolean keep) {
        preparing = false;
        if (dialling != null) {
            dialling.cancel();
            dialling = null;
        }
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
        }
        if (leg != null) {
            leg.disarm();
            IdleLegs idle = keep && !request.isMultiplexed() ? group.idle(loop) : null;
            if (idle != null) {
                idle.release(leg, settings);
            } else {
                leg.close();
            }
        }
        if (selection != null) {
            selection.release(null, loop.monotonicMillis() / 1000);
        }
    }
}
