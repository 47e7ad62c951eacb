package io.gangway.upstream;

import io.gangway.errorlog.ErrorLog;
import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the addresses of the servers of a group with {@code resolve} up to date, on one loop for all loops: as in nginx
 * each name is resolved again a second after its result has expired. A request waits only while no peer of the group
 * takes requests and a name has not been resolved yet.
 */
final class ResolvedServers {
    private final LocationResolver resolver;
    private final UpstreamGroup group;
    private final GroupServers servers;

    /** By the id of the server. Confined to the loop. */
    private final Map<Integer, ServerWatch> watches = new HashMap<>();

    /** Null before the start and after the end. */
    private volatile EventLoop loop;

    private ErrorLog log;

    /** Whether each name has been resolved, or could not be, or nobody resolves them any more. */
    private volatile boolean settled;

    /** Guarded by itself. */
    private final List<Waiting> waiting = new ArrayList<>();

    /** An exchange that waits for the first results. */
    private record Waiting(Exchange x, Runnable ready) {
        void resume() {
            x.loop().execute(() -> {
                if (!x.isEnded()) {
                    ready.run();
                }
            });
        }
    }

    ResolvedServers(LocationResolver resolver, UpstreamGroup group, GroupServers servers) {
        this.resolver = resolver;
        this.group = group;
        this.servers = servers;
        settled = servers.resolvedLater().isEmpty();
    }

    /** Notifies when the group is ready for this exchange: immediately, unless no name was ever resolved. */
    void ready(Exchange x, Upstreams.GroupListener listener) {
        if (settled || group.takesRequests()) {
            listener.group(group);
            return;
        }
        Waiting exchange = new Waiting(x, () -> listener.group(group));
        synchronized (waiting) {
            waiting.add(exchange);
        }
        x.onEnd(() -> {
            synchronized (waiting) {
                waiting.remove(exchange);
            }
        });
        release();
    }

    private void release() {
        if (!settled && !group.takesRequests()) {
            return;
        }
        List<Waiting> released;
        synchronized (waiting) {
            released = List.copyOf(waiting);
            waiting.clear();
        }
        released.forEach(Waiting::resume);
    }

    // ---- on the loop

    /**
     * Begins to resolve the names.
     *
     * @param previous of the generation before: its addresses are used until they expire; null for none
     */
    void start(EventLoop on, ErrorLog errorLog, ResolvedServers previous) {
        loop = on;
        log = errorLog;
        update();
        if (previous != null) {
            watches.values()
                    .forEach(watch -> previous.watches.values().stream()
                            .filter(watch::isSame)
                            .findFirst()
                            .ifPresent(watch::inherit));
        }
        watches.values().forEach(ServerWatch::begin);
        settle();
    }

    /** Ends it; the last addresses remain. */
    void stop() {
        loop = null;
        watches.values().forEach(ServerWatch::end);
        settled = true;
        release();
    }

    /** The servers of the group have been changed. Any thread. */
    void changed() {
        EventLoop on = loop;
        if (on != null) {
            settled = false;
            on.execute(() -> {
                if (loop != null) {
                    update().forEach(ServerWatch::begin);
                }
                settle();
            });
        }
    }

    /** Ends the watches of servers that are gone, and returns those of new servers. */
    private List<ServerWatch> update() {
        List<GroupServers.Entry> present = servers.resolvedLater();
        watches.values().removeIf(watch -> {
            boolean gone = present.stream().noneMatch(entry -> entry.id() == watch.id());
            if (gone) {
                watch.end();
            }
            return gone;
        });
        List<ServerWatch> added = new ArrayList<>();
        for (GroupServers.Entry entry : present) {
            if (!watches.containsKey(entry.id())) {
                ServerWatch watch = new ServerWatch(this, entry, loop);
                watches.put(entry.id(), watch);
                added.add(watch);
            }
        }
        return added;
    }

    /** A name has been resolved, or could not be. */
    void settle() {
        if (!settled && (loop == null || watches.values().stream().allMatch(ServerWatch::isSettled))) {
            settled = true;
        }
        release();
    }

    LocationResolver resolver() {
        return resolver;
    }

    GroupServers servers() {
        return servers;
    }

    ErrorLog log() {
        return log;
    }
}
