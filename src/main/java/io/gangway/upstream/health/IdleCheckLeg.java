package io.gangway.upstream.health;

import io.gangway.loop.Leg;

/** A connection between two checks of a peer: it is closed when the peer closes it, or sends something. Confined to its loop. */
final class IdleCheckLeg implements Leg.Listener {
    private final Leg leg;
    private final long openedNanos;
    private final long maxMillis;
    private boolean closed;

    IdleCheckLeg(Leg leg, long openedNanos, long maxMillis) {
        this.leg = leg;
        this.openedNanos = openedNanos;
        this.maxMillis = maxMillis;
        leg.listener(this);
        leg.demand();
    }

    /** Whether it can be used for another check; if not, it is closed. */
    boolean isUsable() {
        if (!closed && (leg.loop().nanoTime() - openedNanos) / 1_000_000L >= maxMillis) {
            close();
        }
        return !closed && leg.isOpen();
    }

    Leg leg() {
        return leg;
    }

    long openedNanos() {
        return openedNanos;
    }

    void close() {
        closed = true;
        leg.close();
    }

    @Override
    public void readable() {
        close();
    }

    @Override
    public void writable() {}

    @Override
    public void failed(Throwable cause) {
        close();
    }

    @Override
    public void crashed(Throwable cause) {
        close();
    }
}
