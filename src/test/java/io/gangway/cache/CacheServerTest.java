package io.gangway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.cli.Main;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.OpenFiles;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Caches over the life of a process: reloads, another process, and its sudden end. */
class CacheServerTest {
    private static final String LARGE = "x".repeat(300_000);
    private static final Pattern COMPLETE = Pattern.compile("[0-9a-f]{32}");

    private ScriptedUpstream backend;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        backend = ScriptedUpstream.start(Script.body("hello"));
        site = Site.create().backend(backend);
    }

    @AfterEach
    void close() throws Exception {
        backend.close();
        site.close();
    }

    private static String config(String path) {
        return "proxy_cache_path " + path + ";" + """

                server {
                    listen 127.0.0.1:%{port};
                    proxy_cache one;
                    proxy_cache_key $uri;
                    proxy_cache_valid 1h;
                    add_header X-Cache $upstream_cache_status always;
                    location / { proxy_pass http://%{backend}; }
                }
                """;
    }

    private String cacheStatus(String target) throws IOException {
        return RawHttp.get(site.port(), target).field("X-Cache");
    }

    @Test
    void a_zone_is_kept_over_a_reload() throws Exception {
        site.config(config("%{dir}/cache levels=1 keys_zone=one:1m"));
        try (GangwayServer server = GangwayServer.start(site)) {
            assertThat(cacheStatus("/a")).isEqualTo("MISS");
            site.config(config("%{dir}/cache levels=1 keys_zone=one:1m inactive=5m"));
            server.reload();

            assertThat(cacheStatus("/a")).isEqualTo("HIT");
        }
    }

    @Test
    void two_generations_share_a_zone() throws Exception {
        site.config(config("%{dir}/cache keys_zone=one:1m"));
        try (GangwayServer server = GangwayServer.start(site);
                RawConnection old = RawHttp.connect(site.port())) {
            CompletableFuture<Void> go = new CompletableFuture<>();
            backend.respond(Script.stall(go).then(Script.body("slow")));
            old.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> backend.requests().size() == 1);
            server.reload();
            backend.respond(Script.body("fast"));
            assertThat(cacheStatus("/fast")).isEqualTo("MISS");
            go.complete(null);
            assertThat(old.read().body()).isEqualTo("slow");

            assertThat(cacheStatus("/slow")).isEqualTo("HIT");
        }
    }

    @Test
    void a_reload_may_not_move_a_zone() throws Exception {
        site.config(config("%{dir}/cache keys_zone=one:1m"));
        try (GangwayServer server = GangwayServer.start(site)) {
            site.config(config("%{dir}/other keys_zone=one:1m"));
            assertThatThrownBy(server::reload)
                    .hasMessage(
                            "cache \"one\" uses the \"" + site.dir() + "/other\" cache path while previously it used"
                                    + " the \"" + site.dir() + "/cache\" cache path");
            site.config(config("%{dir}/cache levels=2 keys_zone=one:1m"));
            assertThatThrownBy(server::reload).hasMessage("cache \"one\" had previously different levels");
            site.config(config("%{dir}/other keys_zone=one:2m"));
            server.reload();

            assertThat(cacheStatus("/a")).isEqualTo("MISS");
        }
    }

    @Test
    void the_start_does_not_wait_for_the_loader() throws Exception {
        String path = "%{dir}/cache keys_zone=one:1m loader_files=1 loader_sleep=10m";
        site.config(config(path));
        try (GangwayServer server = GangwayServer.start(site)) {
            for (String target : List.of("/a", "/b", "/c")) {
                assertThat(cacheStatus(target)).isEqualTo("MISS");
            }
        }
        try (GangwayServer server = GangwayServer.start(site)) {
            assertThat(cacheStatus("/c")).isEqualTo("HIT");
            server.reload();
            assertThat(cacheStatus("/a")).isEqualTo("HIT");
            assertThat(cacheStatus("/b")).isEqualTo("HIT");
        }
    }

    @Test
    void a_loader_that_pauses_is_closed_with_its_server() throws Exception {
        site.config(config("%{dir}/cache keys_zone=one:1m loader_files=1 loader_sleep=10m"));
        try (GangwayServer server = GangwayServer.start(site)) {
            for (String target : List.of("/a", "/b", "/c")) {
                assertThat(cacheStatus(target)).isEqualTo("MISS");
            }
        }
        try (GangwayServer server = GangwayServer.start(site)) {
            await().until(() -> OpenFiles.below(site.dir()).stream().anyMatch(name -> name.endsWith("/cache")));
        }
        await().untilAsserted(() -> assertThat(OpenFiles.below(site.dir())).noneMatch(name -> name.endsWith("/cache")));
    }

    @Test
    void a_process_that_is_killed_while_it_writes_leaves_nothing_half() throws Exception {
        site.config(config("%{dir}/cache levels=1:2 keys_zone=one:1m use_temp_path=off"));
        CompletableFuture<Void> never = new CompletableFuture<>();
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n" + LARGE)
                .then(Script.stall(never)));
        Process process = start();
        try (RawConnection client = await().atMost(60, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> RawHttp.connect(site.port()), connected -> true)) {
            client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
            await().atMost(30, TimeUnit.SECONDS).until(() -> !files().isEmpty());
        } finally {
            process.destroyForcibly();
            process.waitFor(30, TimeUnit.SECONDS);
            never.complete(null);
        }
        assertThat(files())
                .noneMatch(
                        file -> COMPLETE.matcher(file.getFileName().toString()).matches());

        backend.respond(Script.body(LARGE));
        try (GangwayServer server = GangwayServer.start(site)) {
            assertThat(cacheStatus("/a")).isEqualTo("MISS");
            assertThat(cacheStatus("/a")).isEqualTo("HIT");
            assertThat(RawHttp.get(site.port(), "/a").body()).isEqualTo(LARGE);
        }
    }

    private Process start() throws IOException {
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "-p",
                site.dir() + "/",
                "-e",
                "stderr",
                "-c",
                site.conf().toString());
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private List<Path> files() throws IOException {
        Path cache = site.dir().resolve("cache");
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(cache)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
