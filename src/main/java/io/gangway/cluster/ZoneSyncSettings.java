package io.gangway.cluster;

import io.gangway.conf.BuffersValue;
import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.config.CoreHttp;
import io.gangway.config.LoadContext;
import io.gangway.config.Scope;
import io.gangway.net.Listen;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What a node needs to know of itself and the others. A reload that changes nothing of it goes on with the same group.
 *
 * @param listen where this node listens
 * @param advertised where the others reach it; null for {@code listen}
 * @param addresses of the nodes, as far as they do not change; this one may be among them
 * @param maxRecord the length of a record, in bytes
 * @param maxMessage the length of a message, in bytes
 * @param rules which addresses may connect
 * @param tls null without TLS
 */
record ZoneSyncSettings(
        InetSocketAddress listen,
        InetSocketAddress advertised,
        List<InetSocketAddress> addresses,
        long intervalMillis,
        long timeoutMillis,
        long connectTimeoutMillis,
        long retryMillis,
        int maxRecord,
        int maxMessage,
        List<NodeRule> rules,
        ClusterTls tls) {
    /** What JGroups sends in one piece. */
    private static final int MAX_MESSAGE = 60_000;

    static ZoneSyncSettings of(Scope server, LoadContext context) {
        Listen line = listen(server);
        List<ZoneSyncServer> servers = server.get(ZoneSyncDirectives.ZONE_SYNC_SERVER);
        if (servers.isEmpty()) {
            throw ConfErrors.atClose(server.node(), "no \"zone_sync_server\" for \"zone_sync\"");
        }
        List<InetSocketAddress> addresses = servers.stream()
                .flatMap(each -> each.addresses().stream())
                .distinct()
                // A name server may give them in another order at each reload.
                .sorted(Comparator.comparing(ClusterNode::text))
                .toList();
        BuffersValue buffers = server.get(ZoneSyncDirectives.ZONE_SYNC_BUFFERS);
        int record = (int) Math.min(buffers.size(), SyncMessage.MAX_PART);
        long messages = Math.min(buffers.size() * buffers.count(), MAX_MESSAGE);
        return new ZoneSyncSettings(
                concrete((InetSocketAddress) line.address(), addresses),
                server.get(ZoneSyncDirectives.ZONE_SYNC),
                addresses,
                Math.max(1, server.get(ZoneSyncDirectives.ZONE_SYNC_INTERVAL).toMillis()),
                Math.max(100, server.get(ZoneSyncDirectives.ZONE_SYNC_TIMEOUT).toMillis()),
                Math.max(
                        1,
                        server.get(ZoneSyncDirectives.ZONE_SYNC_CONNECT_TIMEOUT).toMillis()),
                Math.max(
                        100,
                        server.get(ZoneSyncDirectives.ZONE_SYNC_CONNECT_RETRY_INTERVAL)
                                .toMillis()),
                Math.min(record, MAX_MESSAGE),
                (int) messages,
                NodeRule.of(server),
                ClusterTls.of(server, line.ssl(), context));
    }

    private static Listen listen(Scope server) {
        List<Listen> lines = server.get(CoreHttp.LISTEN);
        if (lines.isEmpty()) {
            throw ConfErrors.atClose(server.node(), "no \"listen\" is defined for \"zone_sync\"");
        }
        if (lines.size() > 1 || !(lines.get(0).address() instanceof InetSocketAddress)) {
            throw new ConfException(
                    "\"zone_sync\" needs one \"listen\" with one address and port",
                    server.nodeOf(CoreHttp.LISTEN).end());
        }
        return lines.get(0);
    }

    /** The nodes must be told one address: a wildcard becomes the one of this machine that the file names. */
    private static InetSocketAddress concrete(InetSocketAddress listen, List<InetSocketAddress> nodes) {
        if (!listen.getAddress().isAnyLocalAddress()) {
            return listen;
        }
        InetAddress own = nodes.stream()
                .filter(node -> node.getPort() == listen.getPort() && isLocal(node.getAddress()))
                .map(InetSocketAddress::getAddress)
                .findFirst()
                .orElseGet(ZoneSyncSettings::localHost);
        return new InetSocketAddress(own, listen.getPort());
    }

    private static boolean isLocal(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static InetAddress localHost() {
        try {
            return InetAddress.getLocalHost();
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    /** Where the other nodes reach this one. */
    InetSocketAddress reached() {
        return Objects.requireNonNullElse(advertised, listen);
    }

    /** Whether anybody who reaches the port can take part. */
    boolean isOpen() {
        return !listen.getAddress().isLoopbackAddress()
                && rules.stream().noneMatch(NodeRule::deny)
                && (tls == null || !tls.verifiesNodes());
    }
}
