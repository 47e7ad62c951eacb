package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of {@code docs/cache.md} do what the page says. */
class CachePageTest {
    private static final Pattern FILE = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);

    private final TestClock clock = TestClock.running();
    private ScriptedUpstream backend;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        backend = ScriptedUpstream.start(Script.body("hello"));
        site = Site.create().backend(backend);
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        backend.close();
        site.close();
    }

    /** Starts a server with a file of the page, after these changes. */
    private void start(int index, String... changes) throws Exception {
        String file = files().get(index)
                .replace("listen 80;", "listen 127.0.0.1:%{port};")
                .replace("http://127.0.0.1:8080", "http://%{backend}")
                .replace("/var/cache/gangway", "%{dir}/cache");
        for (int i = 0; i < changes.length; i += 2) {
            assertThat(file).contains(changes[i]);
            file = file.replace(changes[i], changes[i + 1]);
        }
        site.config(file);
        server = GangwayServer.start(site, clock);
    }

    private static List<String> files() throws Exception {
        return FILE.matcher(Files.readString(Path.of("docs/cache.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private RawResponse get(String uri, String... fields) throws Exception {
        return RawHttp.get(server.port(), uri, fields);
    }

    private String status(String uri, String... fields) throws Exception {
        return get(uri, fields).field("X-Cache");
    }

    private static Script response(String fields) {
        return Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + fields.replace("|", "\r\n")
                + (fields.isEmpty() ? "" : "\r\n") + "\r\nhello");
    }

    @Test
    void the_first_file_caches() throws Exception {
        start(0);

        assertThat(status("/")).isEqualTo("MISS");
        assertThat(status("/")).isEqualTo("HIT");
        assertThat(RawHttp.send(server.port(), RawHttp.request("HEAD", "/")).field("X-Cache"))
                .isEqualTo("HIT");
        assertThat(status("/other")).isEqualTo("MISS");
    }

    @ParameterizedTest
    @CsvSource({
        "'X-Accel-Expires: 100|Cache-Control: max-age=10|Expires: Thu, 01 Jan 1970 00:00:01 GMT', 90, 110",
        "'Cache-Control: s-maxage=100|Expires: Thu, 01 Jan 1970 00:00:01 GMT', 90, 110",
        "'Cache-Control: max-age=100', 90, 110",
        "'', 590, 610",
    })
    void the_first_of_the_list_decides(String fields, long fresh, long old) throws Exception {
        backend.respond(response(fields));
        start(0, "proxy_cache_background_update on;", "", " updating", "");
        status("/");

        clock.advance(Duration.ofSeconds(fresh));
        assertThat(status("/")).isEqualTo("HIT");
        clock.advance(Duration.ofSeconds(old - fresh));
        assertThat(status("/")).isEqualTo("EXPIRED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Accel-Expires: 0",
                "Cache-Control: no-cache",
                "Cache-Control: no-store",
                "Cache-Control: private",
                "Cache-Control: max-age=0",
                "Set-Cookie: a=b",
                "Vary: *",
                "X-Accel-Buffering: no",
            })
    void a_field_forbids_caching_unless_it_is_ignored(String field) throws Exception {
        backend.respond(response(field));
        String name = field.substring(0, field.indexOf(':'));
        start(
                0,
                "proxy_cache_lock on;",
                "location /ignored { proxy_pass http://%{backend}; proxy_ignore_headers " + name + "; }");

        assertThat(status("/")).isEqualTo("MISS");
        assertThat(status("/")).isEqualTo("MISS");
        assertThat(status("/ignored")).isEqualTo("MISS");
        assertThat(status("/ignored")).isEqualTo("HIT");
    }

    @Test
    void each_combination_of_varying_fields_has_its_response() throws Exception {
        backend.respond(response("Vary: Accept-Language"));
        start(0);

        assertThat(status("/", "Accept-Language: en")).isEqualTo("MISS");
        assertThat(status("/", "Accept-Language: de")).isEqualTo("MISS");
        assertThat(status("/", "Accept-Language: en")).isEqualTo("HIT");
        assertThat(status("/", "Accept-Language: de")).isEqualTo("HIT");
    }

    @Test
    void conditions_and_ranges_are_evaluated_here() throws Exception {
        backend.respond(response("ETag: \"a\"|Accept-Ranges: bytes"));
        start(0);

        assertThat(get("/a", "If-None-Match: \"a\"").status()).isEqualTo(304);
        assertThat(backend.lastRequest().field("If-None-Match")).isNull();
        assertThat(get("/b", "Range: bytes=1-2").body()).isEqualTo("el");
        assertThat(backend.lastRequest().field("Range")).isNull();
        assertThat(get("/b", "Range: bytes=0-0").body()).isEqualTo("h");
        assertThat(status("/a")).isEqualTo("HIT");
    }

    @Test
    void a_304_renews_the_response() throws Exception {
        backend.respond(response("ETag: \"a\"|Cache-Control: max-age=10"));
        start(0, "proxy_cache_background_update on;", "proxy_cache_revalidate on;", " updating", "");
        status("/");
        backend.respond(Script.raw("HTTP/1.1 304 Not Modified\r\n\r\n"));
        clock.advance(Duration.ofSeconds(20));

        assertThat(get("/").body()).isEqualTo("hello");
        assertThat(backend.lastRequest().field("If-None-Match")).isEqualTo("\"a\"");
        assertThat(status("/")).isEqualTo("HIT");
    }

    @Test
    void an_old_response_is_sent_when_the_backend_fails() throws Exception {
        start(0);
        status("/");
        backend.respond((request, connection) -> connection.close());
        clock.advance(Duration.ofMinutes(20));

        RawResponse response = get("/");

        assertThat(response.field("X-Cache")).isEqualTo("STALE");
        assertThat(response.body()).isEqualTo("hello");
    }

    @Test
    void purging_removes_one_response_or_all_that_begin_alike() throws Exception {
        start(1, "proxy_cache_valid 1h;", "proxy_cache_valid 1h; add_header X-Cache $upstream_cache_status;");
        status("/a/1");
        status("/a/2");
        status("/b");

        assertThat(purge("/b")).isEqualTo(204);
        assertThat(purge("/b")).isEqualTo(404);
        assertThat(purge("/a/*")).isEqualTo(204);
        assertThat(status("/a/1")).isEqualTo("MISS");
        assertThat(status("/a/2")).isEqualTo("MISS");
        assertThat(status("/b")).isEqualTo("MISS");
    }

    private int purge(String uri) throws Exception {
        return RawHttp.send(server.port(), RawHttp.request("PURGE", uri)).status();
    }

    @Test
    void a_response_is_one_file_with_the_name_of_its_key() throws Exception {
        start(0, "proxy_cache pages;", "proxy_cache pages; proxy_cache_key $uri;");
        get("/");

        Path file = site.dir().resolve("cache/9/7d/6666cd76f96956469e7be39d750cc7d9");
        assertThat(file).exists();
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .startsWith("\005")
                .contains("\nKEY: /\nHTTP/1.1 200 ")
                .endsWith("\r\n\r\nhello");
    }

    @Test
    void a_directory_that_vanishes_is_created_again() throws Exception {
        start(0);
        assertThat(status("/")).isEqualTo("MISS");
        try (Stream<Path> all = Files.walk(site.dir().resolve("cache"))) {
            all.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }

        assertThat(status("/")).isEqualTo("MISS");
        assertThat(status("/")).isEqualTo("HIT");
    }

    @Test
    void what_is_not_used_is_removed_although_it_is_fresh() throws Exception {
        start(0, "inactive=1h", "inactive=1m");
        assertThat(status("/")).isEqualTo("MISS");
        await().untilAsserted(() -> {
            clock.advance(Duration.ofSeconds(61));
            assertThat(status("/")).isEqualTo("MISS");
        });
    }
}
