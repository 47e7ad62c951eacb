package io.gangway.websocket;

import io.gangway.conf.SystemError;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Location;
import io.gangway.exchange.Tunnel;
import io.gangway.exchange.TunnelFactory;
import io.gangway.exchange.Tunnels;
import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import io.gangway.websocket.bridge.BridgeTerms;
import io.gangway.websocket.frame.CloseCode;
import io.gangway.websocket.frame.FrameTracker;
import io.gangway.websocket.frame.ProtocolViolation;

/**
 * A tunnel of bytes: two relays, one for each direction, and what ends them. Where both sides said {@code websocket} the
 * relays follow the frames. Owns both legs until they are closed. Confined to their loop; its states are drawn in
 * docs/concurrency.md.
 */
final class RelayTunnel implements Tunnel, Tunnels.Open {
    private static final String TIMED_OUT = " timed out (110: Connection timed out) while ";
    private static final String CLOSING = "closing upgraded connection";
    private static final String PROXYING = "proxying upgraded connection";

    private final Exchange exchange;
    private final Leg upstream;
    private final TunnelFactory.Limits limits;
    private final TunnelSettings settings;
    private final TunnelMetrics count;
    private final long idleMillis;
    private final long clientSendTimeoutMillis;
    private final Timer timer;

    /** Ends the tunnel's life: its greatest age, or its turn in a drain. Null while there is no such time. */
    private Timer life;

    /** When that is, by the loop's clock. */
    private long lifeEnds;

    private Tunnels.Ending drain;

    private Leg client;
    /** Both null until the tunnel starts. */
    private Relay toUpstream;

    private Relay toClient;
    /** Null when the tunnel does not follow frames. */
    private TunnelState facts;
    /** Null where the location has none. */
    private MessageHook hook;
    /** Both null when nobody asks for pings. */
    private Heartbeat ofClient;

    private Heartbeat ofUpstream;

    private boolean halfClosed;
    /** A leg broke. */
    private boolean broken;
    /** A close frame has passed, a leg broke or we end it: the timer that runs now is not put off any more. */
    private boolean ending;
    /** We have said the end to both sides. */
    private boolean ended;

    private boolean closed;

    RelayTunnel(
            Exchange exchange,
            Leg upstream,
            TunnelFactory.Limits limits,
            TunnelSettings settings,
            TunnelMetrics count) {
        this.exchange = exchange;
        this.upstream = upstream;
        this.limits = limits;
        this.settings = settings;
        this.count = count;
        idleMillis = settings.idleMillis() < 0 ? limits.readTimeoutMillis() : settings.idleMillis();
        clientSendTimeoutMillis = exchange.location().settings().sendTimeoutMillis();
        timer = timer(this::expired);
        exchange.onEnd(this::close);
    }

    @Override
    public void open(Leg newClient) {
        client = newClient;
        guarded(this::start).run();
    }

    private void start() {
        FrameProcessors processors = isWebSocket() ? processors() : FrameProcessors.NONE;
        if (processors != FrameProcessors.NONE) {
            facts = new TunnelState(
                    processors.toUpstream().follower(), processors.toClient().follower());
            exchange.put(WebSocketVariables.FACTS, facts);
        }
        count.opened();
        toUpstream = new Relay(this, client, upstream, countsSent(), processors.toUpstream());
        toClient = new Relay(this, upstream, client, countsReceived(), processors.toClient());
        toUpstream.start(toClient);
        toClient.start(toUpstream);
        moved();
        if (facts != null && settings.pingMillis() > 0) {
            ofClient = new Heartbeat(this, toUpstream, toClient, settings);
            ofUpstream = new Heartbeat(this, toClient, toUpstream, settings);
        }
        if (settings.age().millis() > 0) {
            live(settings.age().pick());
        }
        exchange.generation().tunnels().opened(this);
    }

    private boolean isWebSocket() {
        return BridgeTerms.isWebSocket(
                exchange.head().fields(), exchange.response().fields().build());
    }

    private FrameProcessors processors() {
        BridgeTerms terms = exchange.get(BridgeTerms.KEY);
        if (terms == null) {
            exchange.log(LogLevel.INFO, "websocket relay: tunnel");
            return FrameProcessors.tunnel(settings);
        }
        exchange.log(LogLevel.INFO, "websocket relay: bridge (" + terms + ")");
        if (settings.hook() != null) {
            hook = settings.hook().open(exchange);
        }
        return FrameProcessors.bridge(settings, terms, hook, exchange.loop().buffers());
    }

    private ByteCounter countsSent() {
        return new ByteCounter() {
            @Override
            public void writing(long bytes) {
                limits.counters().sent(bytes);
            }
        };
    }

    private ByteCounter countsReceived() {
        return new ByteCounter() {
            @Override
            public void read(long bytes) {
                limits.counters().received(bytes);
            }
        };
    }

    Timer timer(Runnable expired) {
        return exchange.loop().timer(guarded(expired));
    }

    /** Nobody above could end the tunnel when it fails. */
    private Runnable guarded(Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                crashed(e);
            }
        };
    }

    /** Something failed in a way that it must not: nothing is sure any more. */
    void crashed(Throwable cause) {
        exchange.unexpected(cause);
        close();
    }

    @Override
    public void failed(Throwable cause) {
        close();
    }

    // ---- time-outs, as nginx has them: all count from the last event in either direction

    /** Something was read, or a write was taken whole. */
    void moved() {
        if (facts != null) {
            count.messages(facts);
        }
        if (!ending) {
            timer.arm(timeout());
        }
    }

    /** Whether what a leg answers to us alone puts time-outs off. */
    boolean countsOwnFrames() {
        return settings.idleMillis() < 0;
    }

    private long timeout() {
        long millis = toClient.isWriting() ? clientSendTimeoutMillis : idleMillis;
        if (toUpstream.isWriting()) {
            millis = Math.min(millis, limits.sendTimeoutMillis());
        }
        return halfClosed ? Math.min(millis, settings.closeMillis()) : millis;
    }

    private void expired() {
        boolean progressed = toClient.progressed() | toUpstream.progressed();
        if (ending) {
            if (!broken) {
                exchange.log(LogLevel.INFO, silent() + TIMED_OUT + CLOSING);
            }
        } else if (progressed) {
            moved();
            return;
        } else if (halfClosed) {
            exchange.log(LogLevel.INFO, silent() + TIMED_OUT + CLOSING);
        } else {
            boolean clientStalls = toClient.isWriting() && timeout() == clientSendTimeoutMillis;
            exchange.log(LogLevel.INFO, (clientStalls ? "client" : "upstream") + TIMED_OUT + PROXYING);
        }
        close();
    }

    /** Whose end or close frame is missing. */
    private String silent() {
        boolean clientSaidAll =
                toUpstream.isEnded() || facts != null && facts.client().isClosed();
        return clientSaidAll ? "upstream" : "client";
    }

    // ---- what the frames say

    /** A relay has seen a close frame, or a malformed one. */
    void news(Relay relay) {
        FrameTracker follower = relay.processor().follower();
        boolean ofClientLeg = relay == toUpstream;
        if (follower.isLost() && !ended) {
            count.malformed();
            exchange.log(
                    LogLevel.INFO,
                    (ofClientLeg ? "client" : "upstream") + " sent a malformed frame (" + follower.lost()
                            + "), its frames are not followed any more while " + PROXYING);
        }
        if (follower.isClosed()) {
            facts.closedBy(ofClientLeg ? Side.CLIENT : Side.UPSTREAM);
            if (ended && bothClosed()) {
                close();
            } else if (!ending) {
                bound();
            }
        }
    }

    /** What a relay read goes no further; the relay has told its target so. */
    void refused(Relay relay, ProtocolViolation violation) {
        if (closed) {
            return;
        }
        String side = relay == toUpstream ? "client" : "upstream";
        String limit = violation.code() == CloseCode.TOO_BIG ? "websocket_max_message_size in " : "";
        exchange.log(
                LogLevel.WARN,
                side + " sent " + violation.what() + " (" + limit + exchange.location() + ") while " + PROXYING);
        facts.close(violation.code(), violation.reason());
        ended = true;
        bound();
        Relay back = relay == toUpstream ? toClient : toUpstream;
        if (relay.processor().follower().isLost()) {
            count.malformed();
            back.closeForGood(violation.code(), violation.reason());
        } else {
            back.close(violation.code(), violation.reason());
        }
    }

    // ---- ending it ourselves

    private void live(long millis) {
        long ends = exchange.loop().nanoTime() + millis * 1_000_000L;
        if (life == null) {
            life = timer(this::outlived);
        } else if (ends - lifeEnds >= 0) {
            return;
        }
        lifeEnds = ends;
        life.arm(millis);
    }

    private void outlived() {
        boolean restart = drain == null || drain == Tunnels.Ending.CHANGED;
        end(restart ? CloseCode.SERVICE_RESTART : CloseCode.GOING_AWAY);
    }

    /** Tells both sides the end, each on its next boundary, unless the end has begun already. */
    private void end(int clientCode) {
        if (closed || ending) {
            return;
        }
        ended = true;
        bound();
        if (facts != null) {
            facts.close(clientCode, "");
        }
        toClient.close(clientCode, "");
        toUpstream.close(CloseCode.GOING_AWAY, "");
    }

    @Override
    public Location location() {
        return exchange.location();
    }

    @Override
    public long windowMillis() {
        return settings.drainMillis();
    }

    @Override
    public void drain(Tunnels.Ending why, long delayMillis) {
        exchange.loop().execute(() -> {
            if (!closed) {
                drain = why;
                live(delayMillis);
            }
        });
    }

    // ---- the end

    /** A leg can't be read or written any more. What came from it is still delivered, then the other leg gets FIN. */
    void broken(Leg leg, String call, Throwable cause) {
        if (broken) {
            return;
        }
        LogLevel level = leg == client ? LogLevel.INFO : LogLevel.ERROR;
        exchange.log(level, call + " failed (" + SystemError.of(cause) + ") while " + PROXYING);
        broken = true;
        bound();
    }

    /** The leg that a relay reads from does not answer: it counts as broken. */
    void dead(Relay relay) {
        if (closed || broken) {
            return;
        }
        exchange.log(LogLevel.INFO, (relay == toUpstream ? "client" : "upstream") + TIMED_OUT + "waiting for a pong");
        broken = true;
        bound();
        (relay == toUpstream ? toClient : toUpstream).discard();
        relay.sourceGone();
    }

    boolean isBroken() {
        return broken;
    }

    /** The leg that is left is sent a close frame. */
    void toldBreak() {
        facts.close(CloseCode.BAD_GATEWAY, "");
    }

    /** Whether the close frames of both sides have been read: nobody may say anything any more (RFC 6455, 5.5.1). */
    boolean bothClosed() {
        return facts != null && facts.bothClosed();
    }

    /** Whether the end has begun. */
    boolean isEnding() {
        return ending || closed;
    }

    private void bound() {
        ending = true;
        timer.arm(settings.closeMillis());
    }

    /** One direction has ended, the other goes on. */
    void halfClosed() {
        halfClosed = true;
        moved();
    }

    /** Closes both legs at once. Idempotent. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        timer.cancel();
        if (life != null) {
            life.cancel();
        }
        if (ofClient != null) {
            ofClient.stop();
            ofUpstream.stop();
        }
        if (toClient != null) {
            toUpstream.stop();
            toClient.stop();
            logClose();
            exchange.generation().tunnels().closed(this);
        }
        count.closed(facts);
        upstream.close();
        limits.counters().ended();
        // The line of the access log is written before the client sees the end.
        exchange.tunnelEnded();
        if (client != null) {
            client.close();
        }
        if (toClient != null) {
            toUpstream.release();
            toClient.release();
        }
        if (hook != null) {
            hook.closed();
        }
    }

    /** Of a break a line was written when it happened. */
    private void logClose() {
        if (facts == null || facts.closedBy() == null || facts.closedBreak()) {
            return;
        }
        exchange.log(
                LogLevel.INFO,
                "websocket closed by " + facts.closedBy() + " with " + facts.closeCode() + ", messages in "
                        + facts.client().messages() + ", out "
                        + facts.upstream().messages());
    }
}
