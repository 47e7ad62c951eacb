package io.gangway.cache;

import io.gangway.config.DirectiveArguments;
import java.util.HashMap;
import java.util.Map;

/** The caches of one configuration, while it is read: no two of them have the same directory or zone. */
final class DeclaredPaths {
    private record Declared(CachePath path, String directive, String position) {}

    private final Map<String, Declared> byDirectory = new HashMap<>();
    private final Map<String, Declared> byZone = new HashMap<>();

    void add(CachePath path, DirectiveArguments arguments) {
        Declared declared =
                new Declared(path, arguments.node().name(), arguments.position().toString());
        Declared before = byDirectory.putIfAbsent(path.name(), declared);
        if (before != null) {
            throw arguments.error("the same path name \"" + path.name() + "\" used in " + before.position + " and");
        }
        before = byZone.putIfAbsent(path.zone(), declared);
        if (before != null) {
            throw arguments.error(conflict(path, declared, before));
        }
    }

    private static String conflict(CachePath path, Declared declared, Declared before) {
        if (!before.directive.equals(declared.directive)) {
            return "the shared memory zone \"" + path.zone() + "\" is already declared for a different use";
        }
        if (before.path.zoneSize() != path.zoneSize()) {
            return "the size " + path.zoneSize() + " of shared memory zone \"" + path.zone()
                    + "\" conflicts with already declared size " + before.path.zoneSize();
        }
        return "duplicate zone \"" + path.zone() + "\"";
    }
}
