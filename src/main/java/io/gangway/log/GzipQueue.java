package io.gangway.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;

/** Data to be compressed, in order; each piece becomes a gzip member. Safe for any thread. */
final class GzipQueue {
    /** Writes complete members. */
    @FunctionalInterface
    interface Target {
        void write(byte[] member) throws IOException;
    }

    /** If more pieces than this are waiting, the file is too slow. */
    private static final int MAX_WAITING = 16;

    private final int level;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();

    /** Whether a caller has taken on the next drain. */
    private final AtomicBoolean claimed = new AtomicBoolean();

    /**
     * Creates a queue.
     *
     * @param level from 1 to 9
     */
    GzipQueue(int level) {
        this.level = level;
    }

    int level() {
        return level;
    }

    void add(byte[] piece) {
        waiting.add(piece);
    }

    /** Whether the caller must arrange for a drain: pieces are waiting, and no other caller does so. */
    boolean claim() {
        return !waiting.isEmpty() && claimed.compareAndSet(false, true);
    }

    boolean isLong() {
        return waiting.size() > MAX_WAITING;
    }

    /** Writes all waiting pieces. */
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
