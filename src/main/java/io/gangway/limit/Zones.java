package io.gangway.limit;

import io.gangway.conf.ConfException;
import io.gangway.conf.Position;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LoadContext;
import io.gangway.config.ZoneNames;
import io.gangway.metrics.LimitCounts;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The zones of one configuration, by name. A service of the generation, for their counts. Limits may refer to a zone
 * before it is declared. Not changed once the generation is built.
 */
public final class Zones {
    private final Map<String, Class<? extends Zone>> referred = new LinkedHashMap<>();
    private final Map<String, Position> firstReferences = new HashMap<>();
    private final Map<String, Zone> declared = new HashMap<>();

    Zones() {}

    static Zones of(LoadContext context) {
        return context.shared(Zones.class, Zones::new);
    }

    void refer(DirectiveArguments arguments, String name, Class<? extends Zone> type) {
        ZoneNames.claim(arguments, name, type);
        referred.putIfAbsent(name, type);
        firstReferences.putIfAbsent(name, arguments.position());
    }

    void declare(DirectiveArguments arguments, Zone zone) {
        refer(arguments, zone.name(), zone.getClass());
        Zone before = declared.putIfAbsent(zone.name(), zone);
        if (before == null) {
            return;
        }
        if (before.size() != zone.size()) {
            throw arguments.error("the size " + zone.size() + " of shared memory zone \"" + zone.name()
                    + "\" conflicts with already declared size " + before.size());
        }
        throw arguments.error(
                arguments.node().name() + " \"" + zone.name() + "\" is already bound to key \"" + before.key() + "\"");
    }

    /** Checks that all zones to which limits refer are declared. */
    void check() {
        for (String name : referred.keySet()) {
            if (!declared.containsKey(name)) {
                String hint = "no zone of that name is declared";
                throw new ConfException("zero size shared memory zone \"" + name + "\"", null, hint)
                        .at(firstReferences.get(name));
            }
        }
    }

    /** The decisions of each {@code limit_req_zone}, by name. */
    public Map<String, LimitCounts> requests() {
        return counts(Zone.OfRequests.class);
    }

    /** The decisions of each {@code limit_conn_zone}, by name. */
    public Map<String, LimitCounts> connections() {
        return counts(Zone.OfConnections.class);
    }

    private Map<String, LimitCounts> counts(Class<? extends Zone> type) {
        Map<String, LimitCounts> counts = new TreeMap<>();
        declared.values().stream().filter(type::isInstance).forEach(zone -> counts.put(zone.name(), zone.counts()));
        return counts;
    }

    <Z extends Zone> Z get(String name, Class<Z> type) {
        return type.cast(declared.get(name));
    }
}
