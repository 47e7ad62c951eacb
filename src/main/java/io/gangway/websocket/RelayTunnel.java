package io.gangway.websocket;

import io.gangway.conf.SystemError;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Location;
import io.gangway.exchange.Tunnel;
import io.gangway.exchange.TunnelFactory;
import io.gangway.exchange.Tunnels;
import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.stream.StreamResetException;
import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import io.gangway.metrics.TunnelCounts;
import io.gangway.websocket.bridge.BridgeTerms;
import io.gangway.websocket.frame.CloseCode;
import io.gangway.websocket.frame.FrameTracker;
import io.gangway.websocket.frame.ProtocolViolation;
import io.gangway.websocket.inspect.MessageRing;

/**
 * A tunnel of bytes: two relays, one for each direction, and the rules for ending them. For WebSockets the relays track
 * the frames. Owns both legs until they are closed. Confined to their loop; docs/concurrency.md shows its states.
 */
final class RelayTunnel implements Tunnel, Tunnels.Open {
    private static final String TIMED_OUT = " timed out (110: Connection timed out) while ";
    private static final String CLOSING = "closing upgraded connection";
    private static final String PROXYING = "proxying upgraded connection";

    private final Exchange exchange;
    private final Leg upstream;
    private final TunnelFactory.Limits limits;
    private final TunnelSettings settings;
    private final TunnelMetrics metrics;
    private final LiveTunnels all;
    private final long idleMillis;
    private final long clientSendTimeoutMillis;
    private final Timer timer;
    /** The time for which the timer was armed last. */
    private long armedMillis;

    /** Null while nothing limits it. */
    private TunnelLife life;

    /** Null until the tunnel starts. */
    private LiveTunnel live;
    /** Null unless it is inspected. */
    private MessageRing messages;

    private Leg client;
    /** Both null until the tunnel starts. */
    private Relay toUpstream;

    private Relay toClient;
    /** Null when the tunnel does not track frames. */
    private TunnelState state;
    /** Null without {@code websocket_hook}. */
    private MessageHook hook;
    /** Both null when no pings are sent. */
    private Heartbeat clientHeartbeat;

    private Heartbeat upstreamHeartbeat;

    private boolean halfClosed;
    /** A leg is broken. */
    private boolean broken;
    /** It is the client's, who has cancelled its stream: so browsers do when a page is left. */
    private boolean clientLeft;
    /**
     * A close frame has passed, a leg is broken, or we are closing the tunnel: the running timer is no longer extended.
     */
    private boolean ending;
    /** We have sent a close to both sides. */
    private boolean ended;

    private boolean closed;

    RelayTunnel(
            Exchange exchange,
            Leg upstream,
            TunnelFactory.Limits limits,
            TunnelSettings settings,
            TunnelMetrics metrics,
            LiveTunnels all) {
        this.exchange = exchange;
        this.upstream = upstream;
        this.limits = limits;
        this.settings = settings;
        this.metrics = metrics;
        this.all = all;
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
            state = new TunnelState(
                    processors.toUpstream().tracker(), processors.toClient().tracker());
            exchange.put(WebSocketVariables.STATE, state);
        }
        metrics.opened(legs());
        toUpstream = new Relay(this, client, upstream, ByteCounter.sent(limits.counters()), processors.toUpstream());
        toClient = new Relay(this, upstream, client, ByteCounter.received(limits.counters()), processors.toClient());
        toUpstream.start(toClient);
        toClient.start(toUpstream);
        moved();
        if (state != null && settings.pingMillis() > 0) {
            clientHeartbeat = new Heartbeat(this, toUpstream, toClient, settings);
            upstreamHeartbeat = new Heartbeat(this, toClient, toUpstream, settings);
        }
        if (settings.age().millis() > 0) {
            life().limit(settings.age().pick());
        }
        live = all.opened(exchange, this);
        exchange.generation().tunnels().opened(this);
    }

    /** The versions of HTTP that opened its legs. */
    private TunnelCounts.Legs legs() {
        return TunnelCounts.Legs.of(clientStream() > 0, upstreamStream() > 0);
    }

    /** The number of the HTTP/2 stream to the client; 0 for a connection of its own. */
    int clientStream() {
        return client.stream();
    }

    /** The number of the HTTP/2 stream to the upstream; 0 for a connection of its own. */
    int upstreamStream() {
        return upstream.stream();
    }

    private boolean isWebSocket() {
        return BridgeTerms.isWebSocket(
                exchange.head().fields(), exchange.response().fields().build());
    }

    private FrameProcessors processors() {
        BridgeTerms terms = exchange.get(BridgeTerms.KEY);
        exchange.log(LogLevel.INFO, "websocket relay: " + (terms == null ? "tunnel" : "bridge (" + terms + ")"));
        if (terms != null && settings.hook() != null) {
            hook = settings.hook().open(exchange);
        }
        FrameProcessors processors = terms == null
                ? FrameProcessors.tunnel(settings)
                : FrameProcessors.bridge(settings, terms, hook, exchange.loop().buffers());
        if (settings.inspectBytes() == 0) {
            return processors;
        }
        messages = new MessageRing(settings.inspectBytes(), exchange.loop()::currentTimeMillis);
        String extensions = exchange.response().fields().build().get(BridgeTerms.EXTENSIONS);
        return processors.inspected(settings, terms, extensions, messages);
    }

    Timer timer(Runnable expired) {
        return exchange.loop().timer(guarded(expired));
    }

    /** Handles the failure of a step, which has no caller that could end the tunnel. */
    private Runnable guarded(Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                crashed(e);
            }
        };
    }

    /** Closes the tunnel after an unexpected error. */
    void crashed(Throwable cause) {
        exchange.unexpected(cause);
        close();
    }

    @Override
    public void failed(Throwable cause) {
        close();
    }

    // ---- time-outs, as in nginx: all start at the last event in either direction

    /** Something was read, or a write was completed. */
    void moved() {
        if (state != null) {
            metrics.messages(state);
        }
        if (!ending) {
            arm(timeout());
        }
    }

    /** A pending write was completed, so that its time-out does not hold any more. */
    void written() {
        if (!ending && timeout() != armedMillis) {
            arm(timeout());
        }
    }

    private void arm(long millis) {
        armedMillis = millis;
        timer.arm(millis);
    }

    /** Whether responses to our own pings alone extend the time-outs. */
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
                exchange.log(LogLevel.INFO, pendingSide() + TIMED_OUT + CLOSING);
            }
        } else if (progressed) {
            moved();
            return;
        } else if (halfClosed) {
            exchange.log(LogLevel.INFO, pendingSide() + TIMED_OUT + CLOSING);
        } else {
            boolean clientStalls = toClient.isWriting() && timeout() == clientSendTimeoutMillis;
            exchange.log(LogLevel.INFO, (clientStalls ? "client" : "upstream") + TIMED_OUT + PROXYING);
        }
        close();
    }

    /** The side whose end or close frame is missing. */
    private String pendingSide() {
        boolean clientDone =
                toUpstream.isEnded() || state != null && state.client().isClosed();
        return clientDone ? "upstream" : "client";
    }

    // ---- frame events

    /** A relay has seen a close frame, or a malformed one. */
    void news(Relay relay) {
        FrameTracker follower = relay.processor().tracker();
        boolean ofClientLeg = relay == toUpstream;
        if (follower.isLost() && !ended) {
            metrics.malformed();
            exchange.log(
                    LogLevel.INFO,
                    (ofClientLeg ? "client" : "upstream") + " sent a malformed frame (" + follower.lost()
                            + "), its frames are not followed any more while " + PROXYING);
        }
        if (follower.isClosed()) {
            state.closedBy(ofClientLeg ? Side.CLIENT : Side.UPSTREAM);
            if (ended && bothClosed()) {
                close();
            } else if (!ending) {
                startClosing();
            }
            (ofClientLeg ? toClient : toUpstream).closeAnswered();
        }
    }

    /** A relay has stopped at a violation; it has already sent a close to its target. */
    void refused(Relay relay, ProtocolViolation violation) {
        if (closed) {
            return;
        }
        String side = relay == toUpstream ? "client" : "upstream";
        String limit = violation.code() == CloseCode.TOO_BIG ? "websocket_max_message_size in " : "";
        exchange.log(
                LogLevel.WARN,
                side + " sent " + violation.what() + " (" + limit + exchange.location() + ") while " + PROXYING);
        state.close(violation.code(), violation.reason());
        ended = true;
        startClosing();
        Relay back = relay == toUpstream ? toClient : toUpstream;
        if (relay.processor().tracker().isLost()) {
            metrics.malformed();
            back.closeForGood(violation.code(), violation.reason());
        } else {
            back.close(violation.code(), violation.reason());
        }
    }

    // ---- closing by ourselves

    private TunnelLife life() {
        if (life == null) {
            life = new TunnelLife(this, exchange.loop());
        }
        return life;
    }

    /** Sends a close to both sides, each at its next frame boundary, unless the tunnel is ending already. */
    void end(int clientCode, String reason) {
        if (closed || ending) {
            return;
        }
        ended = true;
        startClosing();
        if (state != null) {
            state.close(clientCode, reason);
        }
        toClient.close(clientCode, reason);
        toUpstream.close(CloseCode.GOING_AWAY, "");
    }

    /** Closes it after a delay with 1012, unless it is ending already. */
    void restart(long delayMillis) {
        if (isSettled()) {
            life().restart(delayMillis);
        }
    }

    /** Whether it is a WebSocket that nothing is going to close. */
    boolean isSettled() {
        return state != null && !isEnding() && (life == null || !life.isEnding());
    }

    TunnelFactory.Target target() {
        return limits.target();
    }

    @Override
    public Location location() {
        return exchange.location();
    }

    @Override
    public long drainWindowMillis() {
        return settings.drainMillis();
    }

    @Override
    public void drain(Tunnels.Ending why, long delayMillis) {
        exchange.loop().execute(() -> {
            if (!closed) {
                life().drain(why, delayMillis);
            }
        });
    }

    // ---- for those who look

    long ageMillis() {
        return metrics.ageMillis();
    }

    /** The time since anything passed in either direction. */
    long idleMillis() {
        return Math.max(0, armedMillis - timer.untilMillis());
    }

    TunnelCounts counts() {
        return metrics.counts();
    }

    boolean isBridge() {
        return exchange.get(BridgeTerms.KEY) != null;
    }

    boolean isDraining() {
        return life != null && life.isDraining();
    }

    boolean isClosed() {
        return closed;
    }

    /** Null unless it is inspected. */
    MessageRing messages() {
        return messages;
    }

    TunnelTraffic toUpstream() {
        long messages = state == null ? 0 : state.client().messages();
        return new TunnelTraffic(messages, metrics.bytesIn(), toUpstream.queued());
    }

    TunnelTraffic toClient() {
        long messages = state == null ? 0 : state.upstream().messages();
        return new TunnelTraffic(messages, metrics.bytesOut(), toClient.queued());
    }

    // ---- ending

    /**
     * A leg cannot be read or written any more. Bytes that it sent are still delivered, then the other leg gets FIN.
     */
    void broken(Leg leg, String call, Throwable cause) {
        if (broken) {
            return;
        }
        LogLevel level = leg == client ? LogLevel.INFO : LogLevel.ERROR;
        exchange.log(level, call + " failed (" + SystemError.of(cause) + ") while " + PROXYING);
        broken = true;
        clientLeft = leg == client && cause instanceof StreamResetException reset && reset.code() == ErrorCode.CANCEL;
        startClosing();
    }

    /** The leg that a relay reads from does not respond: it is treated as broken. */
    void unresponsive(Relay relay) {
        if (closed || broken) {
            return;
        }
        exchange.log(LogLevel.INFO, (relay == toUpstream ? "client" : "upstream") + TIMED_OUT + "waiting for a pong");
        broken = true;
        startClosing();
        (relay == toUpstream ? toClient : toUpstream).discard();
        relay.sourceGone();
    }

    /** The code of the close frame for the leg that remains. */
    int breakCode() {
        return clientLeft ? CloseCode.GOING_AWAY : CloseCode.BAD_GATEWAY;
    }

    boolean isBroken() {
        return broken;
    }

    /** A close frame is sent to the remaining leg. */
    void announcedBreak() {
        state.closeBreak(breakCode());
    }

    /**
     * Whether the close frames of both sides have been read: nothing may be sent any more (RFC 6455, section 5.5.1).
     */
    boolean bothClosed() {
        return state != null && state.bothClosed();
    }

    /** Whether the tunnel is ending or closed. */
    boolean isEnding() {
        return ending || closed;
    }

    private void startClosing() {
        ending = true;
        arm(settings.closeMillis());
    }

    /** One direction has ended; the other continues. */
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
            life.stop();
        }
        if (clientHeartbeat != null) {
            clientHeartbeat.stop();
            upstreamHeartbeat.stop();
        }
        if (toClient != null) {
            toUpstream.stop();
            toClient.stop();
            logClose();
            exchange.generation().tunnels().closed(this);
        }
        metrics.closed(state);
        if (live != null) {
            all.closed(exchange.loop(), live, state);
        }
        upstream.close();
        limits.counters().ended();
        // The access log line is written before the client sees the end.
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

    /** The loss of a leg was logged when it happened. */
    private void logClose() {
        if (state == null || state.closedBy() == null || state.closedBreak()) {
            return;
        }
        exchange.log(
                LogLevel.INFO,
                "websocket closed by " + state.closedBy() + " with " + state.closeCode() + ", messages in "
                        + state.client().messages() + ", out "
                        + state.upstream().messages());
    }
}
