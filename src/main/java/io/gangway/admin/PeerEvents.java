package io.gangway.admin;

import io.gangway.exchange.Generation;
import io.gangway.upstream.PeerStatus;
import io.gangway.upstream.UpstreamGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the peers whose state has changed since the last look. Confined to the loop of its feed. */
final class PeerEvents {
    /** A state and when it began. */
    private record Seen(String state, long changedSeconds) {}

    private Map<List<String>, Seen> seen = new HashMap<>();
    private boolean first = true;

    /** Forgets everything: the next look finds nothing. */
    void reset() {
        seen = new HashMap<>();
        first = true;
    }

    /** Appends an event for each peer that has changed. */
    void appendTo(StringBuilder events, Generation generation, long nowMillis) {
        Map<List<String>, Seen> now = new HashMap<>();
        PeerResource.groups(generation).forEach(group -> {
            for (PeerStatus peer : group.peers(nowMillis / 1000)) {
                List<String> key = List.of(group.label(), peer.server(), peer.name());
                Seen state = new Seen(PeerResource.state(peer), peer.changedSeconds());
                now.put(key, state);
                if (!first && !state.equals(seen.get(key))) {
                    events.append(event(group, peer, JsonText.time(nowMillis)));
                }
            }
        });
        seen = now;
        first = false;
    }

    private static String event(UpstreamGroup group, PeerStatus peer, String at) {
        return EventFeed.event(
                "peer",
                new JsonText()
                        .bytes("upstream", group.label())
                        .bytes("peer", peer.name())
                        .put("state", PeerResource.state(peer))
                        .bytes("reason", peer.reason())
                        .put("at", at)
                        .toString());
    }
}
