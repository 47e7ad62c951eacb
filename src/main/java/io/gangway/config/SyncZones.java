package io.gangway.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The zones with {@code sync} of one generation. A service of the generation; filled while it is loaded. */
public final class SyncZones {
    private final List<SyncZone> zones = new ArrayList<>();

    private SyncZones() {}

    /** Those of the configuration that is being loaded. */
    public static SyncZones of(LoadContext context) {
        return context.shared(SyncZones.class, SyncZones::new);
    }

    public void add(SyncZone zone) {
        zones.add(zone);
    }

    /** All zones, in the order of the file. */
    public List<SyncZone> all() {
        return Collections.unmodifiableList(zones);
    }
}
