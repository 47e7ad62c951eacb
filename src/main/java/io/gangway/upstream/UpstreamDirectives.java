package io.gangway.upstream;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.SERVER;
import static io.gangway.core.Context.UPSTREAM;

import io.gangway.conf.SizeValue;
import io.gangway.core.Directive;
import io.gangway.core.Reader;
import io.gangway.core.Template;
import io.gangway.dns.Resolver;
import java.time.Duration;
import java.util.List;

/** {@code upstream} with what stands in it, and {@code resolver}. */
public final class UpstreamDirectives {
    /** Eight pages. */
    private static final long LEAST_ZONE = 32768;

    private UpstreamDirectives() {}

    /** The name of the group. */
    public static final Directive<String> UPSTREAM_BLOCK = Directive.of("upstream", 1, 1, r -> r.arg(0))
            .opens(UPSTREAM)
            .repeatable()
            .in(HTTP);

    /** All {@code server} lines of a group. */
    static final Directive<List<ServerLine>> SERVER_LINE =
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

    /** Peers are always shared by all loops here; the zone is checked and not needed. */
    static final Directive<String> ZONE =
            Directive.of("zone", 1, 2, UpstreamDirectives::zone).withoutEffect().in(UPSTREAM);

    /** Null where names are not resolved at run time. */
    public static final Directive<Resolver> RESOLVER = Directive.of(
                    "resolver", 1, Integer.MAX_VALUE, ResolverReader::read)
            .differs("A server whose port is closed is left for the next one at once, not after five seconds."
                    + " \"status_zone\" has no effect.")
            .in(HTTP, SERVER, LOCATION, UPSTREAM);

    /** The longest time that a request waits for a name. */
    public static final Directive<Duration> RESOLVER_TIMEOUT =
            Directive.time("resolver_timeout").byDefault(Duration.ofSeconds(30)).in(HTTP, SERVER, LOCATION, UPSTREAM);

    /** What the last of the methods' directives said; no directive of its own. */
    static final Directive<BalancingMethod> BALANCING = Directive.of(
                    "balancing", 0, 0, r -> BalancingMethod.ROUND_ROBIN)
            .byDefault(BalancingMethod.ROUND_ROBIN)
            .in(UPSTREAM);

    static final List<Directive<?>> ALL = List.of(
            method("least_conn", 0, 0, r -> BalancingMethod.LEAST_CONNECTIONS),
            method("ip_hash", 0, 0, r -> AddressHash.METHOD),
            method("hash", 1, 2, UpstreamDirectives::hash),
            method("random", 0, 2, UpstreamDirectives::random),
            UPSTREAM_BLOCK,
            SERVER_LINE,
            KEEPALIVE,
            KEEPALIVE_TIMEOUT,
            KEEPALIVE_REQUESTS,
            KEEPALIVE_TIME,
            ZONE,
            RESOLVER,
            RESOLVER_TIMEOUT);

    private static Directive<BalancingMethod> method(
            String name, int least, int most, Directive.Read<BalancingMethod> read) {
        return Directive.of(name, least, most, r -> {
                    if (r.scope().says(BALANCING)) {
                        r.warn("load balancing method redefined");
                    }
                    BalancingMethod method = read.read(r);
                    r.scope().put(BALANCING, method);
                    return method;
                })
                .repeatable()
                .in(UPSTREAM);
    }

    private static String zone(Reader r) {
        String name = r.arg(0);
        if (name.isEmpty()) {
            throw r.error("invalid zone name \"" + name + "\"");
        }
        if (r.count() == 2) {
            long size = SizeValue.size(r.arg(1)).orElseThrow(() -> r.error("invalid zone size \"" + r.arg(1) + "\""));
            if (size < LEAST_ZONE) {
                throw r.error("zone \"" + name + "\" is too small");
            }
        }
        return name;
    }

    private static BalancingMethod hash(Reader r) {
        Template key = r.template(r.arg(0));
        if (r.count() == 1) {
            return KeyHash.method(key);
        }
        if (!r.arg(1).equals("consistent")) {
            throw r.invalidParameter(r.arg(1));
        }
        return ConsistentHash.method(key);
    }

    private static BalancingMethod random(Reader r) {
        if (r.count() > 0 && !r.arg(0).equals("two")) {
            throw r.invalidParameter(r.arg(0));
        }
        if (r.count() > 1 && !r.arg(1).equals("least_conn")) {
            throw r.invalidParameter(r.arg(1));
        }
        return r.count() == 0 ? RandomPeer.METHOD : RandomPeer.OfTwo.METHOD;
    }

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
