package io.gangway.dns;

import io.gangway.core.Datagrams;
import io.gangway.core.V6Text;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;

/** One DNS server, as one loop talks to it: the socket is opened by the first question and kept. Confined to its loop. */
final class NameServer implements Datagrams.Listener {
    private final InetSocketAddress address;
    private final LoopResolver owner;
    private Datagrams socket;

    NameServer(InetSocketAddress address, LoopResolver owner) {
        this.address = address;
        this.owner = owner;
    }

    InetSocketAddress address() {
        return address;
    }

    /**
     * Sends a question.
     *
     * @return null, or why that is not possible
     */
    String send(ByteBuffer query) {
        try {
            if (socket == null) {
                socket = owner.loop().datagrams(address, this);
            }
            socket.send(query);
            return null;
        } catch (IOException e) {
            close();
            return text("send()", e);
        }
    }

    @Override
    public void received(ByteBuffer datagram) {
        owner.received(datagram, false);
    }

    @Override
    public void failed(IOException cause) {
        socket = null;
        owner.unreachable(this, text("recv()", cause));
    }

    private String text(String call, IOException cause) {
        String reason = cause instanceof PortUnreachableException
                ? "111: Connection refused"
                : String.valueOf(cause.getMessage());
        String host = V6Text.of(address.getAddress());
        String name = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
        return call + " failed (" + reason + ") while resolving, resolver: " + name;
    }

    void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
