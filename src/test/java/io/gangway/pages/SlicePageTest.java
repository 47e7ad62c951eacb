package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The section on slices of {@code docs/cache.md}. */
class SlicePageTest {
    private static final int SIZE = 1 << 20;
    private static final String FILE = "0123456789abcdef".repeat(SIZE / 16 * 2) + "end";

    private final CompletableFuture<Void> go = new CompletableFuture<>();
    private ScriptedUpstream backend;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        backend = ScriptedUpstream.start(slices("\"a\""));
        site = Site.create().backend(backend);
        String page = Files.readString(Path.of("docs/cache.md"), StandardCharsets.UTF_8);
        String file = Arrays.stream(page.split("```nginx\n"))
                .map(part -> part.split("```")[0])
                .filter(part -> part.contains("slice 1m;"))
                .findFirst()
                .orElseThrow();
        site.config("error_log %{dir}/error.log;\n"
                + file.replace("listen 80;", "listen 127.0.0.1:%{port};")
                        .replace("http://127.0.0.1:8080", "http://%{backend}")
                        .replace("/var/cache/gangway", "%{dir}/cache"));
        server = GangwayServer.start(site);
    }

    @AfterEach
    void close() throws Exception {
        go.complete(null);
        server.close();
        backend.close();
        site.close();
    }

    private static int start(RecordedRequest request) {
        return Integer.parseInt(request.field("Range").replaceAll("bytes=(\\d+)-.*", "$1"));
    }

    private static Script slices(String... etags) {
        return (request, connection) -> {
            int start = start(request);
            int end = Math.min(start + SIZE, FILE.length());
            connection.send("HTTP/1.1 206 Partial Content\r\nETag: " + etags[Math.min(start / SIZE, etags.length - 1)]
                    + "\r\nContent-Range: bytes " + start + "-" + (end - 1) + "/" + FILE.length()
                    + "\r\nContent-Length: " + (end - start) + "\r\n\r\n" + FILE.substring(start, end));
        };
    }

    private RawResponse get(String... fields) throws IOException {
        return RawHttp.get(server.port(), "/film", fields);
    }

    /** The client may have its bytes before the slice is stored. */
    private void awaitOneFile() {
        await().untilAsserted(() -> {
            try (Stream<Path> files = Files.walk(site.dir().resolve("cache"))) {
                assertThat(files.filter(file -> file.getFileName().toString().matches("[0-9a-f]{32}")))
                        .hasSize(1);
            }
        });
    }

    @Test
    void only_the_slices_that_a_client_needs_are_fetched() throws Exception {
        RawResponse part = get("Range: bytes=1048576-1048579");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("0123");
        assertThat(backend.requests()).extracting(request -> request.field("Range"))
                .containsExactly("bytes=1048576-2097151");
        awaitOneFile();

        assertThat(get().body()).isEqualTo(FILE);
        assertThat(backend.requests()).hasSize(3);
        assertThat(get().body()).isEqualTo(FILE);
        assertThat(backend.requests()).hasSize(3);
    }

    @Test
    void a_backend_without_ranges_is_stored_as_a_whole() throws Exception {
        backend.respond(Script.body("whole"));
        for (int i = 0; i < 2; i++) {
            assertThat(get().body()).isEqualTo("whole");
        }
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void a_file_that_changes_ends_the_connection() throws Exception {
        backend.respond(slices("\"a\"", "\"b\""));
        try (RawConnection client = RawHttp.connect(server.port())) {
            client.send(RawHttp.request("GET", "/film"));
            assertThat(client.readUntilEnd().split("\r\n\r\n", 2)[1]).hasSize(SIZE);
        }
        assertThat(Files.readString(site.dir().resolve("error.log"))).contains("etag mismatch in slice response");
    }

    @Test
    void a_slice_whose_client_has_left_is_stored() throws Exception {
        backend.respond((request, connection) -> {
            go.get(1, TimeUnit.MINUTES);
            slices("\"a\"").run(request, connection);
        });
        try (RawConnection client = RawHttp.connect(server.port())) {
            client.send(RawHttp.request("GET", "/film"));
            await().until(() -> backend.requests().size() == 1);
        }
        go.complete(null);
        awaitOneFile();
        assertThat(get("Range: bytes=0-3").body()).isEqualTo("0123");
        assertThat(backend.requests()).hasSize(1);
    }
}
