package io.gangway.limit;

import io.gangway.conf.ConfException;
import io.gangway.conf.Position;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LoadContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The zones of one configuration, by name. Limits may refer to a zone before it is declared. */
final class Zones {
    private final Map<String, Class<? extends Zone>> referred = new LinkedHashMap<>();
    private final Map<String, Position> firstReferences = new HashMap<>();
    private final Map<String, Zone> declared = new HashMap<>();

    static Zones of(LoadContext context) {
        return context.shared(Zones.class, Zones::new);
    }

    void refer(DirectiveArguments arguments, String name, Class<? extends Zone> type) {
        Class<? extends Zone> before = referred.putIfAbsent(name, type);
        firstReferences.putIfAbsent(name, arguments.position());
        if (before != null && before != type) {
            throw arguments.error("the shared memory zone \"" + name + "\" is already declared for a different use");
        }
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

    <Z extends Zone> Z get(String name, Class<Z> type) {
        return type.cast(declared.get(name));
    }
}
