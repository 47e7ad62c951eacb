package io.gangway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.cache.CacheAccess.Found;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests find in a cache, and what they leave there. */
class CacheAccessTest {
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

    @Test
    void a_stored_response_is_found() {
        assertThat(bed.find("key")).isEqualTo(Found.MISS);

        bed.store("key", 60, "", "hello");

        assertThat(bed.find("key")).isEqualTo(Found.HIT);
        assertThat(bed.body("key")).isEqualTo("hello");
        assertThat(bed.find("another")).isEqualTo(Found.MISS);
        assertThat(bed.log).isEmpty();
    }

    @Test
    void the_file_is_where_nginx_has_it() {
        bed.store("key", 60, "", "hello");

        // The MD5 of "key", with levels=1:2.
        assertThat(files()).containsExactly(bed.directory().resolve("d/31/3c6e0b8a9c15224a8228b9a98ca1531d"));
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(dir)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void an_expired_response_is_fetched_by_one_request_while_others_get_it() {
        bed.store("key", 60, "", "old");
        bed.clock.advance(Duration.ofSeconds(61));
        CacheAccess first = bed.access(0, "key", CacheBed.PLAIN);

        assertThat(bed.on(0, () -> first.open(() -> {}))).isEqualTo(Found.STALE);
        assertThat(bed.find("key")).isEqualTo(Found.UPDATING);
        bed.on(0, () -> {
            first.close();
            return null;
        });
        assertThat(bed.find("key")).isEqualTo(Found.STALE);
    }

    @Test
    void variants_are_kept_apart() {
        bed.store("key", 60, "X-Kind", "one", "X-Kind", "1");
        bed.store("key", 60, "X-Kind", "two", "X-Kind", "2");

        assertThat(bed.body("key", "X-Kind", "1")).isEqualTo("one");
        assertThat(bed.body("key", "x-kind", "2")).isEqualTo("two");
        assertThat(bed.find("key", "X-Kind", "3")).isEqualTo(Found.MISS);
    }
}
