package io.gangway.exchange;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The open tunnels of one generation, and the verdict on which of them must end. Safe for all threads. */
public final class Tunnels {
    /** Why a tunnel must end. */
    public enum Ending {
        /** The process shuts down. */
        STOP,
        /** The configuration of the location has changed. */
        CHANGED,
        /** The location has been removed. */
        REMOVED
    }

    /** An open tunnel. */
    public interface Open {
        /** The location that opened it. */
        Location location();

        /** The period over which the ends of such tunnels are spread, in milliseconds; -1 when it is never drained. */
        long drainWindowMillis();

        /**
         * Asks the tunnel to close gracefully after a delay; an earlier time from a previous call stays in effect. Safe
         * for all threads.
         */
        void drain(Ending why, long delayMillis);
    }

    private final Set<Open> open = ConcurrentHashMap.newKeySet();

    /** Null while all tunnels may stay. */
    private volatile Function<Location, Ending> verdict;

    /** Adds a tunnel, which may be drained immediately. */
    public void opened(Open tunnel) {
        open.add(tunnel);
        Function<Location, Ending> now = verdict;
        Ending why = now == null || tunnel.drainWindowMillis() < 0 ? null : now.apply(tunnel.location());
        if (why != null) {
            tunnel.drain(why, 0);
        }
    }

    /** Removes a tunnel. Idempotent. */
    public void closed(Open tunnel) {
        open.remove(tunnel);
    }

    /** Number of open tunnels. */
    public int count() {
        return open.size();
    }

    /** Sets the verdict for tunnels that are opened later; returns the open ones that may be drained. */
    public List<Open> verdict(Function<Location, Ending> newVerdict) {
        verdict = newVerdict;
        return open.stream().filter(tunnel -> tunnel.drainWindowMillis() >= 0).toList();
    }
}
