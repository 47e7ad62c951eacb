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
 * The listening sockets of the running generation. A reload opens the new ones first, all or none; those that are still
 * wanted stay open all the time. Used by one thread at a time.
 */
final class ListenSockets {
    private final Engine engine;
    private final Ports ports;
    private final Map<SocketAddress, Acceptor> acceptors = new LinkedHashMap<>();

    ListenSockets(Engine engine, Ports ports) {
        this.engine = engine;
        this.ports = ports;
    }

    /** Sockets that a generation needs beyond those that are open; accepting begins with {@link #commit}. */
    record Opened(Map<SocketAddress, Listen> wanted, List<ListenSocket> sockets) {
        void close() {
            sockets.forEach(ListenSocket::close);
        }
    }

    /** Opens what is missing. */
    Opened open(Generation generation) {
        Map<SocketAddress, Listen> wanted = ports == Ports.NONE ? Map.of() : wanted(generation);
        Opened opened = new Opened(wanted, new ArrayList<>());
        try {
            wanted.forEach((address, listen) -> {
                if (!acceptors.containsKey(address)) {
                    opened.sockets().add(bind(address, listen, wanted));
                }
            });
            return opened;
        } catch (PortUnavailableException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * A wildcard can't be bound while a socket of ours has an address of the same port, nor the reverse. Where the old one goes
     * with this reload, both are open for a moment, so that nobody is refused.
     */
    private ListenSocket bind(SocketAddress address, Listen listen, Map<SocketAddress, Listen> wanted) {
        SocketAddress bound = ports.bound(address);
        if (!bound.equals(address)) {
            return ListenSocket.bind(address, bound, listen);
        }
        List<ListenSocket> inTheWay = acceptors.values().stream()
                .map(Acceptor::socket)
                .filter(open -> !wanted.containsKey(open.address()) && samePort(open.address(), address))
                .toList();
        if (inTheWay.isEmpty()) {
            return ListenSocket.bind(address, address, listen);
        }
        inTheWay.forEach(open -> open.shared(true));
        try {
            return ListenSocket.bindBeside(address, listen);
        } finally {
            inTheWay.forEach(open -> open.shared(false));
        }
    }

    private static boolean samePort(SocketAddress one, SocketAddress other) {
        return one instanceof InetSocketAddress a
                && other instanceof InetSocketAddress b
                && a.getPort() == b.getPort()
                && a.getPort() != 0;
    }

    /** Accepts on the new sockets and closes those that are not wanted any more, once what waits in them is accepted. */
    void commit(Opened opened) {
        for (ListenSocket socket : opened.sockets()) {
            acceptors.put(
                    socket.address(),
                    new Acceptor(engine, socket, engine.loops().next()));
        }
        List<Acceptor> going = new ArrayList<>();
        acceptors.entrySet().removeIf(entry -> {
            boolean goes = !opened.wanted().containsKey(entry.getKey());
            if (goes) {
                going.add(entry.getValue());
            }
            return goes;
        });
        going.forEach(Acceptor::retire);
        going.forEach(Acceptor::awaitClosed);
    }

    /** The ports and paths of all that are open. */
    Set<Object> places() {
        Set<Object> places = new HashSet<>();
        for (Acceptor acceptor : acceptors.values()) {
            ListenSocket socket = acceptor.socket();
            places.add(socket.address() instanceof UnixDomainSocketAddress unix ? unix.getPath() : socket.port());
        }
        return places;
    }

    /** Closes all; returns when the ports are free. */
    void close() {
        List<Acceptor> all = new ArrayList<>(acceptors.values());
        acceptors.clear();
        all.forEach(Acceptor::close);
        all.forEach(Acceptor::awaitClosed);
    }

    /** The real port of a configured address; -1 when it is not open. */
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
     * The addresses to bind. Java's IPv6 wildcard also takes IPv4 and can't be told not to, so it stands for all addresses of
     * its port; an IPv4 wildcard stands for the IPv4 addresses. On free ports each address has a socket of its own.
     */
    private Map<SocketAddress, Listen> wanted(Generation generation) {
        // https://github.com/netty/netty/pull/4770: the wildcard of the JDK accepts IPv4 and IPv6.
        // This can go when the JDK has IPV6_V6ONLY as a socket option.
        Map<SocketAddress, VirtualHosts> listens = generation.listens();
        Map<SocketAddress, Listen> wanted = new LinkedHashMap<>();
        listens.forEach((address, hosts) -> {
            if (ports == Ports.FREE || !covered(address, listens)) {
                wanted.put(address, hosts.listen());
            }
        });
        return wanted;
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
