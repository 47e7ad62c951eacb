package io.gangway.exchange;

/**
 * The values of core's directives on the main level and in {@code events}, read once.
 *
 * @param workerProcesses {@code worker_processes}; 0 for {@code auto}
 * @param workerConnections {@code worker_connections}
 * @param workerGenerations {@code worker_generations}
 * @param shutdownTimeoutMillis {@code worker_shutdown_timeout}; 0 for none
 * @param shutdownDelayMillis {@code worker_shutdown_delay}; 0 for none
 * @param daemon {@code daemon}
 * @param pid {@code pid} as written; null when not configured
 */
public record MainSettings(
        int workerProcesses,
        int workerConnections,
        int workerGenerations,
        long shutdownTimeoutMillis,
        long shutdownDelayMillis,
        boolean daemon,
        String pid) {}
