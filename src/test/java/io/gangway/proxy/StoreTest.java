package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code proxy_store}: the file is complete or there is none. */
class StoreTest extends BackendTest {
    private static final String STORE = "proxy_pass http://%{backend}; proxy_store %{dir}/stored$uri; "
            + "proxy_store_access user:rw group:r; proxy_temp_path temp;";

    private Path stored(String name) {
        return site.dir().resolve("stored").resolve(name);
    }

    private boolean hasNoTemporaryFile() throws IOException {
        Path directory = site.dir().resolve("temp");
        if (!Files.exists(directory)) {
            return true;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private void respond(String head, String... pieces) {
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n" + head + "\r\n\r\n" + String.join("", pieces));
            connection.close();
        });
    }

    @Test
    void a_complete_response_is_stored_with_its_time_and_permissions() throws Exception {
        respond("Last-Modified: Thu, 01 Jan 2015 00:00:00 GMT\r\nContent-Length: 5", "hello");
        assertThat(RawHttp.get(start(STORE), "/a/b.txt").body()).isEqualTo("hello");
        assertThat(stored("a/b.txt")).hasContent("hello");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stored("a/b.txt"))))
                .isEqualTo("rw-r-----");
        assertThat(Files.getLastModifiedTime(stored("a/b.txt")).toInstant())
                .isEqualTo(Instant.parse("2015-01-01T00:00:00Z"));
        await().until(this::hasNoTemporaryFile);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
    void a_backend_that_breaks_off_leaves_no_file(String framing) throws Exception {
        respond(framing, "5\r\nhe");
        try (RawConnection client = RawHttp.connect(start(STORE))) {
            client.send("GET /b.txt HTTP/1.1\r\nHost: s\r\n\r\n");
            client.readHead();
            client.readUntilEnd();
        }
        await().until(this::hasNoTemporaryFile);
        assertThat(stored("b.txt")).doesNotExist();
        assertThat(errorLog()).contains("upstream prematurely closed connection");
    }

    @Test
    void a_malformed_chunk_leaves_the_file_that_was_there() throws Exception {
        Files.createDirectories(stored("."));
        Files.writeString(stored("b.txt"), "before");
        respond("Transfer-Encoding: chunked", "5\r\nhello\r\nxyz\r\n");
        try (RawConnection client = RawHttp.connect(start(STORE))) {
            client.send("GET /b.txt HTTP/1.1\r\nHost: s\r\n\r\n");
            client.readUntilEnd();
        }
        await().until(this::hasNoTemporaryFile);
        assertThat(stored("b.txt")).hasContent("before");
    }

    @Test
    void a_slow_client_gets_all_of_a_large_response() throws Exception {
        String body = "0123456789".repeat(800_000);
        respond("Content-Length: " + body.length(), body);
        int port = start(STORE);
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET /large HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n");
            // All of it is stored before the client reads anything.
            await().until(() -> Files.exists(stored("large")));
            client.readHead();
            assertThat(client.readUntilEnd()).isEqualTo(body);
        }
        assertThat(stored("large")).hasSize(body.length());
        await().until(this::hasNoTemporaryFile);
    }

    @Test
    void a_client_that_leaves_does_not_stop_the_storing() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        String half = "x".repeat(100_000);
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + half);
            awaitLatch(left);
            connection.send(half);
        });
        int port = start(STORE);
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET /left HTTP/1.1\r\nHost: s\r\n\r\n");
            client.readHead();
        }
        left.countDown();
        await().until(() -> Files.exists(stored("left")));
        assertThat(stored("left")).hasSize(200_000);
        await().until(this::hasNoTemporaryFile);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_full_disk_stops_the_storing_and_not_the_response() throws Exception {
        SmallDisk disk = SmallDisk.mount(site.dir().resolve("temp"), 128);
        assumeTrue(disk != null, "nothing can be mounted here");
        try {
            String body = "x".repeat(1_000_000);
            respond("Content-Length: " + body.length(), body);
            assertThat(RawHttp.get(start(STORE), "/full").body()).isEqualTo(body);
            assertThat(stored("full")).doesNotExist();
            assertThat(errorLog())
                    .containsPattern(
                            "\\[crit] .* pwrite\\(\\) \"" + site.dir()
                                    + "/temp/\\d{10}\" failed \\(28: No space left on device\\) while reading upstream, client: ");
            await().until(this::hasNoTemporaryFile);
        } finally {
            server.close();
            server = null;
            disk.close();
        }
    }

    @Test
    void a_path_that_cannot_be_written_is_logged_as_in_nginx() throws Exception {
        Files.createDirectories(stored("dir"));
        respond("Content-Length: 5", "hello");
        assertThat(RawHttp.get(start(STORE), "/dir").body()).isEqualTo("hello");
        assertThat(errorLog())
                .containsPattern("\\[crit] .* rename\\(\\) \"" + site.dir() + "/temp/\\d{10}\" to \"" + stored("dir")
                        + "\" failed \\(21: Is a directory\\) while reading upstream, client: 127.0.0.1, server: s, "
                        + "request: \"GET /dir HTTP/1.1\", upstream: \"http://" + backend.address() + "/dir\"");
        await().until(this::hasNoTemporaryFile);
    }

    @Test
    void a_directory_that_vanishes_is_created_again() throws Exception {
        respond("Content-Length: 5", "hello");
        int port = start(STORE);
        RawHttp.get(port, "/one");
        await().until(this::hasNoTemporaryFile);
        Files.delete(site.dir().resolve("temp"));
        Files.delete(stored("one"));
        Files.delete(stored(""));
        RawHttp.get(port, "/one");
        assertThat(stored("one")).hasContent("hello");
    }
}
