package io.gangway.upstream;

import io.gangway.conf.Environment;
import io.gangway.dns.ServiceAddress;
import io.gangway.dns.ServiceRecord;
import io.gangway.net.HostPort;
import io.gangway.net.V6Text;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Creates peers from addresses. */
final class Addresses {
    private static final Pattern V4 =
            Pattern.compile("(%1$s\\.){3}%1$s".formatted("(25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])"));

    private Addresses() {}

    /** Whether the host is a Unix socket or an IP address, so that no lookup is needed. */
    static boolean isLiteral(HostPort host) {
        return host.unix()
                || host.host().startsWith("[")
                || V4.matcher(host.host()).matches();
    }

    /**
     * As {@link #peers(HostPort, PeerSettings)}; where names are not resolved, one peer with the name itself.
     *
     * @param resolves whether names are resolved
     */
    static List<Peer> peers(HostPort host, PeerSettings settings, boolean resolves) throws UnknownHostException {
        if (resolves || isLiteral(host)) {
            return peers(host, settings);
        }
        InetSocketAddress address = InetSocketAddress.createUnresolved(host.host(), host.port());
        return List.of(new Peer(address, host.host() + ":" + host.port(), host.text(), settings));
    }

    /** All addresses of a host as peers. May block unless {@link #isLiteral}. */
    static List<Peer> peers(HostPort host, PeerSettings settings) throws UnknownHostException {
        if (host.unix()) {
            return List.of(new Peer(
                    UnixDomainSocketAddress.of(Environment.path(host.host())),
                    "unix:" + host.host(),
                    host.text(),
                    settings));
        }
        return peers(List.of(lookUp(host.host())), host, settings);
    }

    static InetAddress[] lookUp(String host) throws UnknownHostException {
        return InetAddress.getAllByName(host);
    }

    static List<Peer> peers(List<InetAddress> addresses, HostPort host, PeerSettings settings) {
        List<Peer> peers = new ArrayList<>();
        for (InetAddress address : addresses) {
            peers.add(peer(address, host.port(), host.text(), settings));
        }
        return peers;
    }

    private static Peer peer(InetAddress address, int port, String server, PeerSettings settings) {
        String text = V6Text.of(address);
        String name = (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + port;
        return new Peer(new InetSocketAddress(address, port), name, server, settings);
    }

    /**
     * The hosts of a service as peers. As in nginx those of the lowest priority are primary servers, the others backups;
     * with {@code backup} the others are left out.
     *
     * @param addresses the lowest priority first
     */
    static List<Peer> peersOfService(List<ServiceAddress> addresses, PeerSettings settings) {
        int lowest = addresses.get(0).service().priority();
        List<Peer> peers = new ArrayList<>();
        for (ServiceAddress each : addresses) {
            ServiceRecord host = each.service();
            boolean later = host.priority() != lowest;
            if (!later || !settings.backup()) {
                peers.add(peer(each.address(), host.port(), host.target(), settings.ofService(host.weight(), later)));
            }
        }
        return peers;
    }

    /** Peers with the same addresses for a server with another port, name or parameters. */
    static List<Peer> copies(List<Peer> peers, HostPort host, PeerSettings settings) {
        return peers(
                peers.stream()
                        .map(peer -> ((InetSocketAddress) peer.address()).getAddress())
                        .toList(),
                host,
                settings);
    }
}
