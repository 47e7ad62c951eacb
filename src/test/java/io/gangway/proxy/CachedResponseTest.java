package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.OpenFiles;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cache does beside responses that nginx records: clients that leave, wait or are slow, and peers that are dead. */
class CachedResponseTest extends BackendTest {
    private static final long SECONDS = 30;
    private static final int PIECE = 1 << 16;
    private static final int PIECES = 128;

    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void no_temporary_file_is_left() throws Exception {
        go.countDown();
        if (server != null) {
            await().untilAsserted(() -> {
                assertThat(OpenFiles.below(site.dir())).noneMatch(name -> name.contains("/cache/"));
                assertThat(files()).noneMatch(name -> name.matches(".*\\.\\d{10}"));
            });
        }
    }

    private int startCache(String directives) throws Exception {
        return startHttp("proxy_cache_path %{dir}/cache levels=1 use_temp_path=off keys_zone=one:1m;"
                + " server { listen 127.0.0.1:%{port}; server_name s; location / { proxy_pass http://%{backend};"
                + " proxy_cache one; proxy_cache_valid 1m; add_header X-Cache $upstream_cache_status always;"
                + directives + " } }");
    }

    private List<String> files() throws Exception {
        Path dir = site.dir().resolve("cache");
        if (!Files.exists(dir)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(dir)) {
            return all.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }

    private static String status(RawResponse response) {
        return response.field("X-Cache");
    }

    private static void down(CountDownLatch latch) throws Exception {
        assertThat(latch.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private Script waiting(String first, String rest) {
        return (request, connection) -> {
            connection.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: " + (first.length() + rest.length()) + "\r\n\r\n" + first);
            down(go);
            connection.send(rest);
        };
    }

    private static String piece(int number) {
        return String.format("%08x", number).repeat(PIECE / 8);
    }

    private static Script large() {
        return (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + PIECES * PIECE + "\r\n\r\n");
            for (int i = 0; i < PIECES; i++) {
                connection.send(piece(i));
            }
        };
    }

    private static String whole() {
        StringBuilder all = new StringBuilder(PIECES * PIECE);
        for (int i = 0; i < PIECES; i++) {
            all.append(piece(i));
        }
        return all.toString();
    }

    // ---- clients

    @Test
    void a_response_is_stored_although_its_client_leaves_before_the_head() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            received.countDown();
            down(go);
            Script.body("hello").run(request, connection);
        });
        int port = startCache("");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(RawHttp.request("GET", "/"));
            down(received);
        }
        go.countDown();

        await().until(() -> status(RawHttp.get(port, "/")).equals("HIT"));

        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void a_response_is_stored_although_its_client_leaves_in_the_middle() throws Exception {
        backend.respond(waiting("begin", "end"));
        int port = startCache("proxy_cache_lock on;");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(RawHttp.request("GET", "/"));
            client.readExactly(40);
        }
        go.countDown();

        RawResponse next = RawHttp.get(port, "/");

        assertThat(next.body()).isEqualTo("beginend");
        assertThat(status(next)).isEqualTo("HIT");
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void a_response_that_is_not_stored_ends_with_its_client() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 9\r\n\r\nbegin");
            received.countDown();
        });
        int port = startCache("");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(RawHttp.request("GET", "/"));
            down(received);
            assertThat(client.readHead()).contains("X-Cache: MISS");
        }

        await().until(() -> backend.openConnections() == 0);
        assertThat(files()).isEmpty();
    }

    @Test
    void a_slow_client_does_not_delay_the_storing_and_gets_everything() throws Exception {
        backend.respond(large());
        int port = startCache("proxy_max_temp_file_size 0;");
        try (RawConnection slow = RawHttp.connect(port).send(RawHttp.request("GET", "/"))) {
            await().until(() ->
                    status(RawHttp.send(port, RawHttp.request("HEAD", "/"))).equals("HIT"));

            assertThat(slow.read().body()).isEqualTo(whole());
        }
        assertThat(RawHttp.get(port, "/").body()).isEqualTo(whole());
        assertThat(Files.exists(site.dir().resolve("proxy_temp"))).isFalse();
    }

    @Test
    void a_head_is_answered_before_the_body_is_stored() throws Exception {
        backend.respond(waiting("begin", "end"));
        int port = startCache("");

        RawResponse head = RawHttp.send(port, RawHttp.request("HEAD", "/"));
        assertThat(head.field("Content-Length")).isEqualTo("8");
        assertThat(backend.lastRequest().method()).isEqualTo("GET");
        go.countDown();

        await().until(() -> status(RawHttp.get(port, "/")).equals("HIT"));
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("beginend");
    }

    // ---- reload and shutdown

    @Test
    void a_reload_does_not_end_the_storing_and_the_old_generation_is_closed_afterwards() throws Exception {
        backend.respond(waiting("begin", "end"));
        int port = startCache("");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(RawHttp.request("GET", "/"));
            client.readExactly(40);
        }
        server.reload();
        assertThat(server.gangway().generations()).hasSize(2);
        go.countDown();

        await().until(() -> server.gangway().generations().size() == 1);
        assertThat(status(RawHttp.get(port, "/"))).isEqualTo("HIT");
    }

    @Test
    void the_server_can_be_closed_while_a_response_is_stored() throws Exception {
        backend.respond(waiting("x".repeat(1 << 18), "end"));
        int port = startCache("");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(RawHttp.request("GET", "/"));
            client.readExactly(1 << 18);
        }
        await().until(() -> !files().isEmpty());

        server.close();
        server = null;

        assertThat(files()).isEmpty();
        assertThat(errorLog()).doesNotContain("[alert]", "[emerg]");
    }

    @Test
    void an_update_that_worker_shutdown_timeout_cuts_off_is_made_again() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=1\r\nContent-Length: 3\r\n\r\nold"));
        site.config("worker_shutdown_timeout 10ms; events {}\nhttp { error_log %{dir}/error.log info;"
                + " proxy_cache_path %{dir}/cache use_temp_path=off keys_zone=one:1m;"
                + " server { listen 127.0.0.1:%{port}; location / { proxy_pass http://%{backend}; proxy_cache one;"
                + " proxy_cache_use_stale updating; proxy_cache_valid 1m;"
                + " add_header X-Cache $upstream_cache_status; } } }");
        server = GangwayServer.start(site, clock);
        assertThat(RawHttp.get(server.port(), "/").body()).isEqualTo("old");
        clock.advance(Duration.ofSeconds(5));
        backend.respond(waiting("x".repeat(1 << 18), "end"));
        try (RawConnection client = RawHttp.connect(server.port())) {
            client.send(RawHttp.request("GET", "/"));
            client.readExactly(1 << 18);
        }
        assertThat(status(RawHttp.get(server.port(), "/"))).isEqualTo("UPDATING");

        server.reload();
        await().until(() -> server.gangway().generations().size() == 1);

        backend.respond(Script.body("new"));
        await().until(() -> RawHttp.get(server.port(), "/").body().equals("new"));
        assertThat(status(RawHttp.get(server.port(), "/"))).isEqualTo("HIT");
    }

    // ---- backends

    @Test
    void a_response_that_breaks_off_is_not_stored() throws Exception {
        backend.respond(Script.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbegin"));
        int port = startCache("proxy_cache_lock on;");

        for (int i = 0; i < 2; i++) {
            try (RawConnection client = RawHttp.connect(port)) {
                client.send(RawHttp.request("GET", "/"));
                assertThat(client.readUntilEnd()).contains("X-Cache: MISS").endsWith("begin");
            }
        }
        await().untilAsserted(() -> assertThat(files()).isEmpty());
        assertThat(errorLog()).contains("upstream prematurely closed connection while reading upstream");
    }

    @Test
    void a_dead_backend_is_spared_as_long_as_it_took_to_find_out() throws Exception {
        clock = TestClock.running();
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=1\r\nContent-Length: 3\r\n\r\nold"));
        int port = startCache("proxy_cache_use_stale timeout; proxy_read_timeout 10s;");
        assertThat(status(RawHttp.get(port, "/"))).isEqualTo("MISS");
        CountDownLatch received = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            received.countDown();
            down(go);
        });
        clock.advance(Duration.ofSeconds(5));
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(RawHttp.request("GET", "/"));
            down(received);
            clock.advance(Duration.ofSeconds(11));
            assertThat(status(client.read())).isEqualTo("STALE");
        }
        int asked = backend.requests().size();

        assertThat(status(RawHttp.get(port, "/"))).isEqualTo("STALE");
        assertThat(status(RawHttp.get(port, "/"))).isEqualTo("STALE");
        assertThat(backend.requests()).hasSize(asked);

        go.countDown();
        backend.respond(Script.body("new"));
        clock.advance(Duration.ofSeconds(12));
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("new");
    }

    @Test
    void an_upgrade_that_nobody_requested_is_replaced_by_the_stale_response() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=1\r\nContent-Length: 3\r\n\r\nold"));
        int port = startCache("proxy_cache_use_stale invalid_header; proxy_next_upstream off;");
        RawHttp.get(port, "/");
        clock.advance(Duration.ofSeconds(5));
        backend.respond(Script.raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n"));

        RawResponse response = RawHttp.get(port, "/", "Upgrade: a", "Connection: upgrade");

        assertThat(status(response)).isEqualTo("STALE");
        assertThat(response.body()).isEqualTo("old");
        assertThat(errorLog()).contains("upstream sent unexpected 101").doesNotContain("Exception");
    }

    // ---- many at once

    @Test
    void many_waiters_make_one_request() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            received.countDown();
            down(go);
            Script.body("hello").run(request, connection);
        });
        int port = startCache("proxy_cache_lock on; proxy_cache_lock_timeout 60s; proxy_cache_lock_age 60s;");
        List<RawConnection> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                clients.add(RawHttp.connect(port).send(RawHttp.request("GET", "/")));
            }
            down(received);
            go.countDown();
            for (RawConnection client : clients) {
                assertThat(client.read().body()).isEqualTo("hello");
            }
        } finally {
            for (RawConnection client : clients) {
                client.close();
            }
        }
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void a_stale_response_is_renewed_in_the_background_while_it_is_sent() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=1\r\nContent-Length: 3\r\n\r\nold"));
        int port = startCache("proxy_cache_use_stale updating; proxy_cache_background_update on;");
        RawHttp.get(port, "/?a");
        backend.respond(waiting("ne", "w"));
        clock.advance(Duration.ofSeconds(5));

        RawResponse first = RawHttp.get(port, "/?a");
        RawResponse second = RawHttp.get(port, "/?a");
        assertThat(first.body() + second.body()).isEqualTo("oldold");
        assertThat(status(first)).isEqualTo("STALE");
        assertThat(status(second)).isEqualTo("UPDATING");
        go.countDown();

        await().until(() -> RawHttp.get(port, "/?a").body().equals("new"));
        assertThat(backend.requests()).hasSize(2);
    }

    @Test
    void an_update_in_the_background_that_fails_can_be_tried_again() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=1\r\nContent-Length: 3\r\n\r\nold"));
        int port = startCache("proxy_cache_use_stale updating error; proxy_cache_background_update on;");
        RawHttp.get(port, "/");
        backend.respond((request, connection) -> connection.close());
        clock.advance(Duration.ofSeconds(5));
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("old");
        await().until(() -> errorLog().contains("prematurely closed"));
        backend.respond(Script.body("new"));

        await().until(() -> RawHttp.get(port, "/").body().equals("new"));
    }

    // ---- purging

    @Test
    void a_request_removes_the_response_of_its_key() throws Exception {
        backend.respond(Script.body("hello"));
        int port = startCache("proxy_cache_key $uri; proxy_cache_purge $arg_purge;");
        RawHttp.get(port, "/a");
        RawHttp.get(port, "/b");

        assertThat(RawHttp.get(port, "/a?purge=1").statusLine()).isEqualTo("HTTP/1.1 204 No Content");
        assertThat(RawHttp.get(port, "/a?purge=1").status()).isEqualTo(404);
        assertThat(status(RawHttp.get(port, "/a?purge=0"))).isEqualTo("MISS");
        assertThat(status(RawHttp.get(port, "/b"))).isEqualTo("HIT");
    }

    @Test
    void a_key_with_an_asterisk_removes_all_that_begin_so() throws Exception {
        backend.respond(Script.body("hello"));
        int port = startCache("proxy_cache_key $uri; proxy_cache_purge $arg_purge;");
        RawHttp.get(port, "/a/1");
        RawHttp.get(port, "/a/2");
        RawHttp.get(port, "/b");

        assertThat(RawHttp.get(port, "/a/*?purge=1").status()).isEqualTo(204);

        assertThat(status(RawHttp.get(port, "/a/1"))).isEqualTo("MISS");
        assertThat(status(RawHttp.get(port, "/a/2"))).isEqualTo("MISS");
        assertThat(status(RawHttp.get(port, "/b"))).isEqualTo("HIT");
    }
}
