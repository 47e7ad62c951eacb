package io.gangway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.cache.CacheAccess.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loader, eviction and purger. */
class CacheJobsTest {
    @TempDir
    private Path dir;

    private CacheBed bed;
    private CacheJobs jobs;

    @BeforeEach
    void start() {
        bed = new CacheBed(dir);
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private CachePath path() {
        return bed.zone.path();
    }

    private static CachePath with(CachePath path, long maxSize, long minFree, CachePath.Pace pace) {
        return new CachePath(
                path.directory(),
                path.levels(),
                path.ownTemp(),
                path.zone(),
                path.zoneSize(),
                path.inactiveSeconds(),
                maxSize,
                minFree,
                pace,
                pace,
                pace);
    }

    private void serve(CachePath path) {
        jobs = new CacheJobs(bed.zone, path);
        bed.on(0, () -> {
            jobs.start(bed.loop(0), bed::log);
            return null;
        });
        bed.settle();
    }

    /** Another process with an empty index. */
    private void restart() {
        bed.close();
        bed = new CacheBed(dir);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(bed.directory())) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void files_of_an_earlier_process_are_loaded() {
        bed.store("one", 60, "", "1");
        bed.store("two", 60, "", "2");
        restart();
        serve(path());

        assertThat(bed.zone.isCold()).isFalse();
        assertThat(bed.zone.keys()).isEqualTo(2);
        assertThat(bed.zone.size()).isEqualTo(2 * bed.zone.blockSize());
        assertThat(bed.find("one")).isEqualTo(Found.HIT);
        assertThat(bed.log)
                .contains("notice http file cache: " + bed.directory() + " 0.008M, bsize: " + bed.zone.blockSize());
    }

    @Test
    void the_loader_pauses_after_some_files() {
        for (int i = 0; i < 5; i++) {
            bed.store("key" + i, 60, "", "x");
        }
        restart();
        serve(with(path(), Long.MAX_VALUE, 0, new CachePath.Pace(2, 3_600_000, 200_000)));
        assertThat(bed.zone.keys()).isEqualTo(2);
        assertThat(bed.find("key4")).as("found on disk").isEqualTo(Found.HIT);

        bed.clock.advance(Duration.ofHours(1));
        bed.settle();
        bed.clock.advance(Duration.ofHours(1));
        bed.settle();

        assertThat(bed.zone.isCold()).isFalse();
    }

    @Test
    void a_newer_generation_loads_what_is_left() {
        for (int i = 0; i < 5; i++) {
            bed.store("key" + i, 3600, "", "x");
        }
        restart();
        serve(with(path(), Long.MAX_VALUE, 0, new CachePath.Pace(2, 3_600_000, 200_000)));
        CacheJobs old = jobs;

        serve(with(path(), Long.MAX_VALUE, 0, CachePath.Pace.DEFAULT));
        old.stop();

        assertThat(bed.zone.isCold()).isFalse();
        assertThat(bed.zone.keys()).isEqualTo(5);
    }

    @Test
    void a_generation_that_is_replaced_before_it_starts_does_nothing() {
        jobs = new CacheJobs(bed.zone, path());
        jobs.stop();
        bed.on(0, () -> {
            jobs.start(bed.loop(0), bed::log);
            return null;
        });
        bed.settle();

        assertThat(bed.zone.isCold()).isTrue();
        assertThat(bed.directory()).doesNotExist();
    }

    @Test
    void the_loader_leaves_files_that_are_not_of_a_cache() throws IOException {
        Files.createDirectories(bed.directory().resolve("sub/temp"));
        Path foreign = Files.writeString(bed.directory().resolve("sub/photo.jpg"), "photo");
        Path temp = Files.writeString(bed.directory().resolve("sub/temp/0000000001"), "x");
        serve(path());

        assertThat(foreign).exists();
        assertThat(temp).exists();
        assertThat(bed.zone.keys()).isZero();
    }

    @Test
    void the_loader_deletes_what_is_too_small_or_in_another_place() throws IOException {
        bed.store("key", 60, "", "x");
        Path file = files().get(0);
        Path elsewhere = Files.copy(file, bed.directory().resolve(file.getFileName()));
        Path cut = bed.zone.directory().file(new CacheKey("key").id());
        Files.writeString(cut, "cut");
        restart();
        serve(path());

        assertThat(elsewhere).doesNotExist();
        assertThat(cut).doesNotExist();
        assertThat(bed.log).anyMatch(line -> line.matches("crit cache file \".*\" is too small"));
    }

    @Test
    void a_temporary_file_is_left_unless_it_is_old() throws IOException {
        bed.store("key", 60, "", "x");
        Path file = files().get(0);
        Path young = Files.writeString(file.resolveSibling(file.getFileName() + ".0000000001"), "half");
        Path old = Files.writeString(file.resolveSibling(file.getFileName() + ".0000000002"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        restart();
        serve(path());

        assertThat(bed.zone.keys()).isEqualTo(1);
        assertThat(young).exists();
        assertThat(old).doesNotExist();
    }

    @Test
    void what_is_not_used_is_removed() throws IOException {
        bed.store("old", 3600, "", "1");
        bed.clock.advance(Duration.ofSeconds(400));
        bed.store("new", 3600, "", "2");
        serve(path());
        bed.clock.advance(Duration.ofSeconds(250));
        bed.settle();

        assertThat(bed.find("new")).isEqualTo(Found.HIT);
        assertThat(files()).hasSize(1);
        assertThat(bed.zone.keys()).isEqualTo(1);
        bed.clock.advance(Duration.ofSeconds(700));
        bed.settle();
        assertThat(files()).isEmpty();
        assertThat(bed.zone.size()).isZero();
    }

    @Test
    void a_leap_of_the_wall_clock_removes_nothing() throws IOException {
        bed.store("key", 3600, "", "1");
        serve(path());
        bed.clock.adjustWallClock(Duration.ofDays(400));
        bed.clock.advance(Duration.ofSeconds(30));
        bed.settle();
        assertThat(files()).hasSize(1);
        bed.clock.adjustWallClock(Duration.ofDays(-800));
        bed.clock.advance(Duration.ofSeconds(30));
        bed.settle();

        assertThat(files()).hasSize(1);
        assertThat(bed.find("key")).isEqualTo(Found.HIT);
    }

    @Test
    void the_oldest_are_removed_when_all_are_too_large() throws IOException {
        for (int i = 0; i < 6; i++) {
            bed.store("key" + i, 3600, "", "x");
        }
        long block = bed.zone.blockSize();
        serve(with(path(), 3 * block, 0, CachePath.Pace.DEFAULT));

        assertThat(files()).hasSize(2);
        assertThat(bed.find("key5")).isEqualTo(Found.HIT);
        assertThat(bed.find("key0")).isEqualTo(Found.MISS);
    }

    @Test
    void a_response_in_use_is_not_removed() throws IOException {
        bed.store("key", 3600, "", "x");
        CacheAccess reading = bed.access(0, "key", CacheBed.PLAIN);
        bed.on(0, () -> reading.open(() -> {}));
        serve(with(path(), 0, 0, CachePath.Pace.DEFAULT));
        assertThat(files()).hasSize(1);
        bed.on(0, () -> {
            reading.close();
            return null;
        });
        bed.clock.advance(Duration.ofSeconds(2));
        bed.settle();

        assertThat(files()).isEmpty();
    }

    @Test
    void responses_are_removed_while_the_disk_has_less_than_min_free() throws IOException {
        bed.store("key", 3600, "", "x");
        serve(with(path(), Long.MAX_VALUE, Long.MAX_VALUE, CachePath.Pace.DEFAULT));

        assertThat(files()).isEmpty();
    }

    @Test
    void a_purge_removes_a_response_with_its_variants() throws IOException {
        bed.store("key", 3600, "X-Kind", "1", "X-Kind", "1");
        bed.store("key", 3600, "X-Kind", "2", "X-Kind", "2");
        bed.store("key2", 3600, "", "other");
        serve(path());

        assertThat(purge("key")).isTrue();
        assertThat(bed.find("key", "X-Kind", "1")).isEqualTo(Found.MISS);
        bed.settle();
        bed.clock.advance(Duration.ofSeconds(1));
        bed.settle();

        assertThat(files()).hasSize(1);
        assertThat(bed.find("key2")).isEqualTo(Found.HIT);
        assertThat(purge("key")).isFalse();
    }

    @Test
    void a_purge_with_an_asterisk_removes_all_that_begin_so() throws IOException {
        for (int i = 0; i < 30; i++) {
            bed.store("/a/" + i, 3600, "", "x");
        }
        bed.store("/b", 3600, "", "x");
        restart();
        serve(path());

        assertThat(purge("/a/*")).isTrue();
        assertThat(bed.find("/a/7")).isEqualTo(Found.MISS);
        bed.store("/a/7", 3600, "", "new");
        assertThat(bed.body("/a/7")).isEqualTo("new");
        for (int i = 0; i < 10; i++) {
            bed.clock.advance(Duration.ofSeconds(1));
            bed.settle();
        }

        assertThat(files()).hasSize(2);
        assertThat(bed.body("/a/7")).isEqualTo("new");
        assertThat(bed.zone.purges().running()).isEmpty();
    }

    @Test
    void a_purge_removes_what_is_not_loaded_yet() throws IOException {
        bed.store("key", 3600, "", "x");
        bed.store("key2", 3600, "", "other");
        restart();

        assertThat(purge("missing")).isFalse();
        assertThat(purge("key")).isTrue();
        assertThat(bed.find("key")).isEqualTo(Found.MISS);
        bed.settle();

        assertThat(files()).hasSize(1);
        assertThat(bed.find("key2")).isEqualTo(Found.HIT);
        assertThat(bed.zone.purges().running()).isEmpty();
    }

    @Test
    void a_full_pool_does_not_stop_a_purge() throws IOException {
        bed.store("key", 3600, "X-Kind", "1", "X-Kind", "1");
        bed.store("key", 3600, "X-Kind", "2", "X-Kind", "2");
        serve(path());
        bed.rejects.set(true);
        assertThat(purge("key")).isTrue();
        bed.settle();
        bed.rejects.set(false);
        pass();

        assertThat(files()).isEmpty();
        assertThat(bed.zone.purges().running()).isEmpty();
    }

    @Test
    void a_file_that_is_gone_when_the_loader_comes_to_it_is_not_counted() throws IOException {
        bed.store("key", 3600, "", "x");
        Files.delete(files().get(0));
        restart();

        assertThat(bed.zone.load(new CacheKey("key").id(), 400, Long.MAX_VALUE)).isTrue();
        assertThat(bed.zone.keys()).isZero();
        assertThat(bed.zone.size()).isZero();
    }

    private boolean purge(String key) {
        return bed.on(1, () -> bed.zone.purge(bed.loop(1), key, bed::log));
    }

    @Test
    void a_file_that_cannot_be_read_does_not_end_purging() throws IOException {
        bed.store("/a/1", 3600, "", "x");
        Path file = files().get(0);
        serve(path());
        Files.delete(file);
        Files.createSymbolicLink(file, Files.createDirectories(dir.resolve("folder")));
        assertThat(purge("/a/*")).isTrue();
        bed.settle();
        Files.delete(file);

        bed.store("/b/1", 3600, "", "y");
        assertThat(purge("/b/*")).isTrue();
        pass();

        assertThat(files()).isEmpty();
        assertThat(bed.zone.purges().running()).isEmpty();
        assertThat(bed.log).anyMatch(line -> line.startsWith("crit ") && line.contains(file.toString()));
    }

    @Test
    void a_full_pool_does_not_end_the_eviction() throws IOException {
        serve(path());
        bed.rejects.set(true);
        bed.clock.advance(Duration.ofSeconds(11));
        bed.settle();
        bed.rejects.set(false);
        bed.store("key", 3600, "", "x");
        for (int i = 0; i < 3; i++) {
            bed.clock.advance(Duration.ofSeconds(650));
            bed.settle();
        }

        assertThat(files()).isEmpty();
    }

    @Test
    void a_full_pool_does_not_end_the_loader() {
        bed.store("key", 3600, "", "x");
        restart();
        bed.rejects.set(true);
        serve(path());
        bed.rejects.set(false);
        pass();

        assertThat(bed.zone.isCold()).isFalse();
    }

    /** Lets the jobs go on. */
    private void pass() {
        for (int i = 0; i < 15; i++) {
            bed.clock.advance(Duration.ofSeconds(1));
            bed.settle();
        }
    }

    @Test
    void a_directory_that_vanishes_is_made_again() throws IOException {
        serve(path());
        bed.store("key", 3600, "", "x");
        try (Stream<Path> all = Files.walk(bed.directory())) {
            all.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
        assertThat(bed.directory()).doesNotExist();

        assertThat(bed.find("key")).isEqualTo(Found.MISS);
        bed.store("key", 3600, "", "again");

        assertThat(bed.body("key")).isEqualTo("again");
        assertThat(bed.log).filteredOn(line -> !line.startsWith("notice")).isEmpty();
    }

    @Test
    void a_directory_whose_parent_is_missing_is_reported() throws IOException {
        Files.delete(dir);
        serve(path());

        assertThat(bed.log).contains("crit mkdir() \"" + bed.directory() + "\" failed (2: No such file or directory)");
        Files.createDirectories(dir);
    }
}
