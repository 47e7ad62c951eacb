package io.gangway.upstream;

import io.gangway.dns.Lookup;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The servers of a group with {@code resolve}. Each request asks the resolver, which caches its results while they are
 * valid; the group has the peers of the last results. Shared by all loops.
 */
final class ResolvedServers {
    private final LocationResolver resolver;
    private final GroupServers servers;

    /** Sorted addresses of the servers that have been resolved, by their id; guarded by this. */
    private final Map<Integer, List<InetAddress>> known = new HashMap<>();

    ResolvedServers(LocationResolver resolver, GroupServers servers) {
        this.resolver = resolver;
        this.servers = servers;
    }

    /**
     * Notifies when the group is ready for this exchange: immediately, unless a name was never resolved. A failed
     * lookup is logged, and leaves the name without peers, or with those of the last result.
     */
    void ready(Exchange x, UpstreamGroup group, Upstreams.GroupListener listener) {
        List<GroupServers.Entry> later = servers.resolvedLater();
        if (later.isEmpty()) {
            listener.group(group);
            return;
        }
        Waiting waiting = new Waiting(group, listener);
        later.forEach(server -> resolve(x, server, waiting));
        waiting.done();
    }

    private void resolve(Exchange x, GroupServers.Entry server, Waiting waiting) {
        boolean awaited = !isKnown(server);
        if (awaited) {
            waiting.pending++;
        }
        String host = server.host().host();
        Lookup lookup = resolver.resolver().resolve(x.loop(), host, resolver.timeoutMillis(), new Lookup.Listener() {
            @Override
            public void resolved(List<InetAddress> addresses) {
                update(server, addresses);
                completed();
            }

            @Override
            public void failed(String text) {
                x.log(LogLevel.ERROR, text);
                completed();
            }

            @Override
            public void troubled(String text) {
                x.log(LogLevel.ERROR, text);
            }

            private void completed() {
                if (awaited) {
                    waiting.done();
                }
            }
        });
        if (awaited) {
            x.onEnd(lookup::cancel);
        }
    }

    private synchronized boolean isKnown(GroupServers.Entry server) {
        return known.containsKey(server.id());
    }

    private synchronized void update(GroupServers.Entry server, List<InetAddress> addresses) {
        List<InetAddress> sorted = new ArrayList<>(addresses);
        sorted.sort(Comparator.comparing(InetAddress::getHostAddress));
        if (!sorted.equals(known.put(server.id(), sorted))) {
            servers.resolved(server.id(), sorted);
        }
    }

    /** An exchange that waits for the first results. Confined to its loop. */
    private static final class Waiting {
        private final UpstreamGroup group;
        private final Upstreams.GroupListener listener;
        /** Number of results to wait for, plus one until all lookups are started. */
        private int pending = 1;

        Waiting(UpstreamGroup group, Upstreams.GroupListener listener) {
            this.group = group;
            this.listener = listener;
        }

        void done() {
            pending--;
            if (pending == 0) {
                listener.group(group);
            }
        }
    }
}
