package io.gangway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http.Fields;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The size of a zone bounds its keys as in nginx; the oldest go first. */
class CacheIndexTest {
    private static final int MILLION = 1_000_000;

    private static CacheId id(long number) {
        return new CacheId(number << 32 | number, number);
    }

    @Test
    void a_megabyte_holds_about_8000_keys() {
        assertThat(new CacheIndex(1 << 20).capacity()).isBetween(7900, 8128);
        assertThat(new CacheIndex(10 << 20).capacity()).isBetween(80_000, 82_000);
    }

    @Test
    void the_least_recently_used_key_goes_first() {
        CacheIndex index = new CacheIndex(1 << 20);
        index.load(id(1), 1, 10);
        index.load(id(2), 2, 10);
        index.load(id(3), 4, 10);
        CacheAccess access =
                new CacheAccess(null, null, new CacheKey("key"), Fields.EMPTY, CacheBed.PLAIN, (level, message) -> {});
        index.use(access, id(1), 1, 0, 12);
        index.release(access, 0, 0, true);

        assertThat(index.blocks()).isEqualTo(7);
        assertThat(index.evict(Long.MAX_VALUE, 20).id()).isEqualTo(id(2));
        assertThat(index.blocks()).isEqualTo(5);
        assertThat(index.evict(Long.MAX_VALUE, 20).id()).isEqualTo(id(3));
        assertThat(index.evict(11, 20)).isNull();
        assertThat(index.evict(12, 20).id()).isEqualTo(id(1));
        assertThat(index.evict(Long.MAX_VALUE, 20)).isNull();
        assertThat(index.count()).isZero();
    }

    @Test
    void a_full_index_takes_no_key_and_wants_an_eighth_to_go() {
        CacheIndex index = new CacheIndex(8192);
        int loaded = 0;
        while (index.load(id(loaded), 1, 10)) {
            loaded++;
        }

        assertThat(loaded).isEqualTo(index.capacity());
        while (index.isAboveWatermark()) {
            index.evict(Long.MAX_VALUE, 10);
        }
        assertThat(index.count()).isEqualTo(loaded - loaded / 8 - 1);
        assertThat(index.load(id(loaded), 1, 10)).isTrue();
    }

    @Test
    void a_file_is_not_deleted_once_another_has_taken_its_place() {
        CacheIndex index = new CacheIndex(1 << 20);
        index.load(id(1), 1, 10);
        index.evict(Long.MAX_VALUE, 10);

        assertThat(index.claimRemoval(id(1))).isTrue();
        assertThat(index.claimRemoval(id(1))).isFalse();
    }

    @Test
    void a_file_that_is_about_to_be_deleted_is_not_loaded() {
        CacheIndex index = new CacheIndex(1 << 20);
        index.load(id(1), 1, 10);
        index.evict(Long.MAX_VALUE, 10);
        index.load(id(1), 1, 10);

        assertThat(index.count()).isZero();
    }

    @Test
    void a_purge_removes_what_is_older() {
        CacheIndex index = new CacheIndex(1 << 20);
        index.load(id(1), 1, 10);
        int purge = index.purge();

        assertThat(index.removeOlder(id(1), purge)).isTrue();
        assertThat(index.count()).isZero();
    }

    @Test
    void a_million_keys_need_less_than_150_megabytes() {
        long before = usedHeap();
        CacheIndex index = new CacheIndex(128L << 20);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < MILLION; i++) {
            index.load(new CacheId(random.nextLong(), random.nextLong()), 1, i);
        }
        long used = usedHeap() - before;

        assertThat(index.count()).isEqualTo(MILLION);
        assertThat(used).isLessThan(150L * MILLION);
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
