package io.gangway.loop;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Invocable;

/** A connected UDP socket on a loop's selector. Confined to that loop, which closes it when the loop stops. */
final class DatagramPort implements Datagrams, ManagedSelector.Selectable, Closeable {
    private static final int MAX_SIZE = 4096;
    private static final int MAX_PER_READ = 64;

    private final DatagramChannel channel;
    private final Listener listener;
    private SelectionKey key;

    private DatagramPort(DatagramChannel channel, Listener listener) {
        this.channel = channel;
        this.listener = listener;
    }

    static DatagramPort open(SelectorEventLoop loop, InetSocketAddress peer, Listener listener) throws IOException {
        boolean v6 = peer.getAddress() instanceof Inet6Address;
        DatagramChannel channel = DatagramChannel.open(v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            channel.connect(peer);
            DatagramPort port = new DatagramPort(channel, listener);
            port.key = channel.register(loop.getSelector(), SelectionKey.OP_READ, port);
            return port;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void send(ByteBuffer datagram) throws IOException {
        channel.write(datagram);
    }

    @Override
    public Runnable onSelected() {
        return Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::read);
    }

    @Override
    public void updateKey() {}

    @Override
    public void replaceKey(SelectionKey key) {
        this.key = key;
    }

    private void read() {
        ByteBuffer datagram = ByteBuffer.allocate(MAX_SIZE);
        for (int i = 0; i < MAX_PER_READ && channel.isOpen(); i++) {
            datagram.clear();
            try {
                if (channel.read(datagram) <= 0) {
                    return;
                }
            } catch (IOException e) {
                close();
                listener.failed(e);
                return;
            }
            listener.received(datagram.flip());
        }
    }

    @Override
    public void close() {
        key.cancel();
        IO.close(channel);
    }
}
