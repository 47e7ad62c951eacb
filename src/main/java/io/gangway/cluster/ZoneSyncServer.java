package io.gangway.cluster;

import io.gangway.conf.Position;
import io.gangway.config.DirectiveArguments;
import io.gangway.net.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@code zone_sync_server}.
 *
 * @param host the name or address
 * @param port of each node
 * @param addresses of the name; empty with {@code resolve}
 * @param resolves whether the name is resolved again and again
 * @param position of the directive
 */
record ZoneSyncServer(String host, int port, List<InetSocketAddress> addresses, boolean resolves, Position position) {
    static ZoneSyncServer read(DirectiveArguments r) {
        String text = r.arg(0);
        boolean resolves = r.count() == 2;
        if (resolves && !r.arg(1).equals("resolve")) {
            throw r.invalidParameter(r.arg(1));
        }
        try {
            HostPort address = HostPort.parse(text, 0, false);
            if (address.unix()) {
                throw r.error("\"zone_sync_server\" supports no Unix sockets: " + text);
            }
            if (address.port() == 0) {
                throw r.error("no port in zone_sync_server \"" + text + "\"");
            }
            String host = address.host().startsWith("[")
                    ? address.host().substring(1, address.host().length() - 1)
                    : address.host();
            boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
            return new ZoneSyncServer(
                    host,
                    address.port(),
                    resolves && !literal ? List.of() : addresses(r, host, address.port()),
                    resolves && !literal,
                    r.position());
        } catch (HostPort.BadAddressException e) {
            throw r.error(e.getMessage() + " in zone_sync_server \"" + text + "\"");
        }
    }

    private static List<InetSocketAddress> addresses(DirectiveArguments r, String host, int port) {
        try {
            List<InetSocketAddress> all = new ArrayList<>();
            for (InetAddress address : r.context().lookUp(host)) {
                all.add(new InetSocketAddress(address, port));
            }
            return all;
        } catch (UnknownHostException e) {
            throw r.error("host not found in zone_sync_server \"" + r.arg(0) + "\"");
        }
    }
}
