package io.gangway.upstream;

import java.util.List;

/** The configured balancing method of an {@code upstream}; {@link #ROUND_ROBIN} by default. Immutable. */
interface BalancingMethod {
    BalancingMethod ROUND_ROBIN = peers -> x -> RoundRobin.CHOICE;

    /** {@code least_conn}. */
    BalancingMethod LEAST_CONNECTIONS = peers -> x -> LeastConnections.CHOICE;

    /**
     * Creates the balancer of a group.
     *
     * @param peers without the backups
     */
    Balancer balancer(List<Peer> peers);

    /** The maximum sum of all weights after a change at run time, which must not take much memory or time. */
    default int maxWeight() {
        return Integer.MAX_VALUE;
    }

    /** Whether it looks at the state of all peers. Only then are {@code backup} and {@code slow_start} possible. */
    default boolean isByState() {
        return this == ROUND_ROBIN || this == LEAST_CONNECTIONS;
    }
}
