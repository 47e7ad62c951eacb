package io.gangway.cluster;

import io.gangway.errorlog.ErrorLog;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps a node that is no longer used for a moment, for the next generation. Thread-safe.
 */
final class NodeKeeper {
    /** Far more than lies between the end of a generation and the begin of the next. */
    private static final long KEEP_MILLIS = 300;

    /** Of the running generation, or else of the one before; null for none. */
    private ClusterNode node;

    private boolean used;

    /** Completes when the node before has closed its port. */
    private CompletableFuture<Void> portFree = CompletableFuture.completedFuture(null);

    /** A node with these settings: the one of the generation before, or a new one. */
    synchronized ClusterNode open(ZoneSyncSettings settings, ErrorLog log) {
        if (node != null && !node.settings().equals(settings)) {
            portFree = node.close();
            node = null;
        }
        if (node == null) {
            node = new ClusterNode(settings, log, portFree);
        }
        used = true;
        return node;
    }

    /** The node is no longer used: it is closed, unless it is opened again soon. */
    synchronized void release(ClusterNode unused) {
        if (unused == node) {
            used = false;
            node.later(KEEP_MILLIS, () -> close(unused));
        }
    }

    private synchronized void close(ClusterNode unused) {
        if (unused == node && !used) {
            portFree = node.close();
            node = null;
        }
    }

    /** The node that runs; null for none. */
    synchronized ClusterNode node() {
        return node;
    }
}
