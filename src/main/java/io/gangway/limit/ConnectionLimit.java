package io.gangway.limit;

import io.gangway.conf.Complaint;
import io.gangway.conf.NumberValue;
import io.gangway.core.Reader;
import java.util.List;

/**
 * One {@code limit_conn}.
 *
 * @param zone its name
 * @param most requests at once, 1 to 65535
 */
record ConnectionLimit(String zone, int most) {
    private static final int LARGEST = 65535;

    static ConnectionLimit read(Reader reader, List<ConnectionLimit> before) {
        String zone = reader.arg(0);
        Zones.of(reader.drawing()).refer(reader, zone, Zone.OfConnections.class);
        for (ConnectionLimit other : before) {
            if (other.zone.equals(zone)) {
                throw Complaint.directive(reader.node(), "is duplicate");
            }
        }
        long most = NumberValue.parse(reader.arg(1)).orElse(0);
        if (most <= 0) {
            throw reader.error("invalid number of connections \"" + reader.arg(1) + "\"");
        }
        if (most > LARGEST) {
            throw reader.error("connection limit must be less 65536");
        }
        return new ConnectionLimit(zone, (int) most);
    }
}
