package io.gangway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop lends one connection the buffer that another gave back in the same turn. */
class BufferCacheTest {
    private static final int SIZE = 65536;

    private final ArrayByteBufferPool.Tracking pool = new ArrayByteBufferPool.Tracking();
    private final BufferCache spare = new BufferCache(pool);

    @AfterEach
    void nothing_is_out_when_the_turn_is_over() {
        spare.release();

        assertThat(pool.getLeaks()).isEmpty();
    }

    @Test
    void the_one_that_came_back_is_the_next_and_empty() {
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
    void nobody_has_it_twice() {
        spare.keep(spare.acquire(SIZE));
        RetainableByteBuffer one = spare.acquire(SIZE);

        RetainableByteBuffer other = spare.acquire(SIZE);

        assertThat(other).isNotSameAs(one);
        spare.keep(one);
        spare.keep(other);
    }

    @Test
    void a_buffer_of_another_size_is_the_pools() {
        spare.keep(spare.acquire(SIZE));

        RetainableByteBuffer small = spare.acquire(4096);

        assertThat(small.capacity()).isEqualTo(4096);
        small.release();
    }
}
