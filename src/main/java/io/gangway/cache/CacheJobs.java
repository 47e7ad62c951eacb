package io.gangway.cache;

import io.gangway.loop.EventLoop;

/** The loader and the manager of a zone, while a generation is served. */
final class CacheJobs implements AutoCloseable {
    private final CacheZone zone;
    private final CachePath path;
    private volatile boolean closed;

    CacheJobs(CacheZone zone, CachePath path) {
        this.zone = zone;
        this.path = path;
    }

    /** Called on the loop. */
    void start(EventLoop loop) {
        if (!closed) {
            zone.path(path);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
