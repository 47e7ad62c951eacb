package io.gangway.upstream;

import io.gangway.dns.Lookup;
import io.gangway.dns.Resolver;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The servers of a group with {@code resolve}. Each request asks the resolver, which caches its results while they are
 * valid; the group has the peers of the last results. Shared by all loops.
 */
final class ResolvedServers {
    private final Resolver resolver;
    private final long timeoutMillis;
    private final List<ServerLine> lines;

    /** Sorted addresses of the lines that have been resolved; guarded by this. */
    private final Map<ServerLine, List<InetAddress>> known = new IdentityHashMap<>();

    ResolvedServers(Resolver resolver, long timeoutMillis, List<ServerLine> lines) {
        this.resolver = resolver;
        this.timeoutMillis = timeoutMillis;
        this.lines = lines;
    }

    /**
     * Notifies when the group is ready for this exchange: immediately, unless a name was never resolved. A failed
     * lookup is logged, and leaves the name without peers, or with those of the last result.
     */
    void ready(Exchange x, UpstreamGroup group, Upstreams.GroupListener listener) {
        Waiting waiting = new Waiting(group, listener);
        for (ServerLine line : lines) {
            if (line.isResolvedLater()) {
                resolve(x, line, waiting);
            }
        }
        waiting.done();
    }

    private void resolve(Exchange x, ServerLine line, Waiting waiting) {
        boolean awaited = !isKnown(line);
        if (awaited) {
            waiting.pending++;
        }
        Lookup lookup = resolver.resolve(x.loop(), line.host().host(), timeoutMillis, new Lookup.Listener() {
            @Override
            public void resolved(List<InetAddress> addresses) {
                update(line, addresses, waiting.group);
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

    private synchronized boolean isKnown(ServerLine line) {
        return known.containsKey(line);
    }

    private synchronized void update(ServerLine line, List<InetAddress> addresses, UpstreamGroup group) {
        List<InetAddress> sorted = new ArrayList<>(addresses);
        sorted.sort(Comparator.comparing(InetAddress::getHostAddress));
        if (!sorted.equals(known.put(line, sorted))) {
            group.members(peers());
        }
    }

    /** The peers of all lines, in the order of the configuration. */
    synchronized List<Peer> peers() {
        List<Peer> peers = new ArrayList<>();
        for (ServerLine line : lines) {
            peers.addAll(
                    line.isResolvedLater()
                            ? Addresses.peers(known.getOrDefault(line, List.of()), line.host(), line.settings())
                            : line.peers());
        }
        return peers;
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
