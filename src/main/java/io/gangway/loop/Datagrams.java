package io.gangway.loop;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A socket for datagrams to and from one peer. Confined to its loop; whoever opened it closes it. */
public interface Datagrams {
    /** Whom to tell, on the loop. */
    interface Listener {
        /** One datagram, position to limit; longer ones than 4096 bytes are cut. Valid during the call only. */
        void received(ByteBuffer datagram);

        /** The socket is of no use any more and is closed: the peer's port is closed, or the network failed. */
        void failed(IOException cause);
    }

    /**
     * Sends position to limit as one datagram. One for which the system has no room is lost, as any may be on its way.
     *
     * @throws IOException when the network is known to be of no use; the socket is to be closed then
     */
    void send(ByteBuffer datagram) throws IOException;

    /** Idempotent; the listener is not called any more. */
    void close();
}
