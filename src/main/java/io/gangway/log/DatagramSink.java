package io.gangway.log;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** A connected datagram socket, which never blocks. */
interface DatagramSink extends Closeable {
    /**
     * Sends a datagram.
     *
     * @throws IOException also when the system has no room for it now
     */
    void send(ByteBuffer message) throws IOException;

    /** A UDP socket. */
    static DatagramSink udp(SocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.connect(address);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new DatagramSink() {
            @Override
            public void send(ByteBuffer message) throws IOException {
                if (channel.write(message) == 0) {
                    throw new IOException("Resource temporarily unavailable");
                }
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
