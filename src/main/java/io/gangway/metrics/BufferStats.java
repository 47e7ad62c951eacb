package io.gangway.metrics;

/**
 * Memory of the buffer pool, in bytes.
 *
 * @param used chunks with a buffer in use, and memory that is held for messages
 * @param max upper bound of {@code used}; 0 for a pool of the application's own, which is not measured
 */
public record BufferStats(long used, long max) {}
