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

/** Buffers come from memory that is bounded, and all of it can be had again in any size. */
class BoundedBufferPoolTest {
    private static final int CHUNK = 65536;

    /** 16 chunks of direct memory, 4 of the heap, and as much beside. */
    private static final long HEAP = 32 * CHUNK;

    private final BoundedBufferPool pool = new BoundedBufferPool(HEAP);

    @Test
    void a_buffer_is_empty_and_has_room_for_what_was_asked() {
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
    void a_buffer_that_two_retain_is_free_after_both_released_it() {
        RetainableByteBuffer buffer = pool.acquire(CHUNK, true);
        buffer.retain();

        assertThat(buffer.release()).isFalse();
        assertThat(pool.usedBytes()).isEqualTo(CHUNK);
        assertThat(buffer.release()).isTrue();
        assertThat(pool.usedBytes()).isZero();
        assertThatThrownBy(buffer::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_slice_keeps_its_buffer() {
        RetainableByteBuffer.Mutable buffer = pool.acquire(4096, true);
        buffer.append(ByteBuffer.wrap(new byte[] {1, 2, 3}));

        RetainableByteBuffer slice = buffer.slice();
        buffer.release();

        assertThat(pool.usedBytes()).isEqualTo(CHUNK);
        slice.release();
        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    void what_came_back_is_given_again_in_another_size() {
        List<RetainableByteBuffer> small = take(16 * 16, 4096);
        assertThat(small).allMatch(RetainableByteBuffer::isDirect);
        small.forEach(RetainableByteBuffer::release);

        List<RetainableByteBuffer> large = take(16, CHUNK);

        assertThat(large).allMatch(RetainableByteBuffer::isDirect);
        large.forEach(RetainableByteBuffer::release);
    }

    @Test
    void when_direct_memory_is_used_up_the_heap_gives_some_and_then_who_asks_fails() {
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
    void memory_is_short_when_more_than_half_is_in_use_and_no_longer() {
        List<RetainableByteBuffer> half = take(8, CHUNK);
        assertThat(pool.isShort()).isFalse();

        RetainableByteBuffer more = pool.acquire(1, true);
        assertThat(pool.isShort()).isTrue();

        more.release();
        assertThat(pool.isShort()).isFalse();
        half.forEach(RetainableByteBuffer::release);
    }

    @Test
    void what_is_held_beside_the_buffers_counts() {
        pool.hold(HEAP / 8);
        assertThat(pool.isShort()).isTrue();

        pool.hold(-HEAP / 8);
        assertThat(pool.isShort()).isFalse();
    }

    @Test
    void a_large_buffer_is_of_the_heap_and_counts() {
        RetainableByteBuffer.Mutable buffer = pool.acquire(100_000, true);

        assertThat(buffer.space()).isGreaterThanOrEqualTo(100_000);
        assertThat(pool.usedBytes()).isEqualTo(100_000);
        assertThatThrownBy(() -> pool.acquire(10 << 20, true)).isInstanceOf(OutOfBuffersException.class);
        buffer.release();
        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    void nobody_has_what_somebody_else_has() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            byte mark = (byte) seed;
            threads.add(CompletableFuture.runAsync(() -> use(random, mark)));
        }

        threads.forEach(CompletableFuture::join);

        assertThat(pool.usedBytes()).isZero();
    }

    /** Takes and releases buffers in any order, and finds in each what it has put there. */
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
