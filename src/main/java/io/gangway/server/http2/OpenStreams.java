package io.gangway.server.http2;

import io.gangway.loop.FileDescriptors;
import io.gangway.loop.SelectorEventLoop;

/**
 * Limits the number of open HTTP/2 streams of all connections on one loop. Each stream uses heap and usually a file
 * descriptor. Above the limit, connections with more than a few streams get no new ones. Confined to the loop.
 */
final class OpenStreams {
    /** Number of streams that every connection may have. */
    static final int FEW = 8;

    /** Approximate heap of a stream, in bytes. */
    private static final int HEAP = 8 << 10;

    private final int max;
    private int open;

    /**
     * @param max maximum number of open streams
     */
    OpenStreams(int max) {
        this.max = max;
    }

    /** The limit of a loop: half of the file descriptors, or what the heap allows if that is less, divided by the number of loops. */
    static OpenStreams of(SelectorEventLoop loop) {
        return loop.local(OpenStreams.class, () -> {
            long heap = Runtime.getRuntime().maxMemory() / HEAP;
            int loops = loop.group().count();
            return new OpenStreams((int) Math.min(heap, FileDescriptors.limit() / 2) / loops);
        });
    }

    void opened() {
        open++;
    }

    void closed() {
        open--;
    }

    /** Whether a connection with so many streams may open another one. */
    boolean mayOpen(int connectionStreams) {
        return open < max || connectionStreams < FEW;
    }
}
