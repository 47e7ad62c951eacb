package io.gangway.loop;

/** The part of a loop's heap for connections that one of them has taken. Confined to the loop. */
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

    /** Takes or gives back until it is so much; false when there is not so much left. After {@link #close} it does nothing. */
    public boolean resize(long wanted) {
        long more = wanted - bytes;
        if (closed) {
            return true;
        }
        if (more > 0 && !connections.acquireHeap(more)) {
            return false;
        }
        if (closed) {
            // The connection had to give way itself, and all that it had was given back.
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

    /** Gives all of it back; none is taken any more. Idempotent. */
    public void close() {
        closed = true;
        connections.releaseHeap(bytes);
        bytes = 0;
    }
}
