package io.gangway.metrics;

/**
 * A snapshot of a generation in memory. A replaced generation stays as long as it is used.
 *
 * @param number 1 for the first configuration of the process, and so on
 * @param running whether new requests use it
 * @param connections client connections, including idle ones
 * @param exchanges requests that have not ended, including tunnels
 * @param tunnels open tunnels
 */
public record GenerationStats(long number, boolean running, int connections, int exchanges, int tunnels) {}
