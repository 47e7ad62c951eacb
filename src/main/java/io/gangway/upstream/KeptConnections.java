package io.gangway.upstream;

import java.net.SocketAddress;

/** The connections of a group on one loop that are kept for further requests. Confined to the loop. */
public interface KeptConnections {
    /** The number of idle connections. Also for other threads, which may see an older number. */
    int idle();

    /** Closes the idle connections to an address; those in use are closed after their last request. */
    void close(SocketAddress address);

    /** Closes all idle connections; those in use are closed after their last request. */
    void close();
}
