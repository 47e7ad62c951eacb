package io.gangway.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;

/** What waits to be compressed, in its order; each piece becomes a gzip member. Safe for use by several threads. */
final class GzipQueue {
    /** Takes whole members. */
    @FunctionalInterface
    interface Target {
        void write(byte[] member) throws IOException;
    }

    /** The file is too slow when more than this waits. */
    private static final int MANY = 16;

    private final int level;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();

    /** Whether somebody is going to drain it. */
    private final AtomicBoolean claimed = new AtomicBoolean();

    /** @param level from 1 to 9 */
    GzipQueue(int level) {
        this.level = level;
    }

    int level() {
        return level;
    }

    void add(byte[] piece) {
        waiting.add(piece);
    }

    /** Whether the caller is to have it drained: something waits, and nobody else was told so. */
    boolean claim() {
        return !waiting.isEmpty() && claimed.compareAndSet(false, true);
    }

    boolean isLong() {
        return waiting.size() > MANY;
    }

    /** Writes all that waits. */
    synchronized void drain(Target target) throws IOException {
        claimed.set(false);
        for (byte[] piece = waiting.poll(); piece != null; piece = waiting.poll()) {
            target.write(member(piece));
        }
    }

    private byte[] member(byte[] piece) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(piece.length / 4 + 64);
        try (GZIPOutputStream gzip = new LevelledGzip(bytes)) {
            gzip.write(piece);
        }
        return bytes.toByteArray();
    }

    private final class LevelledGzip extends GZIPOutputStream {
        LevelledGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(level);
        }
    }
}
