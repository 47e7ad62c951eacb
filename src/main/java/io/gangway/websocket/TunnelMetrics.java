package io.gangway.websocket;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.TunnelFactory;
import io.gangway.loop.EventLoop;

/**
 * Counts one tunnel, for its location and for the proxy. Confined to its loop; the counters of the location are visible
 * to all threads while the tunnel is open.
 */
final class TunnelMetrics implements TunnelFactory.Counters {
    /** The metrics of an exchange that is a tunnel, or is about to become one. */
    static final AttachmentKey<TunnelMetrics> KEY = new AttachmentKey<>("tunnel count");

    private final LocationMetrics location;
    private final TunnelFactory.Counters proxy;
    private final EventLoop loop;

    private long bytesIn;
    private long bytesOut;
    private long messagesIn;
    private long messagesOut;
    private boolean open;
    private long openedNanos;
    private long closedNanos;

    TunnelMetrics(LocationMetrics location, TunnelFactory.Counters proxy, EventLoop loop) {
        this.location = location;
        this.proxy = proxy;
        this.loop = loop;
    }

    void opened() {
        open = true;
        openedNanos = loop.nanoTime();
        location.opened.increment();
    }

    @Override
    public void sent(long bytes) {
        bytesIn += bytes;
        location.bytesIn.add(bytes);
        proxy.sent(bytes);
    }

    @Override
    public void received(long bytes) {
        bytesOut += bytes;
        location.bytesOut.add(bytes);
        proxy.received(bytes);
    }

    @Override
    public void ended() {
        proxy.ended();
    }

    /** Adds the messages since the last call. */
    void messages(TunnelState state) {
        long in = state.client().messages();
        long out = state.upstream().messages();
        if (in != messagesIn) {
            location.messagesIn.add(in - messagesIn);
            messagesIn = in;
        }
        if (out != messagesOut) {
            location.messagesOut.add(out - messagesOut);
            messagesOut = out;
        }
    }

    /** Frame tracking has stopped in one direction. */
    void malformed() {
        location.malformed.increment();
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
        String by = state == null ? null : state.closedBy();
        (by == null ? location.unclosed : location.closedBy(by)).increment();
        location.ageMillis.add(ageMillis());
        location.ended.increment();
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
