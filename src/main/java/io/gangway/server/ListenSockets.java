package io.gangway.server;

import io.gangway.exchange.Generation;
import io.gangway.exchange.VirtualHosts;
import io.gangway.net.Listen;
import io.gangway.net.PortUnavailableException;
import io.gangway.net.Wildcard;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The listening sockets of the running generation. A reload opens the new ones first, all or none; sockets that are
 * still needed stay open all the time. Used by one thread at a time.
 */
final class ListenSockets {
    private final Engine engine;
    private final Ports ports;
    private final Map<SocketAddress, Acceptor> acceptors = new LinkedHashMap<>();
    private boolean shared;

    ListenSockets(Engine engine, Ports ports) {
        this.engine = engine;
        this.ports = ports;
    }

    /** The needed addresses of a generation, and the sockets opened for it; accepting begins with {@link #commit}. */
    record Opened(Map<SocketAddress, Listen> required, List<ListenSocket> sockets) {
        void close() {
            sockets.forEach(ListenSocket::close);
        }
    }

    /**
     * Opens the sockets that are missing.
     *
     * @throws PortUnavailableException when one can't be opened; all are closed then
     */
    Opened open(Generation generation) {
        Map<SocketAddress, Listen> required = ports == Ports.NONE ? Map.of() : required(generation);
        Opened opened = new Opened(required, new ArrayList<>());
        try {
            required.forEach((address, listen) -> {
                if (!acceptors.containsKey(address)) {
                    opened.sockets().add(bind(address, listen, required));
                }
            });
            return opened;
        } catch (PortUnavailableException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Binds an address. A wildcard can't be bound while another socket of this process has an address of the same port,
     * nor the reverse. When this reload closes the other one, both are open for a moment, so that no client is refused.
     */
    private ListenSocket bind(SocketAddress address, Listen listen, Map<SocketAddress, Listen> required) {
        SocketAddress bound = ports.bound(address);
        if (!bound.equals(address)) {
            return ListenSocket.bind(address, bound, listen);
        }
        List<ListenSocket> conflicting = acceptors.values().stream()
                .map(Acceptor::socket)
                .filter(open -> !required.containsKey(open.address()) && samePort(open.address(), address))
                .toList();
        if (conflicting.isEmpty()) {
            return ports == Ports.BESIDE_ANOTHER
                    ? ListenSocket.bindBeside(address, listen)
                    : ListenSocket.bind(address, address, listen);
        }
        conflicting.forEach(open -> open.shared(true));
        try {
            return ListenSocket.bindBeside(address, listen);
        } finally {
            conflicting.forEach(open -> open.shared(false));
        }
    }

    private static boolean samePort(SocketAddress one, SocketAddress other) {
        return one instanceof InetSocketAddress a
                && other instanceof InetSocketAddress b
                && a.getPort() == b.getPort()
                && a.getPort() != 0;
    }

    /** Accepts on the new sockets, and closes those that are not needed any more after accepting their backlog. */
    void commit(Opened opened) {
        for (ListenSocket socket : opened.sockets()) {
            acceptors.put(
                    socket.address(),
                    new Acceptor(engine, socket, engine.loops().next()));
        }
        List<Acceptor> retired = new ArrayList<>();
        acceptors.entrySet().removeIf(entry -> {
            boolean retires = !opened.required().containsKey(entry.getKey());
            if (retires) {
                retired.add(entry.getValue());
            }
            return retires;
        });
        retired.forEach(Acceptor::retire);
        retired.forEach(Acceptor::awaitClosed);
    }

    /** The ports and paths of all open sockets. */
    Set<Object> portsAndPaths() {
        Set<Object> portsAndPaths = new HashSet<>();
        for (Acceptor acceptor : acceptors.values()) {
            ListenSocket socket = acceptor.socket();
            portsAndPaths.add(
                    socket.address() instanceof UnixDomainSocketAddress unix ? unix.getPath() : socket.port());
        }
        return portsAndPaths;
    }

    /** Whether other processes of the same user may bind the ports, too. */
    void share(boolean on) {
        shared = on;
        acceptors.values().forEach(acceptor -> acceptor.socket().shared(on));
    }

    /**
     * Closes all sockets; returns when the ports are free. If another process has them, too, the connections in the
     * backlog are accepted first: clients would take their reset for a failure, while the port is open.
     */
    void close() {
        List<Acceptor> all = new ArrayList<>(acceptors.values());
        acceptors.clear();
        all.forEach(shared ? Acceptor::retire : Acceptor::close);
        all.forEach(Acceptor::awaitClosed);
    }

    /** The actual port of a configured address; -1 when it is not open. */
    int port(SocketAddress address) {
        Acceptor acceptor = acceptors.get(address);
        if (acceptor == null && address instanceof InetSocketAddress inet) {
            acceptor = acceptors.get(new InetSocketAddress(Wildcard.V6, inet.getPort()));
            if (acceptor == null) {
                acceptor = acceptors.get(new InetSocketAddress(Wildcard.V4, inet.getPort()));
            }
        }
        return acceptor == null ? -1 : acceptor.socket().port();
    }

    /**
     * The addresses to bind. Java's IPv6 wildcard always accepts IPv4 too, so it covers all addresses of its port; an
     * IPv4 wildcard covers the IPv4 addresses. With {@link Ports#FREE} each address has its own socket.
     */
    private Map<SocketAddress, Listen> required(Generation generation) {
        // https://github.com/netty/netty/pull/4770: the wildcard of the JDK accepts IPv4 and IPv6.
        // This can go when the JDK has IPV6_V6ONLY as a socket option.
        Map<SocketAddress, VirtualHosts> listens = generation.listens();
        Map<SocketAddress, Listen> required = new LinkedHashMap<>();
        listens.forEach((address, hosts) -> {
            if (ports == Ports.FREE || !covered(address, listens)) {
                required.put(address, hosts.listen());
            }
        });
        return required;
    }

    private static boolean covered(SocketAddress address, Map<SocketAddress, VirtualHosts> listens) {
        if (!(address instanceof InetSocketAddress inet) || inet.getPort() == 0) {
            return false;
        }
        InetSocketAddress v6 = new InetSocketAddress(Wildcard.V6, inet.getPort());
        InetSocketAddress v4 = new InetSocketAddress(Wildcard.V4, inet.getPort());
        if (listens.containsKey(v6)) {
            return !address.equals(v6);
        }
        return inet.getAddress() instanceof Inet4Address && listens.containsKey(v4) && !address.equals(v4);
    }
}
