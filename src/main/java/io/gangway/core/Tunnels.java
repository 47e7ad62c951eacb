package io.gangway.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** A tunnel that may be told to end. */
    public interface Open {
        /** By which it was opened. */
        Location location();

        /** Over what time the ends of tunnels like this are spread, milliseconds; -1 when it is left alone. */
        long windowMillis();

        /** It is to end kindly, so much later. Callable from any thread, and again. */
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

    /**
     * Ends tunnels, spread evenly over their windows, and those that are still to come.
     *
     * @param newVerdict why the tunnels of a location are to end, or null when they may stay; asked on any thread
     */
    public void drain(Function<Location, Ending> newVerdict) {
        verdict = newVerdict;
        record Due(Open tunnel, Ending why) {}
        Map<Location, Optional<Ending>> verdicts = new HashMap<>();
        List<Due> due = new ArrayList<>();
        for (Open tunnel : open) {
            if (tunnel.windowMillis() < 0) {
                continue;
            }
            verdicts.computeIfAbsent(tunnel.location(), location -> Optional.ofNullable(newVerdict.apply(location)))
                    .ifPresent(why -> due.add(new Due(tunnel, why)));
        }
        for (int i = 0; i < due.size(); i++) {
            Open tunnel = due.get(i).tunnel();
            tunnel.drain(due.get(i).why(), tunnel.windowMillis() * i / due.size());
        }
    }
}
