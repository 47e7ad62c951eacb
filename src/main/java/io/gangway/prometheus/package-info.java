/**
 * Shows the counters of the running server as Prometheus and OpenMetrics text ({@code gangway_metrics}), and whether it
 * is ready ({@code gangway_ready}, {@code gangway_alive}). The engine does not know this package.
 */
package io.gangway.prometheus;
