package io.gangway.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.RunningSite;
import io.gangway.testing.UpstreamConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code slice} where backends and clients misbehave. The pairs {@code slice.pairs} have the rest. */
class SliceTest {
    private static final String CONFIG = """
            error_log %{dir}/logs/error.log;
            server {
                listen 127.0.0.1:%{port};
                location / {
                    slice 4k;
                    proxy_set_header Range $slice_range;
                    proxy_pass http://%{backend};
                }
                location /sub/ {
                    slice 4k;
                    sub_filter_types *;
                    sub_filter marker MARKER;
                    proxy_set_header Range $slice_range;
                    proxy_pass http://%{backend};
                }
                location /limited/ {
                    slice 4k;
                    limit_conn one 1;
                    proxy_set_header Range $slice_range;
                    proxy_pass http://%{backend};
                }
            }
            limit_conn_zone $server_port zone=one:1m;
            """;

    private static final int SIZE = 4096;
    private static final String WHOLE = "abcdefgh".repeat(2000);

    @RegisterExtension
    final RunningSite site = RunningSite.of(CONFIG).backend((request, connection) -> slice(WHOLE, request, connection));

    private static void slice(String whole, RecordedRequest request, UpstreamConnection connection) throws IOException {
        int start = start(request);
        int end = Math.min(start + SIZE, whole.length());
        connection.send(head(whole, start, end) + whole.substring(start, end));
    }

    private static int start(RecordedRequest request) {
        return Integer.parseInt(request.field("Range").replaceAll("bytes=(\\d+)-.*", "$1"));
    }

    private static String head(String whole, int start, int end) {
        return "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " + start + "-" + (end - 1) + "/" + whole.length()
                + "\r\nContent-Length: " + (end - start) + "\r\n\r\n";
    }

    @Test
    void slices_make_the_whole() throws IOException {
        RawResponse response = site.get("/whole");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(WHOLE);
        assertThat(site.backend().requests())
                .extracting(request -> request.field("Range"))
                .containsExactly("bytes=0-4095", "bytes=4096-8191", "bytes=8192-12287", "bytes=12288-16383");
    }

    @Test
    void the_next_slice_is_asked_for_when_the_last_one_is_complete() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        site.backend().respond((request, connection) -> {
            if (start(request) == SIZE) {
                release.get(10, TimeUnit.SECONDS);
            }
            slice(WHOLE, request, connection);
        });
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await().until(() -> site.backend().requests().size() == 2);
            release.complete(null);
            assertThat(client.read().body()).isEqualTo(WHOLE);
        }
        assertThat(site.backend().requests()).hasSize(4);
    }

    @Test
    void a_slice_that_breaks_off_ends_the_connection() throws Exception {
        site.backend().respond((request, connection) -> {
            if (start(request) == SIZE) {
                connection.send(head(WHOLE, SIZE, 2 * SIZE) + "abc");
                connection.close();
            } else {
                slice(WHOLE, request, connection);
            }
        });
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /cut HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String received = client.readUntilEnd();
            assertThat(received).contains("Content-Length: " + WHOLE.length()).endsWith("abc");
            assertThat(received.split("\r\n\r\n", 2)[1]).hasSize(SIZE + 3);
        }
        assertThat(site.backend().requests()).hasSize(2);
    }

    @Test
    void a_slice_of_another_version_ends_the_connection_and_is_logged() throws Exception {
        site.backend().respond((request, connection) -> {
            int start = start(request);
            int end = start + SIZE;
            connection.send(head(WHOLE, start, end).replace("\r\n\r\n", "\r\nETag: \"" + start + "\"\r\n\r\n")
                    + WHOLE.substring(start, end));
        });
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /changed HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readUntilEnd().split("\r\n\r\n", 2)[1]).hasSize(SIZE);
        }
        await().untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("logs/error.log")))
                .contains("etag mismatch in slice response"));
    }

    @Test
    void a_client_that_leaves_ends_the_slice() throws Exception {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        site.backend().respond((request, connection) -> {
            if (start(request) == SIZE) {
                connection.awaitClose(Duration.ofSeconds(10));
                gone.complete(null);
                connection.close();
            } else {
                slice(WHOLE, request, connection);
            }
        });
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /left HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await().until(() -> site.backend().requests().size() == 2);
        }
        gone.get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_string_that_two_slices_share_is_replaced() throws IOException {
        String whole = "x".repeat(SIZE - 3) + "marker" + "x".repeat(SIZE);
        site.backend().respond((request, connection) -> slice(whole, request, connection));
        assertThat(site.get("/sub/a").body()).isEqualTo(whole.replace("marker", "MARKER"));
    }

    @Test
    void slices_after_the_range_of_the_client_are_not_asked_for() throws IOException {
        for (int last : List.of(5000, 2 * SIZE - 1)) {
            RawResponse response = RawHttp.get(site.port(), "/part" + last, "Range: bytes=10-" + last);
            assertThat(response.status()).isEqualTo(206);
            assertThat(response.body()).isEqualTo(WHOLE.substring(10, last + 1));
        }
        assertThat(RawHttp.get(site.port(), "/end").status()).isEqualTo(200);
        assertThat(site.backend().requests())
                .filteredOn(request -> request.target().startsWith("/part"))
                .hasSize(4);
    }

    @Test
    void limits_count_a_sliced_request_once() throws IOException {
        assertThat(site.get("/limited/a").body()).isEqualTo(WHOLE);
    }
}
