package io.gangway.dns;

/**
 * An SRV record (RFC 2782): one host that offers a service.
 *
 * @param priority hosts of the lowest priority are used first
 * @param weight share of requests among the hosts of the same priority
 * @param target the name of the host, in lower case
 */
public record ServiceRecord(int priority, int weight, int port, String target) {}
