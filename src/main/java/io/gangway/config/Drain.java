package io.gangway.config;

import io.gangway.exchange.Location;
import io.gangway.exchange.Tunnels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Drains tunnels of several generations together: evenly spread, so that their clients do not all reconnect at once.
 * Confined to the thread that reloads or shuts down.
 */
public final class Drain {
    private record Due(Tunnels.Open tunnel, Tunnels.Ending why) {}

    private final List<Due> due = new ArrayList<>();

    /**
     * Adds the tunnels of a generation that must end, and applies the verdict to those that it opens later.
     *
     * @param verdict why the tunnels of a location must end, or null when they may stay; called on any thread
     * @return whether some tunnels stay
     */
    public boolean add(Tunnels tunnels, Function<Location, Tunnels.Ending> verdict) {
        Map<Location, Optional<Tunnels.Ending>> verdicts = new HashMap<>();
        boolean stay = false;
        for (Tunnels.Open tunnel : tunnels.verdict(verdict)) {
            Optional<Tunnels.Ending> why = verdicts.computeIfAbsent(
                    tunnel.location(), location -> Optional.ofNullable(verdict.apply(location)));
            why.ifPresent(ending -> due.add(new Due(tunnel, ending)));
            stay |= why.isEmpty();
        }
        return stay;
    }

    /** Drains the tunnels: tunnel {@code i} of {@code n} ends after {@code i / n} of its window. */
    public void start() {
        for (int i = 0; i < due.size(); i++) {
            Tunnels.Open tunnel = due.get(i).tunnel();
            tunnel.drain(due.get(i).why(), tunnel.drainWindowMillis() * i / due.size());
        }
    }
}
