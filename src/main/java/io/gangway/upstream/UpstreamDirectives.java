package io.gangway.upstream;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.SERVER;
import static io.gangway.core.Context.UPSTREAM;

import io.gangway.core.Directive;
import io.gangway.core.Reader;
import io.gangway.dns.Resolver;
import java.time.Duration;
import java.util.List;

/** {@code upstream} with what stands in it, and {@code resolver}. */
public final class UpstreamDirectives {
    private UpstreamDirectives() {}

    /** The name of the group. */
    public static final Directive<String> UPSTREAM_BLOCK = Directive.of("upstream", 1, 1, r -> r.arg(0))
            .opens(UPSTREAM)
            .repeatable()
            .in(HTTP);

    /** The peers of all {@code server} lines of a group, one list for each line. */
    static final Directive<List<List<Peer>>> SERVER_LINE =
            Directive.list("server", 1, Integer.MAX_VALUE, ServerReader::read).in(UPSTREAM);

    /** How many idle connections a loop keeps, and whether each location keeps its own. */
    record Keepalive(int connections, boolean local) {}

    static final Directive<Keepalive> KEEPALIVE = Directive.of("keepalive", 1, 2, UpstreamDirectives::keepalive)
            .byDefault(new Keepalive(32, true))
            .in(UPSTREAM);

    static final Directive<Duration> KEEPALIVE_TIMEOUT = Directive.time("keepalive_timeout")
            .byDefault(Duration.ofSeconds(60))
            .in(UPSTREAM);

    static final Directive<Integer> KEEPALIVE_REQUESTS =
            Directive.number("keepalive_requests").byDefault(1000).in(UPSTREAM);

    static final Directive<Duration> KEEPALIVE_TIME =
            Directive.time("keepalive_time").byDefault(Duration.ofHours(1)).in(UPSTREAM);

    /** Peers are always shared by all loops here; the name of the zone does not matter. */
    static final Directive<Void> ZONE = Directive.noEffect("zone", 1, 2).in(UPSTREAM);

    /** Null where names are not resolved at run time. */
    public static final Directive<Resolver> RESOLVER = Directive.of(
                    "resolver", 1, Integer.MAX_VALUE, ResolverReader::read)
            .differs("A server whose port is closed is left for the next one at once, not after five seconds."
                    + " \"status_zone\" has no effect.")
            .in(HTTP, SERVER, LOCATION);

    /** The longest time that a request waits for a name. */
    public static final Directive<Duration> RESOLVER_TIMEOUT =
            Directive.time("resolver_timeout").byDefault(Duration.ofSeconds(30)).in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = List.of(
            UPSTREAM_BLOCK,
            SERVER_LINE,
            KEEPALIVE,
            KEEPALIVE_TIMEOUT,
            KEEPALIVE_REQUESTS,
            KEEPALIVE_TIME,
            ZONE,
            RESOLVER,
            RESOLVER_TIMEOUT);

    private static Keepalive keepalive(Reader r) {
        String number = r.arg(0);
        if (!number.matches("[0-9]{1,9}")) {
            throw r.error("invalid value \"" + number + "\" in \"keepalive\" directive");
        }
        if (r.count() == 2 && !r.arg(1).equals("local")) {
            throw r.invalidParameter(r.arg(1));
        }
        return new Keepalive(Integer.parseInt(number), r.count() == 2);
    }
}
