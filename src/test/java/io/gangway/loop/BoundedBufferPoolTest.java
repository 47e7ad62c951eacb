package io.gangway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.junit.jupiter.api.Test;

/** Buffers come from bounded memory, all of which can be reused in any size. */
class BoundedBufferPoolTest {
    private static final int CHUNK = 65536;

    /** 16 chunks of direct memory, 4 of the heap, and as much outside the chunks. */
    private static final long HEAP = 32 * CHUNK;

    private final BoundedBufferPool pool = new BoundedBufferPool(HEAP);

    @Test
    void a_new_buffer_is_empty_and_large_enough() {
        for (int size : new int[] {1, 4096, 4097, 16384, 16709, 20481, 32768, 65535, 65536}) {
            RetainableByteBuffer.Mutable buffer = pool.acquire(size, true);

            assertThat(buffer.isDirect()).isTrue();
            assertThat(buffer.hasRemaining()).isFalse();
            assertThat(buffer.space()).isGreaterThanOrEqualTo(size);
            assertThat(buffer.append(ByteBuffer.allocate(size))).isTrue();
            assertThat(buffer.release()).isTrue();
        }
        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    void a_retained_buffer_is_free_after_the_last_release() {
        RetainableByteBuffer buffer = pool.acquire(CHUNK, true);
        buffer.retain();

        assertThat(buffer.release()).isFalse();
        assertThat(pool.usedBytes()).isEqualTo(CHUNK);
        assertThat(buffer.release()).isTrue();
        assertThat(pool.usedBytes()).isZero();
        assertThatThrownBy(buffer::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_slice_retains_its_buffer() {
        RetainableByteBuffer.Mutable buffer = pool.acquire(4096, true);
        buffer.append(ByteBuffer.wrap(new byte[] {1, 2, 3}));

        RetainableByteBuffer slice = buffer.slice();
        buffer.release();

        assertThat(pool.usedBytes()).isEqualTo(CHUNK);
        slice.release();
        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    void released_memory_is_reused_in_another_size() {
        List<RetainableByteBuffer> small = take(16 * 16, 4096);
        assertThat(small).allMatch(RetainableByteBuffer::isDirect);
        small.forEach(RetainableByteBuffer::release);

        List<RetainableByteBuffer> large = take(16, CHUNK);

        assertThat(large).allMatch(RetainableByteBuffer::isDirect);
        large.forEach(RetainableByteBuffer::release);
    }

    @Test
    void after_direct_memory_the_heap_is_used_and_then_acquire_fails() {
        List<RetainableByteBuffer> direct = take(16, CHUNK);
        List<RetainableByteBuffer> heap = take(8, CHUNK);

        assertThat(direct).allMatch(RetainableByteBuffer::isDirect);
        assertThat(heap).noneMatch(RetainableByteBuffer::isDirect);
        assertThatThrownBy(() -> pool.acquire(1, true)).isInstanceOf(OutOfBuffersException.class);

        direct.forEach(RetainableByteBuffer::release);
        heap.forEach(RetainableByteBuffer::release);
        assertThat(pool.usedBytes()).isZero();
        assertThat(take(1, 1)).allMatch(RetainableByteBuffer::isDirect);
    }

    @Test
    void memory_is_short_while_more_than_half_is_in_use() {
        List<RetainableByteBuffer> half = take(8, CHUNK);
        assertThat(pool.isShort()).isFalse();

        RetainableByteBuffer more = pool.acquire(1, true);
        assertThat(pool.isShort()).isTrue();

        more.release();
        assertThat(pool.isShort()).isFalse();
        half.forEach(RetainableByteBuffer::release);
    }

    @Test
    void held_memory_counts() {
        pool.hold(HEAP / 8);
        assertThat(pool.isShort()).isTrue();

        pool.hold(-HEAP / 8);
        assertThat(pool.isShort()).isFalse();
    }

    @Test
    void a_large_buffer_is_on_the_heap_and_counts() {
        RetainableByteBuffer.Mutable buffer = pool.acquire(100_000, true);

        assertThat(buffer.space()).isGreaterThanOrEqualTo(100_000);
        assertThat(pool.usedBytes()).isEqualTo(100_000);
        assertThatThrownBy(() -> pool.acquire(10 << 20, true)).isInstanceOf(OutOfBuffersException.class);
        buffer.release();
        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    void no_two_buffers_share_memory() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            byte mark = (byte) seed;
            threads.add(CompletableFuture.runAsync(() -> use(random, mark)));
        }

        threads.forEach(CompletableFuture::join);

        assertThat(pool.usedBytes()).isZero();
    }

    /** Acquires and releases buffers in random order, and checks the content of each. */
    private void use(Random random, byte mark) {
        List<RetainableByteBuffer> held = new ArrayList<>();
        Set<RetainableByteBuffer> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 50_000 || !held.isEmpty(); i++) {
            if (i < 50_000 && held.size() < 8 && random.nextBoolean()) {
                RetainableByteBuffer buffer = pool.acquire(1 + random.nextInt(20_000), random.nextBoolean());
                assertThat(distinct.add(buffer)).isTrue();
                ByteBuffer bytes = buffer.getByteBuffer();
                bytes.clear();
                bytes.put(0, mark).put(bytes.capacity() - 1, mark);
                held.add(buffer);
            } else if (!held.isEmpty()) {
                RetainableByteBuffer buffer = held.remove(random.nextInt(held.size()));
                ByteBuffer bytes = buffer.getByteBuffer();
                assertThat(bytes.get(0)).isEqualTo(mark);
                assertThat(bytes.get(bytes.capacity() - 1)).isEqualTo(mark);
                distinct.remove(buffer);
                buffer.release();
            }
        }
    }

    private List<RetainableByteBuffer> take(int count, int size) {
        List<RetainableByteBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            buffers.add(pool.acquire(size, true));
        }
        return buffers;
    }
}
