package io.gangway.upstream;

import io.gangway.metrics.CheckCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What health checks see and change of a group. Thread-safe; requests use none of it. */
public final class CheckedGroup {
    private final UpstreamGroup group;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** The number of {@code mandatory} checks; guarded by the lock of the group, like the next two. */
    private int mandatory;

    private boolean persistent;
    /** The group of the generation before, whose healthy peers stay so; null for none, and once this one is started. */
    private UpstreamGroup before;

    CheckedGroup(UpstreamGroup group) {
        this.group = group;
    }

    void before(UpstreamGroup previous) {
        synchronized (group.lock()) {
            before = previous;
        }
    }

    /**
     * Adds a check whose result each peer must have before it is used. Called while the generation is loaded.
     *
     * @param keeps whether peers that were healthy before a reload are used at once ({@code persistent})
     */
    public void addMandatory(boolean keeps) {
        synchronized (group.lock()) {
            mandatory++;
            persistent |= keeps;
            for (Peer peer : group.all()) {
                peer.health.checks = null;
                begin(peer);
            }
        }
    }

    /** A peer is new in the group. */
    void begin(Peer peer) {
        synchronized (group.lock()) {
            if (mandatory == 0 || peer.health.checks != null) {
                return;
            }
            peer.health.checks = new PeerChecks();
            if (persistent && wasHealthy(peer)) {
                return;
            }
            for (int i = 0; i < mandatory; i++) {
                peer.health.checks.addChecking();
            }
            peer.health.checked(System.currentTimeMillis() / 1000);
            if (!peer.settings().down()) {
                peer.health.logged = PeerStatus.State.CHECKING;
            }
        }
    }

    private boolean wasHealthy(Peer peer) {
        return before != null
                && before.all().stream()
                        .anyMatch(old -> old.name().equals(peer.name())
                                && !old.health.blocked
                                && !old.settings().down());
    }

    /** The peers as they are now, backups last. */
    public List<Peer> peers() {
        return new ArrayList<>(group.all());
    }

    /** The name for messages. */
    public String name() {
        return group.name();
    }

    /** Runs when the peers have changed, on any thread. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    void changed() {
        listeners.forEach(Runnable::run);
    }

    /** What a check knows of a peer before its first result. */
    public CheckState initial(Peer peer, boolean isMandatory) {
        synchronized (group.lock()) {
            PeerChecks checks = peer.health.checks;
            return isMandatory && checks != null && checks.beganChecking() ? CheckState.CHECKING : CheckState.HEALTHY;
        }
    }

    /** The identity of a peer, the same before and after a change of its parameters. */
    public static Object identity(Peer peer) {
        return peer.health;
    }

    /** The counters of a peer, which survive reloads. */
    public CheckCounts counts(Peer peer) {
        return group.counts(peer).checks();
    }

    /**
     * A check knows something else of a peer. The change of the peer's state, if it is one, is logged.
     *
     * @param why a reason to read after a colon
     * @param nowSeconds the time for the health rules, in seconds
     */
    public void report(Peer peer, CheckState was, CheckState is, String why, long nowSeconds) {
        synchronized (group.lock()) {
            PeerHealth health = peer.health;
            if (health.checks == null) {
                health.checks = new PeerChecks();
            }
            boolean blocked = health.blocked;
            health.checks.changed(was, is);
            health.checked(System.currentTimeMillis() / 1000);
            if (blocked && !health.blocked) {
                health.slowSince = PeerHealth.NEXT;
                health.passed(peer.settings(), nowSeconds);
            }
            if (blocked != health.blocked) {
                health.changed(why, System.currentTimeMillis() / 1000);
            }
            group.log(peer, peer.state(nowSeconds), why);
        }
    }
}
