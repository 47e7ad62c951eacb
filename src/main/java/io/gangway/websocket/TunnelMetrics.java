package io.gangway.websocket;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.TunnelFactory;
import io.gangway.loop.EventLoop;
import io.gangway.metrics.TunnelCounts;
import io.gangway.websocket.frame.FrameTracker;
import java.util.function.ObjLongConsumer;

/**
 * Counts one tunnel, for its location and for the proxy. Confined to its loop; the counters of the location are visible
 * to all threads while the tunnel is open.
 */
final class TunnelMetrics implements TunnelFactory.Counters {
    /** The metrics of an exchange that is a tunnel, or is about to become one. */
    static final AttachmentKey<TunnelMetrics> KEY = new AttachmentKey<>("tunnel count");

    /** Reserved for tunnels without a close frame (RFC 6455, section 7.4.1). */
    private static final int ABNORMAL = 1006;

    private final TunnelCounts location;
    private final TunnelFactory.Counters proxy;
    private final EventLoop loop;

    private long bytesIn;
    private long bytesOut;
    private final Counted in;
    private final Counted out;
    private boolean open;
    /** Null until it is open. */
    private TunnelCounts.Legs legs;

    private long openedNanos;
    private long closedNanos;

    TunnelMetrics(TunnelCounts location, TunnelFactory.Counters proxy, EventLoop loop) {
        this.location = location;
        in = new Counted(location::in);
        out = new Counted(location::out);
        this.proxy = proxy;
        this.loop = loop;
    }

    /** The counters of its location and upstream. */
    TunnelCounts counts() {
        return location;
    }

    void opened(TunnelCounts.Legs ofTunnel) {
        open = true;
        legs = ofTunnel;
        openedNanos = loop.nanoTime();
        location.opened(legs);
    }

    @Override
    public void sent(long bytes) {
        bytesIn += bytes;
        location.in(bytes);
        proxy.sent(bytes);
    }

    @Override
    public void received(long bytes) {
        bytesOut += bytes;
        location.out(bytes);
        proxy.received(bytes);
    }

    @Override
    public void ended() {
        proxy.ended();
    }

    /** Adds the messages since the last call. */
    void messages(TunnelState state) {
        if (in.isBehind(state.client())) {
            in.update(state.client());
        }
        if (out.isBehind(state.upstream())) {
            out.update(state.upstream());
        }
    }

    /** The messages of one direction that are counted already. */
    private static final class Counted {
        private final ObjLongConsumer<TunnelCounts.Kind> counts;
        private long messages;
        private long text;
        private long binary;
        private long pings;
        private long pongs;

        Counted(ObjLongConsumer<TunnelCounts.Kind> counts) {
            this.counts = counts;
        }

        boolean isBehind(FrameTracker tracker) {
            return tracker.messages() + tracker.pings() + tracker.pongs() != messages + pings + pongs;
        }

        void update(FrameTracker tracker) {
            messages = tracker.messages();
            binary = add(TunnelCounts.Kind.BINARY, binary, tracker.binaryMessages());
            text = add(TunnelCounts.Kind.TEXT, text, messages - binary);
            pings = add(TunnelCounts.Kind.PING, pings, tracker.pings());
            pongs = add(TunnelCounts.Kind.PONG, pongs, tracker.pongs());
        }

        private long add(TunnelCounts.Kind kind, long before, long now) {
            if (now != before) {
                counts.accept(kind, now - before);
            }
            return now;
        }
    }

    /** Frame tracking has stopped in one direction. */
    void malformed() {
        location.malformed();
    }

    /**
     * Counts the end of the tunnel; {@code state} is null when it did not track frames. Does nothing if it was never
     * open.
     */
    void closed(TunnelState state) {
        if (!open) {
            return;
        }
        open = false;
        closedNanos = loop.nanoTime();
        if (state != null) {
            messages(state);
        }
        location.closed(legs, close(state), ageMillis());
    }

    private static TunnelCounts.Close close(TunnelState state) {
        if (state == null) {
            return new TunnelCounts.Close("none", "none");
        }
        return state.closedBy() == null
                ? new TunnelCounts.Close(String.valueOf(ABNORMAL), "none")
                : new TunnelCounts.Close(String.valueOf(state.closeCode()), state.closedBy());
    }

    /** Bytes from the client. */
    long bytesIn() {
        return bytesIn;
    }

    /** Bytes to the client. */
    long bytesOut() {
        return bytesOut;
    }

    /** The current age, or the final age of a closed tunnel. */
    long ageMillis() {
        return ((open ? loop.nanoTime() : closedNanos) - openedNanos) / 1_000_000;
    }
}
