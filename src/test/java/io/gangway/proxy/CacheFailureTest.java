package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.SmallDisk;
import io.gangway.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cache when disks, clocks and backends fail. {@code CacheIT} tests what needs a process. */
class CacheFailureTest extends BackendTest {
    private static final String WHOLE = "0123456789".repeat(100_000);

    private final CompletableFuture<Void> go = new CompletableFuture<>();

    @AfterEach
    void end() {
        go.complete(null);
    }

    private int start(String directory, String http, String location) throws Exception {
        return startHttp(config(directory, http, location));
    }

    private static String config(String directory, String http, String location) {
        return "proxy_cache_path %{dir}/" + directory + " keys_zone=one:1m use_temp_path=off" + http
                + "; server { listen 127.0.0.1:%{port} http2; server_name s; http2_max_concurrent_streams 1000;"
                + " location / { proxy_pass http://%{backend};"
                + " proxy_cache one; proxy_cache_valid 1h; add_header X-Cache $upstream_cache_status always; "
                + location + " } }";
    }

    private RawResponse get(String path) throws IOException {
        return RawHttp.get(server.port(), path);
    }

    private static String status(RawResponse response) {
        return response.status() + " " + response.field("X-Cache");
    }

    private static Script of(String body) {
        return Script.body(body);
    }

    private List<Path> files(String directory) throws IOException {
        try (Stream<Path> all = Files.walk(site.dir().resolve(directory))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private void restart() {
        server.close();
        clock = TestClock.running();
        server = GangwayServer.start(site, clock);
    }

    // ---- disks

    @Test
    void a_full_disk_lets_responses_pass() throws Exception {
        SmallDisk disk = SmallDisk.mount(site.dir().resolve("disk"), 256);
        assumeTrue(disk != null, "nothing can be mounted here");
        try {
            start("disk/cache", "", "");
            backend.respond(of(WHOLE));
            for (int i = 0; i < 2; i++) {
                RawResponse response = get("/large");
                assertThat(status(response)).isEqualTo("200 MISS");
                assertThat(response.body()).isEqualTo(WHOLE);
            }
            assertThat(errorLog()).contains("No space left on device");
            await().untilAsserted(() -> assertThat(files("disk")).isEmpty());

            backend.respond(of("small"));
            assertThat(status(get("/small"))).isEqualTo("200 MISS");
            assertThat(status(get("/small"))).isEqualTo("200 HIT");
        } finally {
            server.close();
            server = null;
            disk.close();
        }
    }

    @Test
    void a_directory_that_vanishes_is_created_again() throws Exception {
        start("cache", " levels=1:2", "");
        backend.respond(of("one"));
        assertThat(status(get("/a"))).isEqualTo("200 MISS");
        assertThat(status(get("/a"))).isEqualTo("200 HIT");

        List<Path> all;
        try (Stream<Path> walk = Files.walk(site.dir().resolve("cache"))) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
        backend.respond(of("two"));
        assertThat(get("/b").body()).isEqualTo("two");
        assertThat(status(get("/b"))).isEqualTo("200 HIT");
        restart();
        assertThat(status(get("/a"))).isEqualTo("200 MISS");
        assertThat(status(get("/a"))).isEqualTo("200 HIT");
    }

    @Test
    void a_damaged_file_is_not_served_and_replaced() throws Exception {
        start("cache", "", "");
        backend.respond(of("one"));
        for (String path : List.of("/short", "/header", "/key")) {
            assertThat(status(get(path))).isEqualTo("200 MISS");
        }
        server.close();
        int number = 0;
        for (Path file : files("cache")) {
            byte[] bytes = Files.readAllBytes(file);
            switch (number++) {
                case 0 -> bytes = Arrays.copyOf(bytes, 100);
                case 1 -> Arrays.fill(bytes, 0, 64, (byte) 0x55);
                default -> Arrays.fill(bytes, 336, 345, (byte) 'x');
            }
            Files.write(file, bytes);
        }
        backend.respond(of("two"));
        server = GangwayServer.start(site, clock);
        for (String path : List.of("/short", "/header", "/key")) {
            assertThat(get(path).body()).as(path).isEqualTo("two");
            assertThat(status(get(path))).as(path).isEqualTo("200 HIT");
        }
    }

    // ---- clocks

    @Test
    void a_clock_that_leaps_forward_expires_entries_and_one_that_leaps_back_keeps_them() throws Exception {
        start("cache", " inactive=1000d", "");
        backend.respond(of("one"));
        assertThat(status(get("/"))).isEqualTo("200 MISS");
        server.advance(Duration.ofDays(400));
        backend.respond(of("two"));
        assertThat(status(get("/"))).isEqualTo("200 EXPIRED");
        assertThat(status(get("/"))).isEqualTo("200 HIT");
        assertThat(get("/").body()).isEqualTo("two");
        // its clock is 400 days earlier
        restart();
        assertThat(status(get("/"))).isEqualTo("200 HIT");
        assertThat(get("/").body()).isEqualTo("two");
    }

    // ---- generations

    @Test
    void a_response_that_an_old_generation_stores_is_found_by_the_new_one() throws Exception {
        start("cache", "", "proxy_cache_lock on; proxy_cache_lock_timeout 1m; proxy_cache_lock_age 1m;");
        backend.respond(of("late").after(go));
        try (RawConnection first = RawHttp.connect(server.port());
                RawConnection second = RawHttp.connect(server.port())) {
            first.send(RawHttp.request("GET", "/"));
            await().until(() -> backend.requests().size() == 1);
            server.reload();
            second.send(RawHttp.request("GET", "/"));
            go.complete(null);
            assertThat(status(first.read())).isEqualTo("200 MISS");
            assertThat(status(second.read())).isEqualTo("200 HIT");
        }
        assertThat(backend.requests())
                .filteredOn(request -> request.target().equals("/"))
                .hasSize(1);
    }

    @Test
    void a_reload_while_the_cache_loads_loses_nothing() throws Exception {
        start("cache", " loader_files=5 loader_sleep=20ms", "");
        backend.respond(of("stored"));
        for (int i = 0; i < 300; i++) {
            get("/" + i);
        }
        restart();
        for (int i = 0; i < 5; i++) {
            server.reload();
            assertThat(status(get("/" + i))).isEqualTo("200 HIT");
        }
        backend.clearRequests();
        for (int i = 0; i < 300; i++) {
            assertThat(status(get("/" + i))).isEqualTo("200 HIT");
        }
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void the_start_does_not_wait_for_the_loader() throws Exception {
        start("cache", " loader_files=1 loader_sleep=10m", "");
        backend.respond(of("stored"));
        for (int i = 0; i < 10; i++) {
            get("/" + i);
        }
        restart();
        assertThat(status(get("/9"))).isEqualTo("200 HIT");
        assertThat(status(get("/0"))).isEqualTo("200 HIT");
    }

    // ---- backends and waiters

    @Test
    void an_update_whose_backend_hangs_frees_the_entry() throws Exception {
        start("cache", " inactive=10h", "proxy_cache_use_stale updating; proxy_read_timeout 30s;");
        backend.respond(of("old"));
        assertThat(status(get("/"))).isEqualTo("200 MISS");
        server.advance(Duration.ofHours(2));
        backend.respond((request, connection) -> go.get(1, TimeUnit.MINUTES));
        try (RawConnection client = RawHttp.connect(server.port())) {
            client.send(RawHttp.request("GET", "/"));
            await().until(() -> backend.requests().size() == 2);
            assertThat(status(get("/"))).isEqualTo("200 UPDATING");
        }
        assertThat(status(get("/"))).isEqualTo("200 UPDATING");
        server.advance(Duration.ofSeconds(31));
        backend.respond(of("new"));
        await().untilAsserted(() -> assertThat(get("/").body()).isEqualTo("new"));
        assertThat(status(get("/"))).isEqualTo("200 HIT");
    }

    @Test
    void ten_thousand_waiters_make_one_request() throws Exception {
        start("cache", "", "proxy_cache_lock on; proxy_cache_lock_timeout 5m; proxy_cache_lock_age 5m;");
        backend.respond(of("hello").after(go));
        List<Http2Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                Http2Peer peer = Http2Peer.connect(server.port());
                peer.timeout(Duration.ofMinutes(1));
                peers.add(peer);
                for (int n = 0; n < 1000; n++) {
                    peer.get("/");
                }
                // the response comes after all of its requests have been read
                peer.ping(i);
                peer.next(Http2Peer.PING);
            }
            assertThat(backend.requests()).hasSize(1);
            go.complete(null);
            for (Http2Peer peer : peers) {
                for (int n = 0; n < 1000; n++) {
                    assertThat(peer.response(2 * n + 1).body()).isEqualTo("hello");
                }
            }
        } finally {
            for (Http2Peer peer : peers) {
                peer.close();
            }
        }
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void a_chunk_that_breaks_off_is_not_stored_and_the_client_notices() throws Exception {
        start("cache", "", "");
        backend.respond(
                Script.rawThenClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n10\r\nhalf"));
        String received =
                RawHttp.connect(server.port()).send(RawHttp.request("GET", "/")).readUntilEnd();
        assertThat(received).contains("hello").doesNotContain("\r\n0\r\n");
        await().untilAsserted(() -> assertThat(files("cache")).isEmpty());
        backend.respond(of("whole"));
        assertThat(status(get("/"))).isEqualTo("200 MISS");
        assertThat(status(get("/"))).isEqualTo("200 HIT");
    }
}
