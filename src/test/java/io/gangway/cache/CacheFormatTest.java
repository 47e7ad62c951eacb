package io.gangway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.cache.CacheAccess.Found;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that nginx 1.30.6 has written on x86-64, with {@code levels=1:2} and the key {@code $uri}, are read, and written
 * alike to the byte. {@link NginxCacheTest} has nginx itself.
 */
class CacheFormatTest {
    private static final Path RECORDED = Path.of("src/test/resources/cache/nginx-1.30.6");

    /** When the files were written, in seconds since 1970. */
    private static final long RECORDED_AT = 1_796_056_737L;

    @TempDir
    private Path dir;

    private CacheBed bed;

    @BeforeEach
    void start() throws IOException {
        bed = new CacheBed(dir);
        bed.clock.adjustWallClock(Duration.ofMillis(RECORDED_AT * 1000 - bed.clock.currentTimeMillis()));
        for (Path file : files(RECORDED)) {
            Path copy = bed.directory().resolve(RECORDED.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
    }

    private static List<Path> files(Path below) {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    @Test
    void a_file_of_nginx_is_found_before_it_is_loaded() {
        assertThat(bed.find("/plain")).isEqualTo(Found.HIT);
        assertThat(bed.body("/plain")).isEqualTo("body of /plain\n");
        assertThat(bed.body("/empty")).isEmpty();
        assertThat(bed.find("/none")).isEqualTo(Found.MISS);
        assertThat(bed.log).isEmpty();
    }

    @Test
    void its_header_is_understood() {
        CacheHeader plain = header("/plain");
        assertThat(plain.etag()).isEqualTo("\"abc-1\"");
        assertThat(plain.lastModified()).isEqualTo(1_795_946_400L);
        assertThat(plain.date()).isEqualTo(RECORDED_AT);
        assertThat(plain.validUntil())
                .isEqualTo(RECORDED_AT + Duration.ofDays(3650).toSeconds());
        CacheHeader stale = header("/stale");
        assertThat(stale.updatingSeconds()).isEqualTo(60);
        assertThat(stale.errorSeconds()).isEqualTo(120);
        assertThat(stale.lastModified()).isEqualTo(-1);
    }

    private CacheHeader header(String key) {
        return bed.on(0, () -> {
            CacheAccess access = bed.access(0, key, CacheBed.PLAIN);
            access.open(() -> {});
            access.close();
            return access.file().header();
        });
    }

    @Test
    void variants_of_nginx_are_found_by_the_same_fields() {
        assertThat(bed.body("/vary", "X-Kind", "1", "Accept-Encoding", "gzip,br"))
                .isEqualTo("kind 1\n");
        assertThat(bed.body("/vary", "X-Kind", "1", "Accept-Encoding", "gzip", "Accept-Encoding", ",br"))
                .isEqualTo("kind 1\n");
        assertThat(bed.body("/vary", "x-kind", "2")).isEqualTo("kind 2\n");
        assertThat(bed.body("/vary", "X-Kind", "2", "X-Kind", "3")).isEqualTo("kind 2\n");
        assertThat(bed.find("/vary", "X-Kind", "1", "Accept-Encoding", "br,gzip"))
                .isEqualTo(Found.MISS);
        assertThat(bed.find("/vary", "X-Kind", "2,3")).isEqualTo(Found.HIT);
        assertThat(bed.find("/vary", "X-Kind", "2, 3")).isEqualTo(Found.MISS);
    }

    /** The requests whose responses were recorded: key and fields. */
    private static final List<List<String>> REQUESTS = List.of(
            List.of("/plain"),
            List.of("/empty"),
            List.of("/stale"),
            List.of("/vary", "X-Kind", "1", "Accept-Encoding", "gzip,  br"),
            List.of("/vary", "X-Kind", "2"),
            List.of("/vary", "X-Kind", "2", "X-Kind", "3"));

    @Test
    void the_same_responses_are_written_alike() throws IOException {
        List<String> written = new ArrayList<>();
        for (List<String> request : REQUESTS) {
            String[] fields = request.subList(1, request.size()).toArray(String[]::new);
            rewrite(request.get(0), fields);
        }
        for (Path recorded : files(RECORDED)) {
            String name = RECORDED.relativize(recorded).toString();
            written.add(name);
            assertThat(bed.directory().resolve(name)).as(name).hasSameBinaryContentAs(recorded);
        }
        assertThat(written).hasSize(REQUESTS.size());
        assertThat(files(bed.directory())).hasSize(REQUESTS.size());
    }

    /** Stores what is stored once more, after its file was deleted. */
    private void rewrite(String key, String... fields) throws IOException {
        CacheAccess access = bed.access(0, key, CacheBed.PLAIN, fields);
        CacheWriter writer = bed.on(0, () -> {
            assertThat(access.open(() -> {})).isEqualTo(Found.HIT);
            CacheFile file = access.file();
            CacheHeader known = file.header();
            Files.delete(Path.of(file.name()));
            CacheHeader same = new CacheHeader(
                    known.validUntil(),
                    known.updatingSeconds(),
                    known.errorSeconds(),
                    known.lastModified(),
                    known.date(),
                    known.etag(),
                    known.vary());
            ByteBuffer body = ByteBuffer.allocate((int) file.bodyLength());
            file.copyBody(body);
            CacheWriter begun =
                    access.store(same, file.head(), new io.gangway.content.TempPath(dir.resolve("temp"), List.of()));
            begun.write(CacheBed.buffer(
                    StandardCharsets.ISO_8859_1.decode(body.flip()).toString()));
            return begun;
        });
        bed.finish(access, writer);
    }

    @Test
    void a_renewed_header_leaves_the_rest() throws IOException {
        Path file = bed.zone.directory().file(new CacheKey("/plain").id());
        byte[] before = Files.readAllBytes(file);
        CacheAccess access = bed.access(0, "/plain", CacheBed.PLAIN);
        bed.on(0, () -> {
            access.open(() -> {});
            CacheHeader known = access.file().header();
            access.renew(
                    new CacheHeader(
                            known.validUntil() + 5,
                            1,
                            2,
                            known.lastModified(),
                            known.date() + 5,
                            known.etag(),
                            known.vary()),
                    access::close);
            return null;
        });
        bed.settle();

        byte[] after = Files.readAllBytes(file);
        assertThat(Arrays.copyOfRange(after, CacheHeader.SIZE, after.length))
                .isEqualTo(Arrays.copyOfRange(before, CacheHeader.SIZE, before.length));
        assertThat(header("/plain").date()).isEqualTo(RECORDED_AT + 5);
        assertThat(header("/plain").errorSeconds()).isEqualTo(2);
    }

    @Test
    void a_file_of_another_version_is_fetched_again() throws IOException {
        damage("/plain", 0, 4);

        assertThat(bed.find("/plain")).isEqualTo(Found.MISS);
        assertThat(bed.log).singleElement().asString().matches("info cache file \".*\" version mismatch");
    }

    @Test
    void a_file_of_another_key_is_fetched_again() throws IOException {
        damage("/plain", 50, 1);

        assertThat(bed.find("/plain")).isEqualTo(Found.MISS);
        assertThat(bed.log).singleElement().asString().matches("crit cache file \".*\" has md5 collision");
    }

    @Test
    void a_file_with_a_wrong_length_of_vary_is_fetched_again() throws IOException {
        damage("/plain", 187, 200);

        assertThat(bed.find("/plain")).isEqualTo(Found.MISS);
        assertThat(bed.log).singleElement().asString().matches("crit cache file \".*\" has incorrect vary length");
    }

    @Test
    void a_file_whose_head_is_longer_than_the_buffer_is_fetched_again() throws IOException {
        damage("/plain", 57, 60);

        assertThat(bed.find("/plain")).isEqualTo(Found.MISS);
        assertThat(bed.log).singleElement().asString().matches("crit cache file \".*\" has too long header");
    }

    @Test
    void a_file_that_was_cut_off_is_fetched_again() throws IOException {
        Path file = bed.zone.directory().file(new CacheKey("/plain").id());
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 300));

        assertThat(bed.find("/plain")).isEqualTo(Found.MISS);
        assertThat(bed.log).singleElement().asString().matches("crit cache file \".*\" is too small");
    }

    private void damage(String key, int at, int value) throws IOException {
        Path file = bed.zone.directory().file(new CacheKey(key).id());
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] = (byte) value;
        Files.write(file, bytes);
    }
}
