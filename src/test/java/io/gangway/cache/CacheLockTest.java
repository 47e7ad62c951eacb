package io.gangway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.cache.CacheAccess.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One request fetches a response; others wait for it, and are woken in every case. */
class CacheLockTest {
    private static final int MANY = 10_000;

    @TempDir
    private Path dir;

    private CacheBed bed;

    @BeforeEach
    void start() {
        bed = new CacheBed(dir);
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private CacheAccess filler(CacheSettings settings) {
        CacheAccess first = bed.access(0, "key", settings);
        assertThat(bed.on(0, () -> first.open(() -> {}))).isEqualTo(Found.MISS);
        return first;
    }

    /** A request on loop 1 that waits; completes with what it finds when it is woken. */
    private CompletableFuture<Found> waiter(CacheSettings settings) {
        CacheAccess access = bed.access(1, "key", settings);
        CompletableFuture<Found> result = new CompletableFuture<>();
        assertThat(bed.on(
                        1,
                        () -> access.open(() -> {
                            result.complete(access.open(() -> {}));
                            access.close();
                        })))
                .isEqualTo(Found.WAIT);
        return result;
    }

    private void store(CacheAccess access) {
        CacheWriter writer = bed.on(0, () -> {
            CacheWriter begun = bed.begin(access, bed.header(60, ""));
            begun.write(CacheBed.buffer("hello"));
            return begun;
        });
        bed.finish(access, writer);
    }

    @Test
    void ten_thousand_requests_wait_for_one() {
        CacheAccess first = filler(CacheBed.LOCKED);
        List<Found> results = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger fetched = new AtomicInteger();
        for (int i = 0; i < MANY; i++) {
            CacheAccess access = bed.access(i % 2, "key", CacheBed.LOCKED);
            bed.loop(i % 2).execute(() -> {
                Found found = access.open(() -> {
                    results.add(access.open(fetched::incrementAndGet));
                    access.close();
                });
                if (found != Found.WAIT) {
                    fetched.incrementAndGet();
                }
            });
        }
        bed.clock.awaitLoops();
        assertThat(results).isEmpty();

        store(first);

        assertThat(results).hasSize(MANY).containsOnly(Found.HIT);
        assertThat(fetched).hasValue(0);
    }

    @Test
    void a_waiter_takes_the_lock_of_a_request_that_failed() {
        CacheAccess first = filler(CacheBed.LOCKED);
        CompletableFuture<Found> second = waiter(CacheBed.LOCKED);

        close(first);

        assertThat(CacheBed.await(second)).isEqualTo(Found.MISS);
    }

    private void close(CacheAccess access) {
        bed.on(0, () -> {
            access.close();
            return null;
        });
    }

    @Test
    void a_waiter_takes_the_lock_when_a_body_breaks_off() {
        CacheAccess first = filler(CacheBed.LOCKED);
        CacheWriter writer = bed.on(0, () -> bed.begin(first, bed.header(60, "")));
        CompletableFuture<Found> second = waiter(CacheBed.LOCKED);

        bed.on(0, () -> {
            writer.write(CacheBed.buffer("hal"));
            writer.abort();
            writer.close();
            first.close();
            return null;
        });

        assertThat(CacheBed.await(second)).isEqualTo(Found.MISS);
    }

    @Test
    void a_waiter_takes_the_lock_when_its_age_is_over() {
        CacheSettings young = new CacheSettings(1, 4096, true, 60_000, 1000);
        CacheAccess first = filler(young);
        CompletableFuture<Found> second = waiter(young);
        bed.clock.advance(Duration.ofMillis(1100));

        assertThat(CacheBed.await(second)).isEqualTo(Found.MISS);
        close(first);
    }

    @Test
    void the_end_of_a_request_does_not_free_the_lock_that_another_took() {
        CacheSettings young = new CacheSettings(1, 4096, true, 60_000, 1000);
        CacheAccess first = filler(young);
        bed.clock.advance(Duration.ofMillis(1100));
        CacheAccess second = filler(young);
        close(first);

        CompletableFuture<Found> third = waiter(young);

        close(second);
        assertThat(CacheBed.await(third)).isEqualTo(Found.MISS);
    }

    @Test
    void a_disk_that_hangs_is_not_waited_for_again_and_again() {
        CacheSettings young = new CacheSettings(1, 4096, true, 60_000, 1000);
        CacheAccess first = filler(young);
        bed.clock.advance(Duration.ofMillis(1100));
        bed.on(0, () -> {
            first.commit();
            return null;
        });
        CacheAccess second = bed.access(1, "key", young);
        CompletableFuture<Found> result = new CompletableFuture<>();
        AtomicInteger woken = new AtomicInteger();
        Runnable again = new Runnable() {
            @Override
            public void run() {
                woken.incrementAndGet();
                Found found = second.open(this);
                if (found != Found.WAIT) {
                    result.complete(found);
                }
            }
        };
        assertThat(bed.on(1, () -> second.open(again))).isEqualTo(Found.WAIT);
        for (int i = 0; i < 6; i++) {
            bed.clock.advance(Duration.ofSeconds(1));
            bed.clock.awaitLoops();
        }

        assertThat(CacheBed.await(result)).isEqualTo(Found.MISS);
        assertThat(woken).hasValue(1);
        bed.on(0, () -> {
            first.committed();
            return null;
        });
        close(first);
        bed.on(1, () -> {
            second.close();
            return null;
        });
    }

    @Test
    void a_waiter_fetches_for_itself_after_the_timeout() {
        CacheSettings patient = new CacheSettings(1, 4096, true, 1000, 60_000);
        CacheAccess first = filler(patient);
        CompletableFuture<Found> second = waiter(patient);
        bed.clock.advance(Duration.ofMillis(1100));

        assertThat(CacheBed.await(second)).isEqualTo(Found.SCARCE);
        assertThat(bed.log).containsExactly("info cache lock timeout");
        close(first);
    }

    @Test
    void a_waiter_that_leaves_is_not_called() {
        CacheAccess first = filler(CacheBed.LOCKED);
        AtomicInteger calls = new AtomicInteger();
        CacheAccess second = bed.access(0, "key", CacheBed.LOCKED);
        bed.on(0, () -> second.open(calls::incrementAndGet));
        close(second);
        close(first);
        bed.clock.advance(Duration.ofSeconds(10));

        assertThat(calls).hasValue(0);
    }

    @Test
    void without_a_lock_all_requests_fetch() {
        CacheAccess first = filler(CacheBed.PLAIN);
        CacheAccess second = filler(CacheBed.PLAIN);
        store(second);
        store(first);

        assertThat(bed.find("key")).isEqualTo(Found.HIT);
    }

    @Test
    void a_request_waits_for_a_file_that_is_about_to_take_its_place() {
        CacheAccess first = filler(CacheBed.PLAIN);
        CacheAccess second = bed.access(0, "key", CacheBed.PLAIN);
        CompletableFuture<Found> result = new CompletableFuture<>();
        bed.holdPool();
        Found found = bed.on(0, () -> {
            CacheWriter writer = bed.begin(first, bed.header(60, ""));
            writer.finish(() -> {});
            writer.close();
            first.close();
            return second.open(() -> {
                result.complete(second.open(() -> {}));
                second.close();
            });
        });

        assertThat(found).isEqualTo(Found.WAIT);
        bed.resumePool();
        assertThat(CacheBed.await(result)).isEqualTo(Found.HIT);
    }

    @Test
    void an_update_in_the_background_takes_the_mark_over() {
        bed.store("key", 60, "", "old");
        bed.clock.advance(Duration.ofSeconds(61));
        CacheAccess first = bed.access(0, "key", CacheBed.PLAIN);
        CacheAccess background = bed.access(0, "key", CacheBed.PLAIN);
        bed.on(0, () -> first.open(() -> {}));
        bed.on(0, () -> background.open(() -> {}));
        bed.on(0, () -> {
            background.takeMark(first);
            first.close();
            return null;
        });
        assertThat(bed.find("key")).isEqualTo(Found.UPDATING);

        close(background);

        assertThat(bed.find("key")).isEqualTo(Found.STALE);
    }

    @Test
    void a_remembered_failure_is_found_until_it_expires() {
        CacheAccess first = filler(CacheBed.LOCKED);
        long until = bed.clock.currentTimeMillis() / 1000 + 10;
        CompletableFuture<Found> waiting = waiter(CacheBed.LOCKED);
        bed.on(0, () -> {
            first.remember(502, until);
            first.close();
            return null;
        });

        assertThat(CacheBed.await(waiting)).isEqualTo(Found.ERROR);
        assertThat(bed.find("key")).isEqualTo(Found.ERROR);
        bed.clock.advance(Duration.ofSeconds(12));
        assertThat(bed.find("key")).isEqualTo(Found.MISS);
    }

    @Test
    void a_response_is_stored_after_its_minimum_of_uses() {
        CacheSettings third = new CacheSettings(3, 4096, false, 5000, 5000);
        List<Found> found = new ArrayList<>();
        bed.zone.loaded();
        for (int i = 0; i < 3; i++) {
            CacheAccess access = bed.access(0, "key", third);
            found.add(bed.on(0, () -> access.open(() -> {})));
            close(access);
        }

        assertThat(found).containsExactly(Found.SCARCE, Found.SCARCE, Found.MISS);
    }
}
