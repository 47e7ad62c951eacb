package io.gangway.websocket;

import io.gangway.metrics.CountsRegistry;
import java.util.List;

/**
 * The metrics of all locations with upgrades, so that the next generation continues those of the previous one. They are
 * removed with the last generation or tunnel that uses them. Thread-safe.
 */
final class LocationMetricsRegistry {
    private final CountsRegistry<LocationMetrics.Key, LocationMetrics> metrics = new CountsRegistry<>();

    /** Whether no location has had an upgrade yet. */
    boolean isEmpty() {
        return metrics.isEmpty();
    }

    /** The metrics of a location; null when it has had no upgrade yet. */
    LocationMetrics known(LocationMetrics.Key key) {
        return metrics.known(key);
    }

    /** The metrics of a location; created on first use. */
    LocationMetrics get(LocationMetrics.Key key) {
        return metrics.get(key, () -> new LocationMetrics(key));
    }

    /** All that are in use, in no particular order. */
    List<LocationMetrics> all() {
        return metrics.all();
    }
}
