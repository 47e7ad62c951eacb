package io.gangway.server;

import io.gangway.exchange.Generation;
import io.gangway.loop.FileDescriptors;
import io.gangway.loop.WorkerConnections;

/**
 * Computes the maximum number of connections of a loop, and their heap, from the configuration and the limits of the
 * process.
 */
final class ConnectionBounds {
    /** The heap for connections and request heads is HEAP_SHARE / HEAP_PARTS of the JVM's maximum heap. */
    private static final int HEAP_PARTS = 8;

    private static final int HEAP_SHARE = 3;

    /** 1 / FILES_SHARE of the file descriptors that are free at the start is reserved for files. */
    private static final int FILES_SHARE = 8;

    private static final int MIN_FILES = 16;
    private static final int MAX_FILES = 1024;

    /** Descriptors for connections; measured once, at the start. */
    private final int descriptors;

    private final int limit;
    private final int loops;

    ConnectionBounds(int loops) {
        this.loops = loops;
        limit = FileDescriptors.limit();
        int free = limit - FileDescriptors.open();
        descriptors = free - Math.max(MIN_FILES, Math.min(MAX_FILES, free / FILES_SHARE));
    }

    /** The limits of each loop. With fewer loops than {@code worker_processes}, each loop gets more connections. */
    WorkerConnections.Bounds of(Generation generation) {
        int each = generation.settings().workerConnections();
        long all = (long) each * Math.max(loops, generation.settings().workerProcesses());
        long heap = Runtime.getRuntime().maxMemory() / HEAP_PARTS * HEAP_SHARE / loops;
        return all <= descriptors
                ? new WorkerConnections.Bounds(perLoop(all), each + " worker_connections are", false, heap)
                : new WorkerConnections.Bounds(
                        perLoop(descriptors), "open file resource limit " + limit + " is", true, heap);
    }

    private int perLoop(long all) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, all / loops));
    }
}
