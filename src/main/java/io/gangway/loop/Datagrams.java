package io.gangway.loop;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A UDP socket for datagrams to and from one peer. Confined to its loop; closed by its owner. */
public interface Datagrams {
    /** Receives datagrams and failures, on the loop. */
    interface Listener {
        /** A datagram arrived: position to limit, cut after 4096 bytes. Valid during the call only. */
        void received(ByteBuffer datagram);

        /** The socket failed and is closed: the peer's port is closed, or the network failed. */
        void failed(IOException cause);
    }

    /**
     * Sends position to limit as one datagram. It is dropped when the socket's send buffer is full; like any datagram
     * it may also be lost on its way.
     *
     * @throws IOException when the network fails; the owner must then close the socket
     */
    void send(ByteBuffer datagram) throws IOException;

    /** Closes the socket; the listener is not called any more. Idempotent. */
    void close();
}
