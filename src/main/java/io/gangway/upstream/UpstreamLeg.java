package io.gangway.upstream;

import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import java.net.SocketAddress;

/**
 * A connection to a peer with what is kept of it from request to request: its age, how often it was used, one timer. Confined
 * to its loop; owned by a request, or by {@link IdleLegs} in between.
 */
public final class UpstreamLeg {
    /** Who has the connection now. */
    public interface Owner extends Leg.Listener {
        /** The timer that the owner armed expired. */
        void timedOut();
    }

    private final Leg leg;
    private final SocketAddress address;
    private final Object kind;
    private final long openedNanos;
    private final Timer timer;
    private Owner owner;
    private int requests;

    /** Where it is kept while idle; made once. */
    IdleLegs.IdleEntry place;

    /**
     * A connection that was just opened.
     *
     * @param address of the peer
     * @param kind connections of different kinds are not exchanged (plain TCP: null; TLS: its settings)
     */
    public UpstreamLeg(Leg leg, SocketAddress address, Object kind) {
        this.leg = leg;
        this.address = address;
        this.kind = kind;
        openedNanos = leg.loop().nanoTime();
        timer = leg.loop().timer(this::expired);
    }

    /** Gives the connection to somebody. */
    public void owner(Owner newOwner) {
        owner = newOwner;
        leg.listener(newOwner);
    }

    /** Counts one more request on it. */
    public void used() {
        requests++;
    }

    public Leg leg() {
        return leg;
    }

    /** Calls the owner's {@link Owner#timedOut()} then, unless armed again. */
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

    /** Whether it has brought an answer before. */
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
        Owner told = owner;
        try {
            told.timedOut();
        } catch (RuntimeException | Error e) {
            told.crashed(e);
        }
    }
}
