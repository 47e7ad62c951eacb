package io.gangway.charset;

import io.gangway.config.LoadContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The charsets of one generation. Filled while the configuration is read, not changed afterwards. */
final class Charsets {
    private final Map<String, Charset> byName = new HashMap<>();

    /** The pair of the first {@code charset_map}; empty before it. */
    private Set<Charset> firstMap = Set.of();

    private Charsets() {}

    /** The charsets of the configuration that is being read. */
    static Charsets of(LoadContext context) {
        return context.shared(Charsets.class, Charsets::new);
    }

    /** Returns the charset with a name, and registers it if it is new. */
    Charset add(String name) {
        return byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new Charset(name));
    }

    /**
     * Registers the pair of a {@code charset_map}; false if it repeats the first one. As in nginx, later ones may be
     * repeated.
     */
    boolean map(Charset from, Charset to) {
        if (firstMap.isEmpty()) {
            firstMap = Set.of(from, to);
            return true;
        }
        return !firstMap.equals(Set.of(from, to));
    }

    /** The charset for a name that is found at run time. */
    CharsetName named(String name) {
        return new CharsetName(name, byName.get(name.toLowerCase(Locale.ROOT)));
    }
}
