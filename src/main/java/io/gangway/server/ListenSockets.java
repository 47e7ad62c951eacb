package io.gangway.server;

import io.gangway.core.Generation;
import io.gangway.core.Listen;
import io.gangway.core.VirtualHosts;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The listening sockets of the running generation. A reload opens the new ones first, all or none; those that are still
 * wanted stay open all the time. Used by one thread at a time.
 */
final class ListenSockets {
    private final Engine engine;
    private final Map<SocketAddress, Acceptor> acceptors = new LinkedHashMap<>();

    ListenSockets(Engine engine) {
        this.engine = engine;
    }

    /** Sockets that a generation needs beyond those that are open; accepting begins with {@link #commit}. */
    record Opened(Map<SocketAddress, Listen> wanted, List<ListenSocket> sockets) {
        void close() {
            sockets.forEach(ListenSocket::close);
        }
    }

    /** Opens what is missing. */
    Opened open(Generation generation) {
        Map<SocketAddress, Listen> wanted = wanted(generation);
        Opened opened = new Opened(wanted, new ArrayList<>());
        try {
            wanted.forEach((address, listen) -> {
                if (!acceptors.containsKey(address)) {
                    opened.sockets().add(ListenSocket.bind(address, listen));
                }
            });
            return opened;
        } catch (BindException e) {
            opened.close();
            throw e;
        }
    }

    /** Accepts on the new sockets and closes those that are not wanted any more. */
    void commit(Opened opened) {
        acceptors.entrySet().removeIf(entry -> {
            boolean goes = !opened.wanted().containsKey(entry.getKey());
            if (goes) {
                entry.getValue().close();
            }
            return goes;
        });
        for (ListenSocket socket : opened.sockets()) {
            acceptors.put(
                    socket.address(),
                    new Acceptor(engine, socket, engine.loops().next()));
        }
    }

    void close() {
        acceptors.values().forEach(Acceptor::close);
        acceptors.clear();
    }

    /** The real port of a configured address; -1 when it is not open. */
    int port(SocketAddress address) {
        Acceptor acceptor = acceptors.get(address);
        if (acceptor == null && address instanceof InetSocketAddress inet) {
            acceptor = acceptors.get(new InetSocketAddress(Acceptor.Wildcards.V6, inet.getPort()));
            if (acceptor == null) {
                acceptor = acceptors.get(new InetSocketAddress(Acceptor.Wildcards.V4, inet.getPort()));
            }
        }
        return acceptor == null ? -1 : acceptor.socket().port();
    }

    /**
     * The addresses to bind. Java's IPv6 wildcard also takes IPv4 and can't be told not to, so it stands for all addresses of
     * its port; an IPv4 wildcard stands for the IPv4 addresses.
     */
    private static Map<SocketAddress, Listen> wanted(Generation generation) {
        Map<SocketAddress, VirtualHosts> listens = generation.listens();
        Map<SocketAddress, Listen> wanted = new LinkedHashMap<>();
        listens.forEach((address, hosts) -> {
            if (!covered(address, listens)) {
                wanted.put(address, hosts.listen());
            }
        });
        return wanted;
    }

    private static boolean covered(SocketAddress address, Map<SocketAddress, VirtualHosts> listens) {
        if (!(address instanceof InetSocketAddress inet) || inet.getPort() == 0) {
            return false;
        }
        InetSocketAddress v6 = new InetSocketAddress(Acceptor.Wildcards.V6, inet.getPort());
        InetSocketAddress v4 = new InetSocketAddress(Acceptor.Wildcards.V4, inet.getPort());
        if (listens.containsKey(v6)) {
            return !address.equals(v6);
        }
        boolean isV4 = inet.getAddress().getAddress().length == 4;
        return isV4 && listens.containsKey(v4) && !address.equals(v4);
    }
}
