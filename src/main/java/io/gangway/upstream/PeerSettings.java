package io.gangway.upstream;

/**
 * The parameters of a {@code server} in an {@code upstream}.
 *
 * @param weight share of requests, at least 1
 * @param maxFails failures within {@code failSeconds} after which a peer is disabled; 0: it is never disabled
 * @param failSeconds the period for {@code maxFails}, and the time for which the peer is disabled, in seconds
 * @param maxConnections maximum number of concurrent requests; 0 for no limit
 * @param backup used only if no other peer is usable
 * @param down never used
 * @param drain used only for requests of sessions that belong to it
 * @param route by which a session names it; empty for the hash of its address
 * @param slowStartMillis in which its share of requests grows again after it was unavailable, in milliseconds; 0: at
 *     once
 */
public record PeerSettings(
        int weight,
        int maxFails,
        long failSeconds,
        int maxConnections,
        boolean backup,
        boolean down,
        boolean drain,
        String route,
        long slowStartMillis) {
    /** The maximum length of a route: that of the hash of an address. */
    public static final int MAX_ROUTE = 32;

    /** Those of a server without parameters. */
    public static final PeerSettings DEFAULT = new PeerSettings(1, 1, 10, 0, false, false, false);

    /** Without {@code route} and {@code slow_start}. */
    public PeerSettings(
            int weight,
            int maxFails,
            long failSeconds,
            int maxConnections,
            boolean backup,
            boolean down,
            boolean drain) {
        this(weight, maxFails, failSeconds, maxConnections, backup, down, drain, "", 0);
    }

    /**
     * Those of a host that an SRV record names.
     *
     * @param ofRecord its weight, which counts unless the server has one
     * @param later whether other hosts have a lower priority, so that this one is a backup
     */
    PeerSettings ofService(int ofRecord, boolean later) {
        return new PeerSettings(
                weight == 1 ? Math.max(1, ofRecord) : weight,
                maxFails,
                failSeconds,
                maxConnections,
                backup || later,
                down,
                drain,
                route,
                slowStartMillis);
    }

    /** Whether new requests go elsewhere. */
    boolean isOut() {
        return down || drain;
    }
}
