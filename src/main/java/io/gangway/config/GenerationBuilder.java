package io.gangway.config;

import io.gangway.conf.ConfException;
import io.gangway.conf.Node;
import io.gangway.conf.Position;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Location;
import io.gangway.exchange.LocationName;
import io.gangway.exchange.LocationTree;
import io.gangway.exchange.Server;
import io.gangway.exchange.VirtualHosts;
import io.gangway.net.Listen;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Builds servers, locations and the generation from the scopes that were read. */
final class GenerationBuilder {
    private final LoadContext context;

    GenerationBuilder(LoadContext context) {
        this.context = context;
    }

    Generation build() {
        Map<Scope, Server> servers = new LinkedHashMap<>();
        Scope http = context.http();
        if (http != null) {
            for (Scope scope : http.inner(CoreHttp.SERVER_BLOCK)) {
                servers.put(scope, server(scope));
            }
        }
        Map<SocketAddress, VirtualHosts> listens = listens(servers);
        context.variables().link();
        return new Generation(
                context.environment(),
                listens,
                context.locations(),
                context.variables(),
                context.errorLog(context.main()),
                context.services(),
                context.resources());
    }

    private Server server(Scope scope) {
        Location base = context.location(scope);
        LocationTree tree = tree(scope);
        return new Server(listensOf(scope), scope.get(CoreHttp.SERVER_NAME), base, tree);
    }

    private LocationTree tree(Scope scope) {
        List<Location> locations = new ArrayList<>();
        Map<LocationName.Kind, Set<String>> names = new EnumMap<>(LocationName.Kind.class);
        for (Scope inner : scope.inner(CoreHttp.LOCATION_BLOCK)) {
            Location location = context.location(inner);
            refuseDuplicate(location.name(), names, inner.node().end());
            location.inner(tree(inner));
            locations.add(location);
        }
        return locations.isEmpty() ? LocationTree.EMPTY : new LocationTree(locations);
    }

    /** As in nginx, duplicates are only found after the whole {@code http} block was read. */
    private static void refuseDuplicate(LocationName name, Map<LocationName.Kind, Set<String>> before, Position where) {
        if (name.group() != null
                && !before.computeIfAbsent(name.group(), group -> new HashSet<>())
                        .add(name.text())) {
            throw new ConfException("duplicate location \"" + name.text() + "\"", where);
        }
    }

    private static List<Listen> listensOf(Scope scope) {
        List<Listen> listens = scope.get(CoreHttp.LISTEN);
        if (!listens.isEmpty()) {
            return listens;
        }
        int port = "root".equals(System.getProperty("user.name")) ? 80 : 8000;
        try {
            SocketAddress any = new InetSocketAddress(InetAddress.getByAddress(new byte[4]), port);
            return List.of(new Listen(any, "0.0.0.0:" + port, null, false, false, false, false, true, 511));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private record Candidate(Server server, Listen listen, Scope scope) {}

    private Map<SocketAddress, VirtualHosts> listens(Map<Scope, Server> servers) {
        Map<SocketAddress, List<Candidate>> byAddress = new LinkedHashMap<>();
        servers.forEach((scope, server) -> {
            for (Listen listen : server.listens()) {
                List<Candidate> same = byAddress.computeIfAbsent(listen.address(), a -> new ArrayList<>());
                same.add(new Candidate(server, listen, scope));
            }
        });
        Map<SocketAddress, VirtualHosts> hosts = new LinkedHashMap<>();
        byAddress.forEach((address, candidates) -> hosts.put(address, hosts(candidates)));
        return hosts;
    }

    private VirtualHosts hosts(List<Candidate> candidates) {
        List<Candidate> defaults =
                candidates.stream().filter(c -> c.listen().defaultServer()).toList();
        Server first = (defaults.isEmpty() ? candidates : defaults).get(0).server();
        VirtualHosts hosts = new VirtualHosts(merged(candidates), first);
        boolean captures = first.names().stream()
                .anyMatch(name -> name.regex() != null && name.regex().groups() > 0);
        if (candidates.size() > 1 || captures) {
            candidates.forEach(candidate -> add(candidate, hosts));
        }
        return hosts;
    }

    private void add(Candidate candidate, VirtualHosts hosts) {
        try {
            hosts.add(candidate.server(), context::warn);
        } catch (ConfException e) {
            Node names = candidate.scope().nodeOf(CoreHttp.SERVER_NAME);
            throw names == null ? e : e.at(names.end());
        }
    }

    /** Merges the options of all servers that share an address: an option set by one of them applies to all. */
    private static Listen merged(List<Candidate> candidates) {
        Listen listen = candidates.get(0).listen();
        boolean ssl = candidates.stream().anyMatch(c -> c.listen().ssl());
        boolean http2 = candidates.stream().anyMatch(c -> c.listen().http2());
        boolean proxyProtocol = candidates.stream().anyMatch(c -> c.listen().proxyProtocol());
        boolean ipv6only = candidates.stream().allMatch(c -> c.listen().ipv6only());
        int backlog =
                candidates.stream().mapToInt(c -> c.listen().backlog()).max().orElse(511);
        String name = candidates.stream()
                .map(c -> c.listen().name())
                .filter(n -> n != null)
                .findFirst()
                .orElse(null);
        return new Listen(listen.address(), listen.text(), name, false, ssl, http2, proxyProtocol, ipv6only, backlog);
    }
}
