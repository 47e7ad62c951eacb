package io.gangway.upstream;

import io.gangway.net.HostPort;
import java.util.List;

/**
 * One {@code server} of an {@code upstream}.
 *
 * @param peers one for each address; null where {@code resolve} says that they are found at run time
 */
record ServerLine(HostPort host, PeerSettings settings, List<Peer> peers) {
    boolean isResolved() {
        return peers == null;
    }
}
