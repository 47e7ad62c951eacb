package io.gangway.exchange;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The open tunnels of one generation, and whether they are to end. Safe for all threads. */
public final class Tunnels {
    /** Why tunnels are to end. */
    public enum Ending {
        /** The process ends. */
        STOP,
        /** The location means something else now. */
        CHANGED,
        /** The location is not there any more. */
        REMOVED
    }

    /** A tunnel. */
    public interface Open {
        /** By which it was opened. */
        Location location();

        /** Over what time the ends of tunnels like this are spread, milliseconds; -1 when it is never told to end. */
        long windowMillis();

        /**
         * It is to end kindly, so much later, or at the time that it was told before when that is earlier. Callable from any
         * thread.
         */
        void drain(Ending why, long delayMillis);
    }

    private final Set<Open> open = ConcurrentHashMap.newKeySet();

    /** Null as long as all may stay. */
    private volatile Function<Location, Ending> verdict;

    /** A tunnel is there; it may be drained at once. */
    public void opened(Open tunnel) {
        open.add(tunnel);
        Function<Location, Ending> now = verdict;
        Ending why = now == null || tunnel.windowMillis() < 0 ? null : now.apply(tunnel.location());
        if (why != null) {
            tunnel.drain(why, 0);
        }
    }

    /** A tunnel is gone. Idempotent. */
    public void closed(Open tunnel) {
        open.remove(tunnel);
    }

    /** How many are open. */
    public int count() {
        return open.size();
    }

    /** That verdict counts for tunnels that are still to come; answers those that are there and may be told to end. */
    public List<Open> judgedBy(Function<Location, Ending> newVerdict) {
        verdict = newVerdict;
        return open.stream().filter(tunnel -> tunnel.windowMillis() >= 0).toList();
    }
}
