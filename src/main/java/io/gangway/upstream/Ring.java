package io.gangway.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The ring of {@code hash … consistent}: 160 points for each unit of weight, computed as in Cache::Memcached::Fast.
 * Immutable.
 */
final class Ring {
    private static final int POINTS = 160;
    private static final Pattern WITH_PORT = Pattern.compile("(.*):([0-9]*)");

    private final long[] points;
    private final String[] servers;

    Ring(List<Peer> peers) {
        TreeMap<Long, String> all = new TreeMap<>();
        for (Peer peer : peers) {
            add(peer.server(), peer.settings().weight(), all);
        }
        points = all.keySet().stream().mapToLong(Long::longValue).toArray();
        servers = all.values().toArray(String[]::new);
    }

    private static void add(String server, int weight, TreeMap<Long, String> all) {
        byte[] base = base(server);
        int previous = 0;
        for (int i = 0; i < weight * POINTS; i++) {
            CRC32 crc = new CRC32();
            crc.update(base);
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                crc.update(previous >>> shift);
            }
            all.putIfAbsent(crc.getValue(), server);
            previous = (int) crc.getValue();
        }
    }

    /** Host and port with a NUL between them. */
    private static byte[] base(String server) {
        if (server.regionMatches(true, 0, "unix:", 0, 5)) {
            return (server.substring(5) + '\0').getBytes(ISO_8859_1);
        }
        Matcher parts = WITH_PORT.matcher(server);
        String base = parts.matches() ? parts.group(1) + '\0' + parts.group(2) : server + '\0';
        return base.getBytes(ISO_8859_1);
    }

    /**
     * The index of the first point at or after a hash; the number of points if there is none, which {@link #server}
     * wraps around.
     */
    int find(long hash) {
        int low = 0;
        int high = points.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points[middle] < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The {@code server} of a point; indexes wrap around. */
    String server(int point) {
        return servers[point % servers.length];
    }
}
