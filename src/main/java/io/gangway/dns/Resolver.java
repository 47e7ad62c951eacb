package io.gangway.dns;

import io.gangway.http.Ascii;
import io.gangway.loop.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@code resolver} of the configuration: whom to ask and how. Nothing is opened before the first name is asked for. Shared
 * by all loops, each of which has its own answers; lives as long as its generation.
 */
public final class Resolver implements AutoCloseable {
    private final List<InetSocketAddress> servers;
    private final long validMillis;
    private final boolean ipv4;
    private final boolean ipv6;

    /** The loops that asked; guarded by itself. */
    private final List<EventLoop> loops = new ArrayList<>();

    /**
     * What the directive says.
     *
     * @param servers at least one, asked in turn
     * @param validMillis how long answers are kept; 0: as long as they say
     * @param ipv4 whether A is asked
     * @param ipv6 whether AAAA is asked
     */
    public Resolver(List<InetSocketAddress> servers, long validMillis, boolean ipv4, boolean ipv6) {
        this.servers = List.copyOf(servers);
        this.validMillis = validMillis;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /**
     * Finds the addresses of a name, on a loop and only there.
     *
     * @param timeoutMillis the longest time; 0: as long as it takes
     * @return for giving up
     */
    public Lookup resolve(EventLoop loop, String name, long timeoutMillis, Lookup.Listener listener) {
        String host = Ascii.lower(name);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        Lookup lookup = new Lookup(loop, host, listener);
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

    List<InetSocketAddress> servers() {
        return servers;
    }

    long validMillis() {
        return validMillis;
    }

    boolean ipv4() {
        return ipv4;
    }

    boolean ipv6() {
        return ipv6;
    }

    /** Forgets all answers and closes the sockets. */
    @Override
    public void close() {
        List<EventLoop> all;
        synchronized (loops) {
            all = List.copyOf(loops);
        }
        for (EventLoop loop : all) {
            loop.execute(() -> {
                LoopResolver asked = loop.forget(this);
                if (asked != null) {
                    asked.close();
                }
            });
        }
    }

    @Override
    public String toString() {
        return "resolver " + servers;
    }
}
