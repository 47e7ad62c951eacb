package io.gangway.cache;

import io.gangway.conf.ConfException;
import io.gangway.config.BackgroundTasks;
import io.gangway.config.LoadContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The caches of one kind of pass, such as {@code proxy_cache_path}, of all generations of a process: a generation uses
 * the zone of the previous one if name and size are the same. Thread-safe.
 */
public final class CacheZones {
    private record Identity(String name, long size) {}

    /** A zone while generations use it. */
    private static final class Used {
        private final CacheZone zone;
        private int generations;

        Used(CachePath path) {
            zone = new CacheZone(path);
        }
    }

    private final Map<Identity, Used> zones = new HashMap<>();

    /**
     * The zones of a configuration, by name. They are loaded and cleaned up while it is served.
     *
     * @throws ConfException when a zone has been used for another directory, in nginx's wording
     */
    public Map<String, CacheZone> open(LoadContext context, List<CachePath> paths) {
        Map<String, CacheZone> byName = new LinkedHashMap<>();
        for (CachePath path : paths) {
            Identity identity = new Identity(path.zone(), path.zoneSize());
            CacheZone zone = retain(identity, path);
            context.closeWithGeneration(() -> release(identity));
            BackgroundTasks.add(context, new CacheJobs(zone, path));
            byName.put(path.zone(), zone);
        }
        return byName;
    }

    private synchronized CacheZone retain(Identity identity, CachePath path) {
        Used used = zones.get(identity);
        if (used == null) {
            used = new Used(path);
            zones.put(identity, used);
        } else {
            check(path, used.zone);
        }
        used.generations++;
        return used.zone;
    }

    private synchronized void release(Identity identity) {
        if (--zones.get(identity).generations == 0) {
            zones.remove(identity);
        }
    }

    private static void check(CachePath path, CacheZone before) {
        String name = "cache \"" + path.zone() + "\"";
        if (!before.path().directory().equals(path.directory())) {
            throw new ConfException(
                    name + " uses the \"" + path.name() + "\" cache path while previously it used the \""
                            + before.path().name() + "\" cache path",
                    null);
        }
        if (!before.path().levels().equals(path.levels())) {
            throw new ConfException(name + " had previously different levels", null);
        }
    }
}
