package io.gangway.upstream;

import java.util.List;

/** What a method's directive says of an {@code upstream}; without one it is {@link #ROUND_ROBIN}. Immutable. */
interface BalancingMethod {
    BalancingMethod ROUND_ROBIN = peers -> x -> RoundRobin.CHOICE;

    /** {@code least_conn}. */
    BalancingMethod LEAST_CONNECTIONS = peers -> x -> LeastConnections.CHOICE;

    /** What serves the requests of a group with these peers, the backups left out. */
    Balancer balancer(List<Peer> peers);
}
