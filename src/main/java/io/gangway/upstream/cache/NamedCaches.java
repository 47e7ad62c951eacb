package io.gangway.upstream.cache;

import io.gangway.cache.CacheZone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The caches of one generation, by the prefix of their directives and by name. Filled while it is loaded. */
public final class NamedCaches {
    private final Map<String, Map<String, CacheZone>> byPrefix = new HashMap<>();

    /** Adds the caches of one protocol. */
    public void add(String prefix, Map<String, CacheZone> zones) {
        byPrefix.put(prefix, zones);
    }

    /** Those of one protocol, by name. */
    public Map<String, CacheZone> of(String prefix) {
        return byPrefix.getOrDefault(prefix, Map.of());
    }

    /** All of them. */
    public List<CacheZone> all() {
        List<CacheZone> all = new ArrayList<>();
        byPrefix.values().forEach(zones -> all.addAll(zones.values()));
        return all;
    }
}
