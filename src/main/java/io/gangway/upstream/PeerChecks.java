package io.gangway.upstream;

/**
 * The results of the health checks of one peer: as in nginx a single one that fails is enough. Guarded by the lock of
 * the group.
 */
final class PeerChecks {
    private int checking;
    private int unhealthy;

    /** Whether it began without a result of a {@code mandatory} check. */
    private boolean beganChecking;

    /** Since when it is not used, in seconds; 0 if it is. */
    private long since;

    /** The time for which it was not used before, in seconds. */
    private long seconds;

    /** Adds a check without a result. */
    void addChecking() {
        checking++;
        beganChecking = true;
    }

    boolean beganChecking() {
        return beganChecking;
    }

    /** A check knows something else. */
    void changed(CheckState before, CheckState now) {
        count(before, -1);
        count(now, 1);
    }

    private void count(CheckState state, int change) {
        switch (state) {
            case CHECKING -> checking += change;
            case UNHEALTHY -> unhealthy += change;
            case HEALTHY -> {}
        }
    }

    /** The state that the checks give the peer; null if it may be used. */
    PeerStatus.State state() {
        if (unhealthy > 0) {
            return PeerStatus.State.UNHEALTHY;
        }
        return checking > 0 ? PeerStatus.State.CHECKING : null;
    }

    /** Starts or ends the time for which it is not used. */
    void count(long now) {
        boolean blocked = state() != null;
        if (blocked && since == 0) {
            since = now;
        } else if (!blocked && since != 0) {
            seconds += now - since;
            since = 0;
        }
    }

    long since() {
        return since;
    }

    /** The time for which it was not used so far, in seconds. */
    long seconds(long now) {
        return seconds + (since == 0 ? 0 : now - since);
    }
}
