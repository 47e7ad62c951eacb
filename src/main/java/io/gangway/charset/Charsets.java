package io.gangway.charset;

import io.gangway.config.LoadContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The charsets of one generation. Filled while the configuration is read, not changed afterwards. */
final class Charsets {
    private final Map<String, Charset> byName = new HashMap<>();

    /** The two of the first {@code charset_map}; empty before it. */
    private Set<Charset> firstMap = Set.of();

    private Charsets() {}

    /** Those of the configuration that is being read. */
    static Charsets of(LoadContext context) {
        return context.shared(Charsets.class, Charsets::new);
    }

    /** The charset of that name, known from now on. */
    Charset add(String name) {
        return byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new Charset(name));
    }

    /** Says which two a {@code charset_map} is for; false when the first one was. As in nginx later ones may be repeated. */
    boolean map(Charset from, Charset to) {
        if (firstMap.isEmpty()) {
            firstMap = Set.of(from, to);
            return true;
        }
        return !firstMap.equals(Set.of(from, to));
    }

    /** What a name means that comes while requests run. */
    CharsetName named(String name) {
        return new CharsetName(name, byName.get(name.toLowerCase(Locale.ROOT)));
    }
}
