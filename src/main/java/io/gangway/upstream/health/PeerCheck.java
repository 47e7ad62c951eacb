package io.gangway.upstream.health;

import io.gangway.loop.Timer;
import io.gangway.upstream.CheckState;
import io.gangway.upstream.Peer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One check of one peer, again and again: the next one begins only after the end of the one before, so that a peer that
 * hangs has one check at most. Confined to its loop.
 */
final class PeerCheck {
    private final GroupCheck owner;
    private final Timer timer;
    private Peer peer;
    private CheckState state;
    private int fails;
    private int passes;
    /** The check that runs; null between two. */
    private RunningCheck running;
    /** A connection for the next check; null for none. */
    private IdleCheckLeg idle;

    private boolean stopped;

    PeerCheck(GroupCheck owner, Peer peer) {
        this.owner = owner;
        this.peer = peer;
        state = owner.group().initial(peer, owner.check().mandatory());
        timer = owner.loop().timer(this::begin);
    }

    /** The peer has other parameters. */
    void peer(Peer changed) {
        peer = changed;
    }

    void start() {
        timer.arm(jitter());
    }

    private long jitter() {
        long max = owner.check().jitterMillis();
        return max == 0 ? 0 : ThreadLocalRandom.current().nextLong(max + 1);
    }

    void stop() {
        stopped = true;
        timer.cancel();
        if (running != null) {
            running.cancel();
            running = null;
        }
        closeIdle();
    }

    private void closeIdle() {
        if (idle != null) {
            idle.close();
            idle = null;
        }
    }

    /** A server that is down is not checked: no result would change anything. */
    private void begin() {
        if (peer.settings().down()) {
            closeIdle();
            next();
            return;
        }
        IdleCheckLeg leg = idle;
        idle = null;
        running = new RunningCheck(owner, this);
        running.start(address(), leg != null && leg.isUsable() ? leg : null);
    }

    private SocketAddress address() {
        int port = owner.check().port();
        return port != 0 && peer.address() instanceof InetSocketAddress address
                ? new InetSocketAddress(address.getAddress(), port)
                : peer.address();
    }

    private void next() {
        timer.arm(owner.check().intervalMillis() + jitter());
    }

    /**
     * The check has ended.
     *
     * @param failure why it failed; null if it passed
     * @param kept a connection for the next check; null for none
     */
    void ended(String failure, IdleCheckLeg kept) {
        running = null;
        if (stopped) {
            if (kept != null) {
                kept.close();
            }
            return;
        }
        idle = kept;
        owner.group().counts(peer).checked(failure == null);
        if (failure == null) {
            passed();
        } else {
            failed(failure);
        }
        next();
    }

    private void passed() {
        fails = 0;
        passes++;
        boolean enough = state == CheckState.CHECKING || passes >= owner.check().passes();
        if (state != CheckState.HEALTHY && enough) {
            change(CheckState.HEALTHY, "the health check of " + owner.check().uri() + " passed");
        }
    }

    private void failed(String failure) {
        passes = 0;
        fails++;
        boolean enough = state == CheckState.CHECKING || fails >= owner.check().fails();
        if (state != CheckState.UNHEALTHY && enough) {
            owner.group().counts(peer).becameUnhealthy();
            change(CheckState.UNHEALTHY, "the health check of " + owner.check().uri() + " failed: " + failure);
        }
    }

    private void change(CheckState to, String why) {
        CheckState from = state;
        state = to;
        owner.group().report(peer, from, to, why, owner.loop().monotonicMillis() / 1000);
    }
}
