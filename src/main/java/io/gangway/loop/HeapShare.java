package io.gangway.loop;

/** The part of a loop's heap budget for connections that one connection has acquired. Confined to the loop. */
public final class HeapShare {
    private final WorkerConnections connections;
    private long bytes;
    private boolean closed;

    public HeapShare(WorkerConnections connections) {
        this.connections = connections;
    }

    public long bytes() {
        return bytes;
    }

    /**
     * Acquires or releases heap until the share has the given size. Does nothing after {@link #close}.
     *
     * @return false when not enough is left
     */
    public boolean resize(long wanted) {
        long more = wanted - bytes;
        if (closed) {
            return true;
        }
        if (more > 0 && !connections.acquireHeap(more)) {
            return false;
        }
        if (closed) {
            // The connection itself was closed to free memory, and its whole share was released.
            connections.releaseHeap(more);
            return true;
        }
        if (more < 0) {
            connections.releaseHeap(-more);
        }
        bytes = wanted;
        return true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Releases the whole share, for good. Idempotent. */
    public void close() {
        closed = true;
        connections.releaseHeap(bytes);
        bytes = 0;
    }
}
