package io.gangway.limit;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.NumberValue;
import io.gangway.config.DirectiveArguments;
import java.util.List;

/**
 * One {@code limit_conn}.
 *
 * @param zone name of the zone
 * @param max maximum number of concurrent requests, 1 to 65535
 */
record ConnectionLimit(String zone, int max) {
    static final int MAX = 65535;

    static ConnectionLimit read(DirectiveArguments arguments, List<ConnectionLimit> before) {
        String zone = arguments.arg(0);
        Zones.of(arguments.context()).refer(arguments, zone, Zone.OfConnections.class);
        for (ConnectionLimit other : before) {
            if (other.zone.equals(zone)) {
                throw ConfErrors.directive(arguments.node(), "is duplicate");
            }
        }
        long max = NumberValue.parse(arguments.arg(1)).orElse(0);
        if (max <= 0) {
            throw arguments.error("invalid number of connections \"" + arguments.arg(1) + "\"");
        }
        if (max > MAX) {
            throw arguments.error("connection limit must be less 65536");
        }
        return new ConnectionLimit(zone, (int) max);
    }
}
