package io.gangway.dns;

import io.gangway.conf.SystemError;
import io.gangway.loop.Datagrams;
import io.gangway.net.V6Text;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A socket to one DNS server, open as long as a query waits for its response. Confined to its loop. */
final class DnsPort implements Datagrams.Listener {
    /** A query that uses the port. */
    interface Asker {
        /** A response has arrived, possibly for another query. */
        void received(DnsResponse response);

        /** The port is closed because its server cannot be reached. */
        void unreachable(String text);
    }

    private final NameServer server;
    private final Datagrams socket;
    private final List<Asker> askers = new ArrayList<>(1);

    /** Opens it on a source port that the system chooses. */
    DnsPort(NameServer server) throws IOException {
        this.server = server;
        socket = server.loop().datagrams(server.address(), this);
    }

    void join(Asker asker) {
        askers.add(asker);
    }

    /** Removes a query; the last one closes the port. */
    void leave(Asker asker) {
        if (askers.remove(asker) && askers.isEmpty()) {
            server.closed(this);
            socket.close();
        }
    }

    /**
     * Sends a query of an asker that has joined.
     *
     * @return null; or why it cannot be sent: then the port is closed, and the other askers have been notified
     */
    String send(ByteBuffer query, Asker asker) {
        try {
            socket.send(query);
            return null;
        } catch (IOException e) {
            String text = text(server.address(), "send()", e);
            askers.remove(asker);
            socket.close();
            lost(text);
            return text;
        }
    }

    @Override
    public void received(ByteBuffer datagram) {
        DnsResponse response = DnsResponse.read(datagram);
        if (response != null) {
            List.copyOf(askers).forEach(asker -> asker.received(response));
        }
    }

    @Override
    public void failed(IOException cause) {
        lost(text(server.address(), "recv()", cause));
    }

    private void lost(String text) {
        server.closed(this);
        List<Asker> left = List.copyOf(askers);
        askers.clear();
        left.forEach(asker -> asker.unreachable(text));
    }

    static String text(InetSocketAddress address, String call, IOException cause) {
        String reason = cause instanceof PortUnreachableException ? "111: Connection refused" : SystemError.of(cause);
        String host = V6Text.of(address.getAddress());
        String name = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
        return call + " failed (" + reason + ") while resolving, resolver: " + name;
    }
}
