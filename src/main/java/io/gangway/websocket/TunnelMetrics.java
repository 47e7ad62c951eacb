package io.gangway.websocket;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.TunnelFactory;
import io.gangway.loop.EventLoop;

/**
 * Counts one tunnel, for its location and for the proxy. Confined to its loop; what it adds to the location is seen by all
 * threads while the tunnel is open.
 */
final class TunnelMetrics implements TunnelFactory.Counters {
    /** That of the tunnel that an exchange has become, or is about to. */
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

    /** Messages that have passed since this was called last. */
    void messages(TunnelState facts) {
        long in = facts.client().messages();
        long out = facts.upstream().messages();
        if (in != messagesIn) {
            location.messagesIn.add(in - messagesIn);
            messagesIn = in;
        }
        if (out != messagesOut) {
            location.messagesOut.add(out - messagesOut);
            messagesOut = out;
        }
    }

    /** Following stopped in one direction. */
    void malformed() {
        location.malformed.increment();
    }

    /** The tunnel is closed; {@code facts} is null when it did not follow frames. Nothing when it was never open. */
    void closed(TunnelState facts) {
        if (!open) {
            return;
        }
        open = false;
        closedNanos = loop.nanoTime();
        if (facts != null) {
            messages(facts);
        }
        String by = facts == null ? null : facts.closedBy();
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

    /** How long it has been open, or was. */
    long ageMillis() {
        return ((open ? loop.nanoTime() : closedNanos) - openedNanos) / 1_000_000;
    }
}
