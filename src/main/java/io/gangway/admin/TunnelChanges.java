package io.gangway.admin;

import io.gangway.websocket.LiveTunnel;
import io.gangway.websocket.TunnelTraffic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What the watchers know about the tunnels of one loop, and what has changed since. Exists while somebody watches.
 * Confined to its loop.
 */
final class TunnelChanges {
    /** Maximum number of tunnels of a loop that are shown. */
    static final int MAX_TUNNELS = 10_000;

    /** A tunnel as the watchers know it. */
    private static final class Known {
        private long round;
        private TunnelTraffic up;
        private TunnelTraffic down;
        private boolean draining;
    }

    /**
     * The changes of a round, as members of JSON arrays.
     *
     * @param opened tunnels that the watchers do not know yet, and those that are draining now
     * @param changed the numbers of those that have changed
     * @param closed ids of those that have ended
     * @param all all tunnels; empty when nobody needs them
     * @param omitted tunnels that are not shown because there are too many
     */
    record Round(List<String> opened, String changed, List<Long> closed, List<String> all, int omitted) {}

    private final Map<Long, Known> known = new HashMap<>();
    private long round;

    /** @param whole whether a watcher needs all tunnels */
    Round next(Iterable<LiveTunnel> tunnels, boolean whole) {
        round++;
        List<String> opened = new ArrayList<>();
        List<String> all = new ArrayList<>();
        StringBuilder changed = new StringBuilder();
        int seen = 0;
        int omitted = 0;
        for (LiveTunnel tunnel : tunnels) {
            Known before = known.get(tunnel.id());
            if (before == null && known.size() >= MAX_TUNNELS) {
                omitted++;
                continue;
            }
            seen++;
            TunnelTraffic up = tunnel.toUpstream();
            TunnelTraffic down = tunnel.toClient();
            boolean fresh = before == null || before.draining != tunnel.isDraining();
            String row = fresh || whole ? TunnelJson.of(tunnel) : null;
            if (before == null) {
                before = new Known();
                known.put(tunnel.id(), before);
            }
            if (fresh) {
                opened.add(row);
            } else if (!up.equals(before.up) || !down.equals(before.down)) {
                changed.append(changed.length() == 0 ? "" : ",");
                TunnelJson.change(tunnel, up, down, changed);
            }
            if (whole) {
                all.add(row);
            }
            before.round = round;
            before.up = up;
            before.down = down;
            before.draining = tunnel.isDraining();
        }
        return new Round(opened, changed.toString(), closed(seen), all, omitted);
    }

    private List<Long> closed(int seen) {
        List<Long> closed = new ArrayList<>();
        if (known.size() > seen) {
            for (Iterator<Map.Entry<Long, Known>> each = known.entrySet().iterator(); each.hasNext(); ) {
                Map.Entry<Long, Known> entry = each.next();
                if (entry.getValue().round != round) {
                    closed.add(entry.getKey());
                    each.remove();
                }
            }
        }
        return closed;
    }
}
