package io.gangway.upstream;

import io.gangway.net.HostPort;
import java.util.List;

/**
 * One {@code server} of an {@code upstream}.
 *
 * @param peers one for each address; null if they are resolved at run time ({@code resolve})
 */
record ServerLine(HostPort host, PeerSettings settings, List<Peer> peers) {
    boolean isResolvedLater() {
        return peers == null;
    }
}
