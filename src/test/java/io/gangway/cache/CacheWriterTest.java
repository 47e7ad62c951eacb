package io.gangway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gangway.cache.CacheAccess.Found;
import io.gangway.testing.SmallDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A response is stored whole or not at all. */
class CacheWriterTest {
    private static final String LARGE = "x".repeat(100_000);

    @TempDir
    private Path dir;

    private static List<Path> files(Path below) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static CacheWriter begin(CacheBed bed, CacheAccess access, String... pieces) {
        return bed.on(0, () -> {
            access.open(() -> {});
            CacheWriter writer = bed.begin(access, bed.header(60, ""));
            for (String piece : pieces) {
                writer.write(CacheBed.buffer(piece));
            }
            return writer;
        });
    }

    @Test
    void a_body_in_pieces_is_stored_in_one_file() {
        try (CacheBed bed = new CacheBed(dir)) {
            CacheAccess access = bed.access(0, "key", CacheBed.PLAIN);
            bed.finish(access, begin(bed, access, "a", LARGE, "b", LARGE, "c"));

            assertThat(bed.body("key")).isEqualTo("a" + LARGE + "b" + LARGE + "c");
        }
    }

    @Test
    void small_pieces_do_not_keep_their_buffers() {
        try (CacheBed bed = new CacheBed(dir)) {
            CacheAccess access = bed.access(0, "key", CacheBed.PLAIN);
            CacheWriter writer = begin(bed, access);
            AtomicInteger released = new AtomicInteger();
            bed.on(0, () -> {
                for (int i = 0; i < 1000; i++) {
                    byte[] piece = String.format("%08x", i).getBytes(StandardCharsets.ISO_8859_1);
                    writer.write(RetainableByteBuffer.wrap(ByteBuffer.wrap(piece), released::incrementAndGet));
                }
                writer.write(CacheBed.buffer(LARGE));
                writer.write(CacheBed.buffer("end"));
                return null;
            });
            assertThat(released).hasValue(1000);
            bed.finish(access, writer);

            assertThat(bed.body("key"))
                    .startsWith("0000000000000001")
                    .contains("000003e7x")
                    .endsWith("xend")
                    .hasSize(8000 + LARGE.length() + 3);
        }
    }

    @Test
    void a_body_that_breaks_off_leaves_nothing() throws IOException {
        try (CacheBed bed = new CacheBed(dir)) {
            CacheAccess access = bed.access(0, "key", CacheBed.PLAIN);
            CacheWriter writer = begin(bed, access, LARGE);
            bed.settle();
            assertThat(files(dir)).hasSize(1);
            assertThat(bed.find("key")).isEqualTo(Found.MISS);
            bed.on(0, () -> {
                writer.abort();
                writer.close();
                access.close();
                return null;
            });
            bed.settle();

            assertThat(files(dir)).isEmpty();
            assertThat(bed.zone.keys()).isZero();
        }
    }

    @Test
    void the_directory_for_temporary_files_may_be_another() throws IOException {
        try (CacheBed bed = new CacheBed(dir, CacheBed.path(dir, 1 << 20, false))) {
            CacheAccess access = bed.access(0, "key", CacheBed.PLAIN);
            CacheWriter writer = begin(bed, access, LARGE);
            bed.settle();
            assertThat(files(dir.resolve("temp"))).hasSize(1);
            bed.finish(access, writer);

            assertThat(files(dir.resolve("temp"))).isEmpty();
            assertThat(bed.find("key")).isEqualTo(Found.HIT);
        }
    }

    @Test
    void a_file_is_copied_to_another_file_system() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(dir.resolve("temp"), 1000)) {
            assumeTrue(disk != null, "needs the right to mount");
            try (CacheBed bed = new CacheBed(dir, CacheBed.path(dir, 1 << 20, false))) {
                bed.store("key", 60, "", LARGE);

                assertThat(bed.body("key")).isEqualTo(LARGE);
                assertThat(files(dir)).hasSize(1);
                assertThat(bed.log).isEmpty();
            }
        }
    }

    @Test
    void a_full_disk_leaves_nothing_and_frees_the_lock() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(dir.resolve("cache"), 64)) {
            assumeTrue(disk != null, "needs the right to mount");
            try (CacheBed bed = new CacheBed(dir)) {
                CacheAccess access = bed.access(0, "key", CacheBed.LOCKED);
                CacheWriter writer = begin(bed, access, LARGE);
                bed.settle();
                assertThat(bed.on(0, () -> writer.write(CacheBed.buffer(LARGE))))
                        .isTrue();
                bed.finish(access, writer);

                assertThat(bed.log)
                        .singleElement()
                        .asString()
                        .matches("crit pwrite\\(\\) \".*\" failed \\(28: No space left on device\\)");
                assertThat(files(dir)).isEmpty();
                assertThat(bed.find("key")).isEqualTo(Found.MISS);
            }
        }
    }

    @Test
    void a_full_zone_makes_room_for_a_new_key() throws IOException {
        try (CacheBed bed = new CacheBed(dir, CacheBed.path(dir, 8192, true))) {
            int capacity = bed.zone.index().capacity();
            for (int i = 0; i < capacity + 3; i++) {
                bed.store("key" + i, 60, "", "x");
            }

            assertThat(bed.zone.keys()).isEqualTo(capacity);
            assertThat(files(bed.directory())).hasSize(capacity);
            assertThat(bed.find("key0")).isEqualTo(Found.MISS);
            assertThat(bed.find("key" + (capacity + 2))).isEqualTo(Found.HIT);
        }
    }

    @Test
    void a_full_zone_of_keys_in_use_takes_no_other() {
        try (CacheBed bed = new CacheBed(dir, CacheBed.path(dir, 8192, true))) {
            int capacity = bed.zone.index().capacity();
            for (int i = 0; i < capacity; i++) {
                CacheAccess used = bed.access(0, "key" + i, CacheBed.PLAIN);
                bed.on(0, () -> used.open(() -> {}));
            }

            assertThat(bed.find("another")).isEqualTo(Found.FAILED);
            assertThat(bed.log).containsExactly("alert could not allocate node in cache keys zone \"one\"");
        }
    }

    @Test
    void a_head_that_does_not_fit_is_not_stored() {
        try (CacheBed bed = new CacheBed(dir)) {
            CacheAccess access = bed.access(0, "key", CacheBed.PLAIN);
            CacheWriter writer = bed.on(0, () -> {
                access.open(() -> {});
                return access.store(
                        bed.header(60, ""),
                        java.nio.ByteBuffer.allocate(66_000),
                        new io.gangway.content.TempPath(dir, List.of()));
            });

            assertThat(writer).isNull();
        }
    }
}
