package io.gangway.upstream;

import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import java.net.SocketAddress;

/**
 * A connection to a peer that may serve several requests, with its age, its number of requests and one timer. Confined
 * to its loop; owned by a request, or by {@link IdleLegs} while idle.
 */
public final class UpstreamLeg {
    /** The current user of the connection. */
    public interface Owner extends Leg.Listener {
        /** The timer armed by the owner has expired. */
        void timedOut();
    }

    private final Leg leg;
    private final SocketAddress address;
    private final Object kind;
    private final long openedNanos;
    private final Timer timer;
    private Owner owner;
    private int requests;

    /** Its owner while idle; created once. */
    IdleLegs.IdleEntry idleEntry;

    /**
     * Wraps a connection that was just opened.
     *
     * @param address of the peer
     * @param kind a connection is reused only for requests of an equal kind; null for plain TCP from any local address
     */
    public UpstreamLeg(Leg leg, SocketAddress address, Object kind) {
        this.leg = leg;
        this.address = address;
        this.kind = kind;
        openedNanos = leg.loop().nanoTime();
        timer = leg.loop().timer(this::expired);
    }

    /** Sets the owner, which gets all events from now on. */
    public void owner(Owner owner) {
        this.owner = owner;
        leg.listener(owner);
    }

    /** Counts a request. */
    public void used() {
        requests++;
    }

    public Leg leg() {
        return leg;
    }

    /** Arms the timer, which calls the owner's {@link Owner#timedOut()}; replaces an earlier time. */
    public void arm(long millis) {
        timer.arm(millis);
    }

    public void disarm() {
        timer.cancel();
    }

    /** Closes the connection. Idempotent. */
    public void close() {
        timer.cancel();
        leg.close();
    }

    SocketAddress address() {
        return address;
    }

    Object kind() {
        return kind;
    }

    /** Whether it has served a request before. */
    public boolean isReused() {
        return requests > 0;
    }

    int requests() {
        return requests;
    }

    long ageMillis() {
        return (leg.loop().nanoTime() - openedNanos) / 1_000_000L;
    }

    private void expired() {
        Owner current = owner;
        try {
            current.timedOut();
        } catch (RuntimeException | Error e) {
            current.crashed(e);
        }
    }
}
