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
 * The servers of a group that say {@code resolve}: each request asks the resolver, which keeps its answers as long as they are
 * valid, and the group has the peers of the last answers. Shared by all loops.
 */
final class ResolvedServers {
    private final Resolver resolver;
    private final long timeoutMillis;
    private final List<ServerLine> lines;

    /** Sorted addresses of the lines that were answered; guarded by this. */
    private final Map<ServerLine, List<InetAddress>> known = new IdentityHashMap<>();

    ResolvedServers(Resolver resolver, long timeoutMillis, List<ServerLine> lines) {
        this.resolver = resolver;
        this.timeoutMillis = timeoutMillis;
        this.lines = lines;
    }

    /** Tells when the group has peers for this exchange: at once, unless a name was never answered. */
    void ready(Exchange x, UpstreamGroup group, Upstreams.Found found) {
        Waiting waiting = new Waiting(group, found);
        for (ServerLine line : lines) {
            if (line.isResolved()) {
                ask(x, line, waiting);
            }
        }
        waiting.done();
    }

    private void ask(Exchange x, ServerLine line, Waiting waiting) {
        boolean awaited = !isKnown(line);
        if (awaited) {
            waiting.pending++;
        }
        Lookup lookup = resolver.resolve(x.loop(), line.host().host(), timeoutMillis, new Lookup.Listener() {
            @Override
            public void resolved(List<InetAddress> addresses) {
                learn(line, addresses, waiting.group);
                over();
            }

            @Override
            public void failed(String text) {
                x.log(LogLevel.ERROR, text);
                over();
            }

            @Override
            public void troubled(String text) {
                x.log(LogLevel.ERROR, text);
            }

            private void over() {
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

    private synchronized void learn(ServerLine line, List<InetAddress> addresses, UpstreamGroup group) {
        List<InetAddress> sorted = new ArrayList<>(addresses);
        sorted.sort(Comparator.comparing(InetAddress::getHostAddress));
        if (!sorted.equals(known.put(line, sorted))) {
            group.members(peers());
        }
    }

    /** The peers of all lines in the order of the file. */
    synchronized List<Peer> peers() {
        List<Peer> peers = new ArrayList<>();
        for (ServerLine line : lines) {
            peers.addAll(
                    line.isResolved()
                            ? Addresses.peers(known.getOrDefault(line, List.of()), line.host(), line.settings())
                            : line.peers());
        }
        return peers;
    }

    /** Who waits for the first answers. Confined to its exchange's loop. */
    private static final class Waiting {
        private final UpstreamGroup group;
        private final Upstreams.Found found;
        /** What is to come, and that all was asked. */
        private int pending = 1;

        Waiting(UpstreamGroup group, Upstreams.Found found) {
            this.group = group;
            this.found = found;
        }

        void done() {
            pending--;
            if (pending == 0) {
                found.group(group);
            }
        }
    }
}
