package io.gangway.upstream;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.conf.Node;
import io.gangway.config.LoadContext;
import io.gangway.config.Scope;
import io.gangway.dns.Lookup;
import io.gangway.dns.Resolver;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.net.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All groups of one generation: those that the file declares, and those that a {@code proxy_pass} implies. */
public final class Upstreams {
    /** Told once how the search for a group at run time ended, on the exchange's loop. */
    public interface Found {
        void group(UpstreamGroup group);

        /** Logged already; the exchange ends with that status. */
        void failed(int status);
    }

    private final Map<String, UpstreamGroup> declared = new HashMap<>();
    private final Map<String, UpstreamGroup> implied = new HashMap<>();

    /** A declared {@code upstream}. */
    void declare(Scope scope, LoadContext context) {
        Node node = scope.node();
        String name = node.args().get(0).text();
        if (declared.containsKey(key(name))) {
            throw ConfErrors.at(node, "duplicate upstream \"" + name + "\"");
        }
        List<Peer> peers = new ArrayList<>();
        List<ServerLine> lines = scope.get(UpstreamDirectives.SERVER_LINE);
        lines.stream().filter(line -> !line.isResolved()).forEach(line -> peers.addAll(line.peers()));
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
        declared.put(
                key(name),
                context.owns(new UpstreamGroup(
                        name, peers, scope.get(UpstreamDirectives.BALANCING), settings, names(scope, name, lines))));
    }

    /** What finds the addresses of a group at run time; null where none says {@code resolve}. */
    private static ResolvedServers names(Scope scope, String name, List<ServerLine> lines) {
        if (lines.stream().noneMatch(ServerLine::isResolved)) {
            return null;
        }
        String upstream = "upstream \"" + name + "\" in " + scope.node().end();
        if (!scope.says(UpstreamDirectives.ZONE)) {
            throw new ConfException(
                    "resolving names at run time requires " + upstream + " to be in shared memory", null);
        }
        Resolver resolver = scope.get(UpstreamDirectives.RESOLVER);
        if (resolver == null) {
            throw new ConfException("no resolver defined to resolve names at run time in " + upstream, null);
        }
        long timeout = scope.get(UpstreamDirectives.RESOLVER_TIMEOUT).toMillis();
        return new ResolvedServers(resolver, timeout, lines);
    }

    /**
     * The group that an address in the configuration names: a declared one, else one of all its addresses.
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
        String name = host.unix() ? "unix:" + host.host() : key(host.host()) + ":" + host.port();
        UpstreamGroup known = implied.get(name);
        if (known == null) {
            known = imply(host, node);
            implied.put(name, known);
        }
        return known;
    }

    private static UpstreamGroup imply(HostPort host, Node node) {
        try {
            return once(host.host(), Addresses.peers(host, PeerSettings.DEFAULT));
        } catch (UnknownHostException e) {
            throw ConfErrors.at(node, "host not found in upstream \"" + host.host() + "\"");
        }
    }

    /**
     * The group for an address that was made of variables: a declared or implied one, an address as it is, or a name that is
     * looked up by the {@code resolver} of the location.
     */
    public void find(HostPort host, Exchange exchange, Found found) {
        UpstreamGroup group = known(host);
        if (group == null && Addresses.isLiteral(host)) {
            try {
                group = once(host.host(), Addresses.peers(host, PeerSettings.DEFAULT));
            } catch (UnknownHostException e) {
                exchange.log(LogLevel.ERROR, "invalid host in upstream \"" + host.text() + "\"");
                found.failed(500);
                return;
            }
        }
        if (group != null) {
            group.ready(exchange, found);
            return;
        }
        LocationResolver location = exchange.location().get(LocationResolver.KEY);
        if (location == null) {
            exchange.log(LogLevel.ERROR, "no resolver defined to resolve " + host.host());
            found.failed(502);
            return;
        }
        Lookup lookup = location.resolver()
                .resolve(exchange.loop(), host.host(), location.timeoutMillis(), new Lookup.Listener() {
                    @Override
                    public void resolved(List<InetAddress> addresses) {
                        found.group(once(host.host(), Addresses.peers(addresses, host, PeerSettings.DEFAULT)));
                    }

                    @Override
                    public void failed(String text) {
                        exchange.log(LogLevel.ERROR, text);
                        found.failed(502);
                    }

                    @Override
                    public void troubled(String text) {
                        exchange.log(LogLevel.ERROR, text);
                    }
                });
        exchange.onEnd(lookup::cancel);
    }

    private UpstreamGroup known(HostPort host) {
        if (host.unix()) {
            return implied.get("unix:" + host.host());
        }
        UpstreamGroup group = host.portText() == null ? declared.get(key(host.host())) : null;
        return group != null ? group : implied.get(key(host.host()) + ":" + host.port());
    }

    private static UpstreamGroup once(String name, List<Peer> peers) {
        return new UpstreamGroup(name, peers, BalancingMethod.ROUND_ROBIN, KeepaliveSettings.NONE);
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
