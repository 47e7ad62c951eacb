package io.gangway.upstream;

import io.gangway.net.HostPort;
import java.util.List;

/**
 * One {@code server} of an {@code upstream}.
 *
 * @param service the service whose hosts are the peers ({@code service}); null for none
 * @param peers one for each address; null if they are resolved at run time ({@code resolve})
 */
record ServerLine(HostPort host, PeerSettings settings, String service, List<Peer> peers) {
    /** Without {@code service}. */
    ServerLine(HostPort host, PeerSettings settings, List<Peer> peers) {
        this(host, settings, null, peers);
    }

    boolean isResolvedLater() {
        return peers == null;
    }
}
