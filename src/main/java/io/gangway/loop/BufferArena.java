package io.gangway.loop;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.io.Retainable;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Memory for buffers, allocated in chunks of 64 KiB up to a maximum. A chunk is divided into buffers of one size while
 * any of them is in use, and may be divided differently after that. Free chunks are kept for the next use: some always,
 * the others until the garbage collector needs their memory. Thread-safe; its lock is held for a few instructions.
 */
final class BufferArena {
    static final int CHUNK_SIZE = 65536;

    private static final int UNIT = 4096;
    private static final int[] SIZES = {UNIT, 2 * UNIT, 4 * UNIT, 5 * UNIT, 8 * UNIT, CHUNK_SIZE};

    /** The index in {@link #SIZES} for a size, by its number of units. */
    private static final byte[] INDEX = new byte[CHUNK_SIZE / UNIT + 1];

    static {
        for (int units = 1, index = 0; units < INDEX.length; units++) {
            if (units * UNIT > SIZES[index]) {
                index++;
            }
            INDEX[units] = (byte) index;
        }
    }

    private final boolean direct;

    /** Maximum number of chunks; lowered once the JVM has no memory left. */
    private int maxChunks;

    /** Maximum number of free chunks that the garbage collector may not take. */
    private final int maxKept;

    /** Chunks allocated and not yet collected. */
    private int chunks;

    /** Chunks with buffers in use. Other threads read it without the lock. */
    private volatile int used;

    /** By size: chunks with both free buffers and buffers in use. */
    private final Chunk[] open = new Chunk[SIZES.length];

    private final Deque<Chunk> free = new ArrayDeque<>();

    /** Free chunks that the garbage collector may take. */
    private final Deque<WeakReference<Chunk>> spare = new ArrayDeque<>();

    BufferArena(boolean direct, long maxBytes) {
        this.direct = direct;
        maxChunks = (int) Math.min(Math.max(1, maxBytes / CHUNK_SIZE), Integer.MAX_VALUE);
        maxKept = Math.min(maxChunks / 4 + 1, 256);
    }

    /** Bytes of the chunks with buffers in use. */
    long usedBytes() {
        return (long) used * CHUNK_SIZE;
    }

    /** The maximum of {@link #usedBytes}. */
    synchronized long maxBytes() {
        return (long) maxChunks * CHUNK_SIZE;
    }

    /** Whether more than half of the maximum is in use. */
    boolean isShort() {
        return used > maxChunks / 2;
    }

    /** Returns an empty buffer of at least that size, at most {@link #CHUNK_SIZE}; null when no memory is left. */
    synchronized RetainableByteBuffer.Mutable acquire(int size) {
        int index = INDEX[(size + UNIT - 1) / UNIT];
        Chunk chunk = open[index];
        if (chunk == null) {
            chunk = takeChunk();
            if (chunk == null) {
                return null;
            }
            used++;
            chunk.cut(index);
            link(chunk);
        }
        Piece piece = chunk.pop();
        if (chunk.isEmpty()) {
            unlink(chunk);
        }
        piece.begin();
        return piece;
    }

    private synchronized void release(Piece piece) {
        Chunk chunk = piece.chunk;
        if (chunk.isEmpty()) {
            link(chunk);
        }
        chunk.push(piece);
        if (chunk.isWhole()) {
            unlink(chunk);
            used--;
            keep(chunk);
        }
    }

    private Chunk takeChunk() {
        Chunk chunk = free.poll();
        while (chunk == null && !spare.isEmpty()) {
            chunk = spare.poll().get();
            if (chunk == null) {
                chunks--;
            }
        }
        return chunk != null || chunks >= maxChunks ? chunk : newChunk();
    }

    private Chunk newChunk() {
        try {
            ByteBuffer memory = direct ? ByteBuffer.allocateDirect(CHUNK_SIZE) : ByteBuffer.allocate(CHUNK_SIZE);
            chunks++;
            return new Chunk(memory);
        } catch (OutOfMemoryError e) {
            // The memory is used elsewhere. The JDK has slept before it failed; not trying again avoids that.
            // https://bugs.openjdk.org/browse/JDK-6857566: allocateDirect collects garbage and sleeps before it fails.
            // This can go when the JDK can be asked for memory without that.
            maxChunks = chunks;
            return null;
        }
    }

    private void keep(Chunk chunk) {
        if (free.size() < maxKept) {
            free.push(chunk);
        } else {
            spare.push(new WeakReference<>(chunk));
        }
    }

    private void link(Chunk chunk) {
        Chunk first = open[chunk.index];
        chunk.next = first;
        chunk.previous = null;
        if (first != null) {
            first.previous = chunk;
        }
        open[chunk.index] = chunk;
    }

    private void unlink(Chunk chunk) {
        if (chunk.previous == null) {
            open[chunk.index] = chunk.next;
        } else {
            chunk.previous.next = chunk.next;
        }
        if (chunk.next != null) {
            chunk.next.previous = chunk.previous;
        }
        chunk.next = null;
        chunk.previous = null;
    }

    /** A chunk that is divided into buffers of one size. Guarded by the arena's lock. */
    private final class Chunk {
        private final ByteBuffer memory;

        /** Its buffers, by the index of their size; null for a size that it has not been divided into yet. */
        private final Piece[][] pieces = new Piece[SIZES.length][];

        /** The index in {@link BufferArena#SIZES} of the present size. */
        private int index;

        /** The first {@link #top} elements are the free buffers. */
        private Piece[] stack;

        private int top;

        /** The next chunk in a list of {@link BufferArena#open}. */
        private Chunk next;

        private Chunk previous;

        Chunk(ByteBuffer memory) {
            this.memory = memory;
        }

        void cut(int index) {
            this.index = index;
            stack = pieces[index];
            if (stack == null) {
                int size = SIZES[index];
                stack = new Piece[CHUNK_SIZE / size];
                for (int i = 0; i < stack.length; i++) {
                    stack[i] = new Piece(this, memory.slice(i * size, size), new References());
                }
                pieces[index] = stack;
            }
            top = stack.length;
        }

        Piece pop() {
            return stack[--top];
        }

        void push(Piece piece) {
            stack[top++] = piece;
        }

        boolean isEmpty() {
            return top == 0;
        }

        boolean isWhole() {
            return top == stack.length;
        }
    }

    /** A buffer, owned by its user until the last release. */
    private static final class Piece extends RetainableByteBuffer.FixedCapacity {
        private final Chunk chunk;
        private final References references;

        Piece(Chunk chunk, ByteBuffer bytes, References references) {
            super(bytes, references);
            this.chunk = chunk;
            this.references = references;
            references.piece = this;
        }

        void begin() {
            references.acquire();
            getByteBuffer().clear().limit(0);
        }
    }

    /** The reference count of a piece; 0 at first. */
    private final class References extends Retainable.ReferenceCounter {
        private Piece piece;

        References() {
            super(0);
        }

        @Override
        public boolean release() {
            boolean last = super.release();
            if (last) {
                BufferArena.this.release(piece);
            }
            return last;
        }
    }
}
