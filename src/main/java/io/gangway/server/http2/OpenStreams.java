package io.gangway.server.http2;

import io.gangway.loop.FileDescriptors;
import io.gangway.loop.SelectorEventLoop;

/**
 * How many streams of HTTP/2 are open on one loop, of all its connections. Each takes some of the heap and mostly a descriptor, of a
 * file or an upstream. Where there are too many, a connection that has more than a few gets no more. Confined to the loop.
 */
final class OpenStreams {
    /** What a connection may always have. */
    static final int FEW = 8;

    /** What a stream takes of the heap until its end, about. */
    private static final int HEAP = 8 << 10;

    private final int max;
    private int open;

    /** So many may be open. */
    OpenStreams(int max) {
        this.max = max;
    }

    /** Those of a loop: half of the descriptors, and what the heap allows, for all loops together. */
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

    /** Whether a connection that has so many may have one more. */
    boolean mayOpen(int own) {
        return open < max || own < FEW;
    }
}
