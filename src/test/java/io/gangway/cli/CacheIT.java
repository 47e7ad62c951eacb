package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cache over the lives of several processes. */
class CacheIT {
    private static final String WHOLE = "0123456789".repeat(100_000);

    private final CompletableFuture<Void> go = new CompletableFuture<>();
    private ScriptedUpstream backend;
    private Site site;

    @BeforeEach
    void prepare() throws IOException {
        backend = ScriptedUpstream.start(Script.body("whole"));
        site = Site.create().backend(backend);
        site.config("error_log logs/error.log; events {}\n"
                + "http { proxy_cache_path cache keys_zone=one:1m use_temp_path=off;\n"
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://%{backend}; proxy_cache one;"
                + " proxy_cache_valid 1h; add_header X-Cache $upstream_cache_status; } } }");
    }

    @AfterEach
    void stop() throws IOException {
        go.complete(null);
        backend.close();
        site.close();
    }

    private RawResponse get(String path) throws IOException {
        return RawHttp.get(site.port(), path);
    }

    private String status(String path) throws IOException {
        return get(path).field("X-Cache");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(site.dir().resolve("cache"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void a_process_that_is_killed_while_it_writes_leaves_nothing_half() throws Exception {
        try (GangwayProcess process = GangwayProcess.serving(site)) {
            assertThat(status("/whole")).isEqualTo("MISS");
            backend.respond((request, connection) -> {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + 2 * WHOLE.length() + "\r\n\r\n" + WHOLE);
                go.get(1, TimeUnit.MINUTES);
            });
            try (RawConnection client = RawHttp.connect(site.port())) {
                client.send(RawHttp.request("GET", "/half"));
                await().until(() -> files().size() == 2);
                ProcessHandle jvm = process.jvm();
                jvm.destroyForcibly();
                await().until(() -> !jvm.isAlive());
            }
            await().until(() -> !process.isAlive());
        }
        go.complete(null);
        backend.respond(Script.body("new"));
        Files.deleteIfExists(GangwayProcess.pidFile(site));
        try (GangwayProcess process = GangwayProcess.serving(site)) {
            assertThat(status("/whole")).isEqualTo("HIT");
            assertThat(get("/half").body()).isEqualTo("new");
            assertThat(status("/half")).isEqualTo("HIT");
        }
    }

    @Test
    void a_file_that_cannot_be_written_lets_the_response_pass() throws Exception {
        String[] small = {"/bin/sh", "-c", "ulimit -f 256; exec \"$0\" \"$@\""};
        backend.respond(Script.body(WHOLE));
        try (GangwayProcess process = GangwayProcess.start(site, "", small)) {
            process.awaitPidFile(site);
            for (int i = 0; i < 2; i++) {
                RawResponse response = get("/large");
                assertThat(response.field("X-Cache")).isEqualTo("MISS");
                assertThat(response.body()).isEqualTo(WHOLE);
            }
            await().untilAsserted(() -> assertThat(files()).isEmpty());
            backend.respond(Script.body("small"));
            assertThat(status("/small")).isEqualTo("MISS");
            assertThat(status("/small")).isEqualTo("HIT");
        }
    }
}
