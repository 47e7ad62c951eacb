package io.gangway.upstream;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.conf.Node;
import io.gangway.config.BackgroundTask;
import io.gangway.config.LoadContext;
import io.gangway.config.Scope;
import io.gangway.dns.Lookup;
import io.gangway.dns.Resolved;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Generation;
import io.gangway.loop.EventLoop;
import io.gangway.metrics.CountsRegistry;
import io.gangway.metrics.PeerCounts;
import io.gangway.net.HostPort;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** All groups of one generation: those declared by {@code upstream}, and the implicit ones of {@code proxy_pass}. */
public final class Upstreams implements BackgroundTask {
    /**
     * Called exactly once, on the exchange's loop, with the result of a search for a group at run time; not called if
     * the exchange ends first.
     */
    public interface GroupListener {
        /** The group is ready. */
        void group(UpstreamGroup group);

        /** The search failed and has been logged; the exchange must end with this status. */
        void failed(int status);
    }

    private final Map<String, UpstreamGroup> declared = new LinkedHashMap<>();
    private final Map<String, UpstreamGroup> implicit = new LinkedHashMap<>();
    private final CountsRegistry<PeerKey, PeerCounts> counts;
    private final PeerLog peerLog = new PeerLog();
    private final boolean resolvesNames;
    private final AtomicReference<Upstreams> running;

    /**
     * @param resolvesNames see {@link LoadContext#resolvesNames}
     * @param running holds those of the running generation
     */
    Upstreams(CountsRegistry<PeerKey, PeerCounts> counts, boolean resolvesNames, AtomicReference<Upstreams> running) {
        this.counts = counts;
        this.resolvesNames = resolvesNames;
        this.running = running;
    }

    /** Begins to resolve the names of servers. As in nginx a zone keeps the addresses of its groups over a reload. */
    @Override
    public void start(Generation generation, EventLoop loop) {
        Upstreams previous = running.getAndSet(this);
        for (UpstreamGroup group : declared.values()) {
            if (group.resolvedServers() != null) {
                UpstreamGroup before = previous == null ? null : previous.declared(group.name());
                boolean inherits = before != null && Objects.equals(before.zone(), group.zone());
                group.resolvedServers().start(loop, generation.errorLog(), inherits ? before.resolvedServers() : null);
            }
            group.checked().before(null);
        }
    }

    @Override
    public void stop() {
        for (UpstreamGroup group : declared.values()) {
            if (group.resolvedServers() != null) {
                group.resolvedServers().stop();
            }
        }
    }

    /** Sets the log for changes of the state of peers. */
    void logTo(ErrorLog log) {
        peerLog.target(log);
    }

    /** The declared groups, in the order of the file. */
    public Collection<UpstreamGroup> declared() {
        return Collections.unmodifiableCollection(declared.values());
    }

    /** The implicit groups, in the order of the file. */
    public Collection<UpstreamGroup> implicit() {
        return Collections.unmodifiableCollection(implicit.values());
    }

    /** Adds a declared {@code upstream}. */
    void declare(Scope scope, LoadContext context) {
        Node node = scope.node();
        String name = node.args().get(0).text();
        if (declared.containsKey(key(name))) {
            throw ConfErrors.at(node, "duplicate upstream \"" + name + "\"");
        }
        List<ServerLine> lines = scope.get(UpstreamDirectives.SERVER_LINE);
        if (lines.isEmpty()) {
            throw ConfErrors.atClose(node, "no servers are inside upstream");
        }
        if (lines.stream().allMatch(line -> line.settings().backup())) {
            throw new ConfException("no servers in upstream \"" + name + "\"", node.end());
        }
        var keepalive = scope.get(UpstreamDirectives.KEEPALIVE);
        KeepaliveSettings settings = new KeepaliveSettings(
                keepalive.connections(),
                keepalive.local(),
                scope.get(UpstreamDirectives.KEEPALIVE_TIMEOUT).toMillis(),
                scope.get(UpstreamDirectives.KEEPALIVE_REQUESTS),
                scope.get(UpstreamDirectives.KEEPALIVE_TIME).toMillis());
        UpstreamGroup group = context.closeWithGeneration(new UpstreamGroup(
                name,
                lines,
                scope.get(UpstreamDirectives.BALANCING),
                scope.own(Stickiness.KEY),
                settings,
                resolver(scope, name, lines),
                scope.isSet(UpstreamDirectives.ZONE) ? scope.get(UpstreamDirectives.ZONE) : null,
                counts,
                peerLog,
                node));
        Upstreams previous = running.get();
        group.checked().before(previous == null ? null : previous.declared(name));
        declared.put(key(name), group);
    }

    /** The resolver of a group with {@code zone}, which servers with {@code resolve} need; null if there is none. */
    private static LocationResolver resolver(Scope scope, String name, List<ServerLine> lines) {
        boolean needed = lines.stream().anyMatch(ServerLine::isResolvedLater);
        String upstream = "upstream \"" + name + "\" in " + scope.node().end();
        if (!scope.isSet(UpstreamDirectives.ZONE)) {
            if (needed) {
                throw new ConfException(
                        "resolving names at run time requires " + upstream + " to be in shared memory", null);
            }
            return null;
        }
        LocationResolver resolver = LocationResolver.of(scope);
        if (resolver == null && needed) {
            throw new ConfException("no resolver defined to resolve names at run time in " + upstream, null);
        }
        return resolver;
    }

    /** The declared group of that name; null if there is none. */
    public UpstreamGroup declared(String name) {
        return declared.get(key(name));
    }

    /**
     * The group for an address in the configuration: a declared one, else an implicit one of all its addresses.
     *
     * @param node the directive, for errors
     */
    public UpstreamGroup find(HostPort host, Node node) {
        UpstreamGroup group = host.unix() ? null : declared.get(key(host.host()));
        if (group != null) {
            if (host.portText() != null) {
                throw ConfErrors.at(node, "upstream \"" + host.host() + "\" may not have port " + host.port());
            }
            return group;
        }
        if (!host.unix() && host.port() == 0) {
            throw ConfErrors.at(node, "no port in upstream \"" + host.host() + "\"");
        }
        String name = host.unix() ? "unix:" + host.host() : key(host.host()) + ":" + host.port();
        UpstreamGroup known = implicit.get(name);
        if (known == null) {
            known = createImplicit(name, host, node);
            implicit.put(name, known);
        }
        return known;
    }

    private UpstreamGroup createImplicit(String label, HostPort host, Node node) {
        try {
            return new UpstreamGroup(
                    label,
                    host.host(),
                    Addresses.peers(host, PeerSettings.DEFAULT, resolvesNames),
                    BalancingMethod.ROUND_ROBIN,
                    KeepaliveSettings.NONE,
                    counts,
                    peerLog);
        } catch (UnknownHostException e) {
            throw ConfErrors.at(node, "host not found in upstream \"" + host.host() + "\"");
        }
    }

    /**
     * Finds the group for an address computed from variables: a declared or implicit one, a literal address, or a name
     * that is resolved by the {@code resolver} of the location.
     */
    public void find(HostPort host, Exchange exchange, GroupListener listener) {
        UpstreamGroup group = known(host);
        if (group == null && !host.unix() && host.port() == 0) {
            exchange.log(LogLevel.ERROR, "no port in upstream \"" + host.host() + "\"");
            listener.failed(500);
            return;
        }
        if (group == null && Addresses.isLiteral(host)) {
            try {
                group = temporary(host.host(), Addresses.peers(host, PeerSettings.DEFAULT));
            } catch (UnknownHostException e) {
                exchange.log(LogLevel.ERROR, "invalid host in upstream \"" + host.text() + "\"");
                listener.failed(500);
                return;
            }
        }
        if (group != null) {
            group.ready(exchange, listener);
            return;
        }
        LocationResolver location = exchange.location().get(LocationResolver.KEY);
        if (location == null) {
            exchange.log(LogLevel.ERROR, "no resolver defined to resolve " + host.host());
            listener.failed(502);
            return;
        }
        Lookup lookup = location.resolver()
                .resolve(exchange.loop(), host.host(), location.timeoutMillis(), new Lookup.Listener() {
                    @Override
                    public void resolved(Resolved result) {
                        listener.group(temporary(
                                host.host(), Addresses.peers(result.addresses(), host, PeerSettings.DEFAULT)));
                    }

                    @Override
                    public void failed(int code, String text) {
                        exchange.log(LogLevel.ERROR, text);
                        listener.failed(502);
                    }

                    @Override
                    public void troubled(String text) {
                        exchange.log(LogLevel.ERROR, text);
                    }
                });
        exchange.onEnd(lookup::cancel);
    }

    /** The group of the configuration for an address computed from variables; null for none. */
    UpstreamGroup known(HostPort host) {
        if (host.unix()) {
            return implicit.get("unix:" + host.host());
        }
        UpstreamGroup group = host.portText() == null ? declared.get(key(host.host())) : null;
        return group != null ? group : implicit.get(key(host.host()) + ":" + host.port());
    }

    private static UpstreamGroup temporary(String name, List<Peer> peers) {
        return new UpstreamGroup(name, peers, BalancingMethod.ROUND_ROBIN, KeepaliveSettings.NONE);
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
