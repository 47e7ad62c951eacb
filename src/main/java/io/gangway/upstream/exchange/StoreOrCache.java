package io.gangway.upstream.exchange;

import io.gangway.config.DirectiveArguments;
import io.gangway.config.Scope;

/**
 * A location stores responses or caches them: {@code proxy_store} and {@code proxy_cache} exclude each other on a level,
 * and each cancels the other one of an outer level.
 */
final class StoreOrCache {
    private StoreOrCache() {}

    /** Throws if a directive follows the other one on its level. */
    static void check(DirectiveArguments r, String other) {
        if (!r.arg(0).equals("off") && isOn(r.scope(), other)) {
            throw r.error("\"" + r.node().name() + "\" directive is incompatible with \"" + other + "\"");
        }
    }

    /** Whether a location where both are effective stores. */
    static boolean stores(Scope location, String store, String cache) {
        for (Scope level = location; level != null; level = level.parent()) {
            if (isOn(level, store)) {
                return true;
            }
            if (isOn(level, cache)) {
                return false;
            }
        }
        return false;
    }

    private static boolean isOn(Scope level, String name) {
        return level.settings().stream()
                .anyMatch(setting -> setting.directive().name().equals(name)
                        && !setting.node().args().get(0).text().equals("off"));
    }
}
