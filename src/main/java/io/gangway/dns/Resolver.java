package io.gangway.dns;

import io.gangway.http.Ascii;
import io.gangway.loop.EventLoop;
import io.gangway.metrics.ResolverCounts;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@code resolver} of the configuration: the servers and how to query them. Opens nothing before the first query.
 * Shared by all loops, each of which has its own cache; lives as long as its generation.
 */
public final class Resolver implements AutoCloseable {
    private final List<InetSocketAddress> servers;
    private final long validMillis;
    private final boolean ipv4;
    private final boolean ipv6;

    /** Set before the first query. */
    private volatile ResolverCounts counts = new ResolverCounts();

    /** The loops that have used it; guarded by itself. */
    private final List<EventLoop> loops = new ArrayList<>();

    /**
     * Creates the resolver of a directive.
     *
     * @param servers at least one, used in turn
     * @param validMillis how long responses are cached; 0: as long as their TTL
     * @param ipv4 whether A records are queried
     * @param ipv6 whether AAAA records are queried
     */
    public Resolver(List<InetSocketAddress> servers, long validMillis, boolean ipv4, boolean ipv6) {
        this.servers = List.copyOf(servers);
        this.validMillis = validMillis;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /**
     * Finds the addresses of a name; only on a loop.
     *
     * @param timeoutMillis maximum time; 0: none
     * @return for cancelling it
     */
    public Lookup resolve(EventLoop loop, String name, long timeoutMillis, Lookup.Listener listener) {
        return lookUp(loop, name, false, timeoutMillis, listener);
    }

    /**
     * Finds the addresses of all hosts that offer a service; only on a loop.
     *
     * @param service {@code http} for {@code _http._tcp}, or a name with dots
     * @param timeoutMillis maximum time of each query; 0: none
     * @return for cancelling it
     */
    public ServiceLookup resolveService(
            EventLoop loop, String service, String host, long timeoutMillis, ServiceLookup.Listener listener) {
        ServiceLookup lookup = new ServiceLookup(this, loop, service, host, timeoutMillis, listener);
        lookup.start();
        return lookup;
    }

    Lookup lookUp(EventLoop loop, String name, boolean service, long timeoutMillis, Lookup.Listener listener) {
        String host = Ascii.lower(name);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        counts.lookedUp(service);
        Lookup lookup = new Lookup(loop, host, service, listener, counts);
        if (timeoutMillis > 0) {
            lookup.arm(timeoutMillis);
        }
        loop.local(this, () -> open(loop)).ask(host, lookup);
        return lookup;
    }

    private LoopResolver open(EventLoop loop) {
        synchronized (loops) {
            loops.add(loop);
        }
        return new LoopResolver(this, loop);
    }

    /** Sets where lookups and responses are counted. Called before the first query. */
    public void counts(ResolverCounts shared) {
        counts = shared;
    }

    ResolverCounts counts() {
        return counts;
    }

    List<InetSocketAddress> servers() {
        return servers;
    }

    /** How long responses are cached; 0: as long as their TTL. */
    public long validMillis() {
        return validMillis;
    }

    boolean ipv4() {
        return ipv4;
    }

    boolean ipv6() {
        return ipv6;
    }

    /** Drops all caches and closes the sockets. */
    @Override
    public void close() {
        List<EventLoop> all;
        synchronized (loops) {
            all = List.copyOf(loops);
        }
        for (EventLoop loop : all) {
            loop.execute(() -> {
                LoopResolver resolver = loop.forget(this);
                if (resolver != null) {
                    resolver.close();
                }
            });
        }
    }

    @Override
    public String toString() {
        return "resolver " + servers;
    }
}
