package io.gangway.config;

import io.gangway.conf.ConfException;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Listen;
import io.gangway.exchange.Location;
import io.gangway.exchange.LocationName;
import io.gangway.exchange.LocationTree;
import io.gangway.exchange.Server;
import io.gangway.exchange.VirtualHosts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Composes servers and locations from the levels that were read. */
final class GenerationBuilder {
    private final LoadContext context;

    GenerationBuilder(LoadContext context) {
        this.context = context;
    }

    Generation build() {
        List<Server> servers = new ArrayList<>();
        Scope http = context.http();
        if (http != null) {
            for (Scope scope : http.inner(CoreHttp.SERVER_BLOCK)) {
                servers.add(server(scope));
            }
        }
        Map<SocketAddress, VirtualHosts> listens = listens(servers);
        context.variables().link();
        return new Generation(
                context.environment(),
                context.main(),
                listens,
                context.variables(),
                context.errorLog(context.main()),
                context.services(),
                context.resources());
    }

    private Server server(Scope scope) {
        Location base = context.location(scope);
        LocationTree tree = tree(scope);
        return new Server(scope, listensOf(scope), scope.get(CoreHttp.SERVER_NAME), base, tree);
    }

    private LocationTree tree(Scope scope) {
        List<Location> locations = new ArrayList<>();
        for (Scope inner : scope.inner(CoreHttp.LOCATION_BLOCK)) {
            Location location = context.location(inner);
            refuseDuplicate(location, locations);
            location.inner(tree(inner));
            locations.add(location);
        }
        return new LocationTree(locations);
    }

    /** As in nginx this is found behind the last line of {@code http} only. */
    private static void refuseDuplicate(Location location, List<Location> before) {
        LocationName name = location.name();
        for (Location other : before) {
            if (name.group() != null
                    && other.name().group() == name.group()
                    && other.name().text().equals(name.text())) {
                throw new ConfException(
                        "duplicate location \"" + name.text() + "\"",
                        location.scope().node().end());
            }
        }
    }

    private static List<Listen> listensOf(Scope scope) {
        List<Listen> said = scope.get(CoreHttp.LISTEN);
        if (!said.isEmpty()) {
            return said;
        }
        int port = "root".equals(System.getProperty("user.name")) ? 80 : 8000;
        try {
            SocketAddress any = new InetSocketAddress(InetAddress.getByAddress(new byte[4]), port);
            return List.of(new Listen(any, "0.0.0.0:" + port, null, false, false, false, false, true, 511));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private record Candidate(Server server, Listen listen) {}

    private Map<SocketAddress, VirtualHosts> listens(List<Server> servers) {
        Map<SocketAddress, List<Candidate>> byAddress = new LinkedHashMap<>();
        for (Server server : servers) {
            for (Listen listen : server.listens()) {
                List<Candidate> same = byAddress.computeIfAbsent(listen.address(), a -> new ArrayList<>());
                same.add(new Candidate(server, listen));
            }
        }
        Map<SocketAddress, VirtualHosts> hosts = new LinkedHashMap<>();
        byAddress.forEach((address, candidates) -> hosts.put(address, hosts(candidates)));
        return hosts;
    }

    private VirtualHosts hosts(List<Candidate> candidates) {
        List<Candidate> defaults =
                candidates.stream().filter(c -> c.listen().defaultServer()).toList();
        Server first = (defaults.isEmpty() ? candidates : defaults).get(0).server();
        List<Server> servers = candidates.stream().map(Candidate::server).toList();
        return new VirtualHosts(merged(candidates), first, servers, context);
    }

    /** A flag that one server sets for an address counts for all that share it. */
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
