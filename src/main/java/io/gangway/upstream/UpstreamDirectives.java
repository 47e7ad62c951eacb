package io.gangway.upstream;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;
import static io.gangway.config.Context.STREAM;
import static io.gangway.config.Context.STREAM_SERVER;
import static io.gangway.config.Context.UPSTREAM;

import io.gangway.conf.ChoiceValue;
import io.gangway.conf.SizeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.DirectiveBuilder;
import io.gangway.config.ZoneNames;
import io.gangway.dns.Resolver;
import io.gangway.exchange.Template;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code upstream} with the directives inside it, and {@code resolver}. */
final class UpstreamDirectives {
    /** Whether the time of the whole response counts. */
    private static final Map<String, Boolean> TIMES = Map.of("header", false, "last_byte", true);

    /** Eight pages. */
    private static final long MIN_ZONE = 32768;

    private UpstreamDirectives() {}

    /** The name of the group. */
    static final Directive<String> UPSTREAM_BLOCK = Directive.of("upstream", 1, 1, r -> r.arg(0))
            .opens(UPSTREAM)
            .repeatable()
            .syntax("name")
            .description("Declares a group of servers that proxy_pass can name. Requests are spread over them by "
                    + "weight, in turn, unless another method is chosen.")
            .in(HTTP);

    /** All {@code server} lines of a group. */
    static final Directive<List<ServerLine>> SERVER_LINE = Directive.list(
                    "server", 1, Integer.MAX_VALUE, ServerReader::read)
            .syntax("address [weight=number] [max_conns=number] [max_fails=number] [fail_timeout=time] "
                    + "[slow_start=time] [route=string] [backup] [down] [drain] [resolve] [service=name]")
            .description("Adds a server to the group: a host with an optional port, or a Unix socket. After "
                    + "\"max_fails\" failures (1) within "
                    + "\"fail_timeout\" (10s) it is left out for that time. \"backup\" servers are "
                    + "used when the others are down; one with \"drain\" only gets requests of the sessions that "
                    + "\"sticky\" has bound to it, by \"route\" or by a hash of its address. After a server was "
                    + "unavailable, \"slow_start\" lets its share of requests grow in this time. "
                    + "\"resolve\" follows changes of the host's addresses, \"service\" those of the hosts that SRV "
                    + "records name.")
            .differs("A request that arrives before the first result waits for it.", "resolve")
            .in(UPSTREAM);

    /** Maximum number of idle connections per loop, and whether each location keeps its own. */
    record Keepalive(int connections, boolean local) {}

    static final Directive<Keepalive> KEEPALIVE = Directive.of("keepalive", 1, 2, UpstreamDirectives::keepalive)
            .byDefault(new Keepalive(32, true))
            .syntax("connections [local]")
            .defaultText("32 local")
            .description(
                    "Sets how many idle connections to the servers of the group are kept. \"local\" keeps those of "
                            + "each location apart.")
            .in(UPSTREAM);

    static final Directive<Duration> KEEPALIVE_TIMEOUT = Directive.time("keepalive_timeout")
            .byDefault(Duration.ofSeconds(60))
            .description("Sets how long an idle connection to a server of the group is kept.")
            .in(UPSTREAM);

    static final Directive<Integer> KEEPALIVE_REQUESTS = Directive.number("keepalive_requests")
            .byDefault(1000)
            .description("Sets how many requests a connection to a server serves before it is closed.")
            .in(UPSTREAM);

    static final Directive<Duration> KEEPALIVE_TIME = Directive.time("keepalive_time")
            .byDefault(Duration.ofHours(1))
            .description("Sets after which time a connection to a server is closed once it is idle.")
            .in(UPSTREAM);

    /** The name; the size is checked, but peers are always shared by all loops. */
    static final Directive<String> ZONE = Directive.of("zone", 1, 2, UpstreamDirectives::zone)
            .differs("The size has no effect.")
            .syntax("name [size]")
            .description("Names the memory that worker processes share for the state of the group. Servers with "
                    + "\"resolve\" need it, and so do changes of servers by the API.")
            .in(UPSTREAM);

    /** Null if names are not resolved at run time. */
    static final Directive<Resolver> RESOLVER = Directive.of("resolver", 1, Integer.MAX_VALUE, ResolverReader::read)
            .differs("A server whose port is closed is replaced by the next one at once, not after five seconds.")
            .syntax("address ... [valid=time] [ipv4=on|off] [ipv6=on|off] [status_zone=zone]")
            .description("Names the DNS servers that resolve host names at run time: those in proxy_pass with "
                    + "variables, and servers of upstreams with \"resolve\". \"valid\" overrules the time to live of "
                    + "the responses; \"status_zone\" names the counters that the API shows.")
            .in(HTTP, SERVER, LOCATION, UPSTREAM, STREAM, STREAM_SERVER);

    /** Maximum time that a request waits for a name. */
    static final Directive<Duration> RESOLVER_TIMEOUT = Directive.time("resolver_timeout")
            .byDefault(Duration.ofSeconds(30))
            .description("Limits the time that a request waits for a name to be resolved.")
            .in(HTTP, SERVER, LOCATION, UPSTREAM, STREAM, STREAM_SERVER);

    /** The balancing method, set by the directives of the methods; not a directive itself. */
    static final Directive<BalancingMethod> BALANCING = Directive.of(
                    "balancing", 0, 0, r -> BalancingMethod.ROUND_ROBIN)
            .byDefault(BalancingMethod.ROUND_ROBIN)
            .in(UPSTREAM);

    static final List<Directive<?>> ALL = List.of(
            method("least_conn", 0, 0, r -> BalancingMethod.LEAST_CONNECTIONS)
                    .description("Chooses the server with the fewest connections, by weight.")
                    .in(UPSTREAM),
            method("ip_hash", 0, 0, r -> AddressHash.METHOD)
                    .description(
                            "Chooses the server by the client's address: the first three bytes of an IPv4 address, a "
                                    + "whole IPv6 address.")
                    .in(UPSTREAM),
            method("hash", 1, 2, UpstreamDirectives::hash)
                    .syntax("key [consistent]")
                    .description(
                            "Chooses the server by a hash of this key, which may contain variables. \"consistent\" (ketama) "
                                    + "moves few keys when the group changes.")
                    .in(UPSTREAM),
            method("random", 0, 2, UpstreamDirectives::random)
                    .syntax("[two [least_conn | least_time=header | least_time=last_byte]]")
                    .description(
                            "Chooses a server at random, by weight. \"two\" chooses two, then takes that with fewer "
                                    + "connections, or with the least time as least_time does.")
                    .in(UPSTREAM),
            method("least_time", 1, 2, UpstreamDirectives::leastTime)
                    .syntax("header | last_byte [inflight]")
                    .description("Chooses the server with the least average time until the header or the last byte of "
                            + "its responses, for its number of connections and its weight. \"inflight\" also looks at "
                            + "requests without a response.")
                    .since("1.31.0")
                    .example("upstream search { least_time last_byte inflight; server 127.0.0.1:9200; }")
                    .danger("All requests count: a server that got the slow ones by chance looks slow until "
                            + "\"fail_timeout\" has passed.")
                    .in(UPSTREAM),
            UPSTREAM_BLOCK,
            SERVER_LINE,
            KEEPALIVE,
            KEEPALIVE_TIMEOUT,
            KEEPALIVE_REQUESTS,
            KEEPALIVE_TIME,
            ZONE,
            RESOLVER,
            RESOLVER_TIMEOUT);

    private static DirectiveBuilder<BalancingMethod> method(
            String name, int min, int max, Directive.Read<BalancingMethod> read) {
        return Directive.of(name, min, max, r -> {
                    boolean sticky = r.scope().own(Stickiness.KEY) != null;
                    if (sticky || r.scope().isSet(BALANCING)) {
                        r.warn("load balancing method redefined");
                    }
                    // As in nginx, a method replaces a "sticky" before it: only one that follows takes effect.
                    r.scope().put(Stickiness.KEY, null);
                    BalancingMethod method = read.read(r);
                    r.scope().put(BALANCING, method);
                    return method;
                })
                .repeatable();
    }

    private static String zone(DirectiveArguments r) {
        String name = r.arg(0);
        if (name.isEmpty()) {
            throw r.error("invalid zone name \"" + name + "\"");
        }
        if (r.count() == 2) {
            long size = SizeValue.size(r.arg(1)).orElseThrow(() -> r.error("invalid zone size \"" + r.arg(1) + "\""));
            if (size < MIN_ZONE) {
                throw r.error("zone \"" + name + "\" is too small");
            }
        }
        ZoneNames.claim(r, name, UpstreamGroup.class);
        return name;
    }

    private static BalancingMethod hash(DirectiveArguments r) {
        Template key = r.template(r.arg(0));
        if (r.count() == 1) {
            return KeyHash.method(key);
        }
        if (!r.arg(1).equals("consistent")) {
            throw r.invalidParameter(r.arg(1));
        }
        return new ConsistentHash.Method(key);
    }

    private static BalancingMethod random(DirectiveArguments r) {
        if (r.count() > 0 && !r.arg(0).equals("two")) {
            throw r.invalidParameter(r.arg(0));
        }
        if (r.count() < 2 || r.arg(1).equals("least_conn")) {
            return r.count() == 0 ? RandomPeer.METHOD : RandomPeer.OfTwo.METHOD;
        }
        return switch (r.arg(1)) {
            case "least_time=header" -> RandomPeer.OfTwo.method(new LeastTime.Method(false, false));
            case "least_time=last_byte" -> RandomPeer.OfTwo.method(new LeastTime.Method(true, false));
            default -> throw r.invalidParameter(r.arg(1));
        };
    }

    private static BalancingMethod leastTime(DirectiveArguments r) {
        boolean inflight = r.count() == 2;
        if (inflight && !r.arg(1).equals("inflight")) {
            throw r.invalidParameter(r.arg(1));
        }
        return new LeastTime.Method(ChoiceValue.read(r.node(), r.arg(0), TIMES), inflight);
    }

    private static Keepalive keepalive(DirectiveArguments r) {
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
