package io.gangway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop reuses the buffer that was released last in the same iteration. */
class BufferCacheTest {
    private static final int SIZE = 65536;

    private final ArrayByteBufferPool.Tracking pool = new ArrayByteBufferPool.Tracking();
    private final BufferCache spare = new BufferCache(pool);

    @AfterEach
    void nothing_is_in_use_after_the_iteration() {
        spare.release();

        assertThat(pool.getLeaks()).isEmpty();
    }

    @Test
    void a_released_buffer_is_empty_when_it_is_reused() {
        RetainableByteBuffer first = spare.acquire(SIZE);
        first.asMutable().append(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        spare.keep(first);

        RetainableByteBuffer next = spare.acquire(SIZE);

        assertThat(next).isSameAs(first);
        assertThat(next.hasRemaining()).isFalse();
        assertThat(next.space()).isEqualTo(SIZE);
        spare.keep(next);
    }

    @Test
    void a_buffer_is_never_lent_twice() {
        spare.keep(spare.acquire(SIZE));
        RetainableByteBuffer one = spare.acquire(SIZE);

        RetainableByteBuffer other = spare.acquire(SIZE);

        assertThat(other).isNotSameAs(one);
        spare.keep(one);
        spare.keep(other);
    }

    @Test
    void a_buffer_of_another_size_comes_from_the_pool() {
        spare.keep(spare.acquire(SIZE));

        RetainableByteBuffer small = spare.acquire(4096);

        assertThat(small.capacity()).isEqualTo(4096);
        small.release();
    }
}
