package io.gangway.config;

import java.util.HashMap;
import java.util.Map;

/**
 * The names of the zones that nginx keeps in shared memory: in one configuration, a name is used by one kind of
 * directive only.
 */
public final class ZoneNames {
    private final Map<String, Object> uses = new HashMap<>();

    private ZoneNames() {}

    /**
     * Claims a name, which may be claimed again for the same use.
     *
     * @param use identifies the kind of directive
     * @throws io.gangway.conf.ConfException if the name is used otherwise
     */
    public static void claim(DirectiveArguments r, String name, Object use) {
        Object before = r.context().shared(ZoneNames.class, ZoneNames::new).uses.putIfAbsent(name, use);
        if (before != null && !before.equals(use)) {
            throw r.error("the shared memory zone \"" + name + "\" is already declared for a different use");
        }
    }
}
