package io.gangway.upstream;

import io.gangway.metrics.PeerCounts;

/**
 * The state of a peer, by the rules of nginx's round robin. A change of the peer's parameters replaces the {@link Peer},
 * which keeps this object. All fields but {@link #counts} are guarded by the lock of its {@link Peers}.
 */
final class PeerHealth {
    /** A value of {@link #slowSince}. */
    static final long NEXT = -1;

    int effectiveWeight;
    int currentWeight;
    int fails;
    int connections;
    /** Time of the last failure, in seconds. */
    long accessed;
    /** Time of the last failure, or of the last try after {@code fail_timeout}, in seconds. */
    long checked;
    /** Whether it gets no new requests: it is down, draining or removed. */
    boolean out;
    /** Time of the last change of state, in seconds; 0 if there was none. */
    long changed;
    /** Why the state changed; null if it did not. */
    String reason;
    /** Since when it is unavailable, in seconds; 0 if it is not, or if a request has succeeded since. */
    long downSince;

    /** The time for which it was unavailable before, in seconds. */
    private long downSeconds;

    /** When {@code slow_start} began, in seconds; 0 if it has ended, {@link #NEXT} if it begins with the next choice. */
    long slowSince;
    /** The part of the choices that it has been left out of and may still get, in milliseconds of {@code slow_start}. */
    long slowCredit;
    /** Whether {@code slow_start} leaves it out of the present choice. */
    boolean held;
    /** Null unless the group needs it. */
    PeerTimes times;

    /** Null without health checks. */
    PeerChecks checks;
    /** Whether health checks keep requests away. Also read without the lock. */
    volatile boolean blocked;

    /** The state that {@link PeerLog} wrote last; at first that of the configuration, which is not written. */
    PeerStatus.State logged;

    /** Null before the first request. Not guarded. */
    volatile PeerCounts counts;

    PeerHealth(PeerSettings settings) {
        changed(settings);
        logged = settings.down()
                ? PeerStatus.State.DOWN
                : settings.drain() ? PeerStatus.State.DRAINING : PeerStatus.State.UP;
    }

    /** The results of health checks have changed. */
    void checked(long now) {
        checks.count(now);
        blocked = checks.state() != null;
    }

    /** Adopts changed parameters. */
    void changed(PeerSettings settings) {
        effectiveWeight = settings.weight();
        out = settings.isOut();
    }

    /** Records a change of state. */
    void changed(String why, long now) {
        changed = now;
        reason = why;
    }

    /** Whether {@code fail_timeout} has passed since it became unavailable, but no request has succeeded yet. */
    boolean hasRecovered(PeerSettings settings, long now) {
        return changed != 0
                && settings.maxFails() != 0
                && fails >= settings.maxFails()
                && now - checked > settings.failSeconds();
    }

    /** When {@code fail_timeout} has passed, in seconds. */
    long recovery(PeerSettings settings) {
        return checked + settings.failSeconds() + 1;
    }

    /** A request succeeded after it was unavailable. */
    void recovered(PeerSettings settings, long now) {
        changed("a request succeeded", now);
        slowSince = now;
        if (downSince != 0) {
            ended(settings, now);
        }
    }

    /** All health checks pass again: requests that failed before do not keep it unavailable. */
    void passed(PeerSettings settings, long now) {
        if (downSince != 0) {
            ended(settings, now);
        }
        fails = 0;
    }

    /** Adds the time that began at {@link #downSince}. */
    void ended(PeerSettings settings, long now) {
        downSeconds += Math.min(now, recovery(settings)) - downSince;
        downSince = 0;
    }

    /** The time for which it was unavailable so far, in seconds. */
    long downSeconds(PeerSettings settings, long now) {
        return downSeconds + (downSince == 0 ? 0 : Math.min(now, recovery(settings)) - downSince);
    }
}
