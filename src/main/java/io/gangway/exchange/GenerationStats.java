package io.gangway.exchange;

/**
 * A generation that is in memory, as it was a moment ago. One that was replaced stays as long as somebody uses it.
 *
 * @param number 1 for the first configuration of the process, and so on
 * @param running whether new requests get it
 * @param connections client connections that it serves, idle ones too
 * @param exchanges requests that have not ended, tunnels too
 * @param tunnels open tunnels
 */
public record GenerationStats(long number, boolean running, int connections, int exchanges, int tunnels) {}
