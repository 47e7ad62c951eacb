package io.gangway.metrics;

/**
 * A snapshot of an event loop.
 *
 * @param id its number, from 0
 * @param connections open connections, to clients and upstreams
 * @param iterations passes since the start
 * @param busyNanos time in which it did not wait, since the start
 * @param lagNanos the longest pass of the last one to two seconds: for so long everything else on the loop had to wait.
 *     Includes a pass that has not ended yet
 */
public record LoopStats(int id, int connections, long iterations, long busyNanos, long lagNanos) {}
