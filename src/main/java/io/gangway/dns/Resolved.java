package io.gangway.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * The result of a lookup.
 *
 * @param addresses at least one, in the server's order; empty for a service
 * @param services at least one, in the server's order; empty for the addresses of a name
 * @param validMillis for how long the result may be used
 */
public record Resolved(List<InetAddress> addresses, List<ServiceRecord> services, long validMillis) {}
