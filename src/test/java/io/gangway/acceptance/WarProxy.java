package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The proxy in every servlet container. */
interface WarProxy {
    War war();

    @Test
    default void requests_and_responses_pass_with_their_fields() throws IOException {
        war().backend()
                .respond((request, connection) -> connection.send("HTTP/1.1 404 Nowhere\r\nContent-Type: text/x-odd\r\n"
                        + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Odd: gr\u00fcn\r\nContent-Length: 4\r\n\r\nnope"));

        RawResponse response = war().get("/api/thing?x=%2f", "X-Two: 1", "X-Two: 2", "Cookie: c=3");

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("nope");
        assertThat(response.field("Content-Type")).isEqualTo("text/x-odd");
        assertThat(response.fields().all("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(response.field("X-Odd")).isEqualTo("gr\u00fcn");
        assertThat(war().backend().lastRequest().line()).isEqualTo("GET /api/thing?x=%2f HTTP/1.1");
        assertThat(war().backend().lastRequest().fields().all("X-Two")).containsExactly("1", "2");
        assertThat(war().backend().lastRequest().field("Cookie")).isEqualTo("c=3");
    }

    @Test
    default void bodies_with_a_length_and_chunked_bodies_pass() throws IOException {
        String body = War.latin1(War.bytes(2_000_000));
        StringBuilder chunks = new StringBuilder();
        for (int i = 0; i < body.length(); i += 70_000) {
            String chunk = body.substring(i, Math.min(i + 70_000, body.length()));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        for (String location : List.of("/api/", "/streamed/")) {
            for (String framing : List.of("Content-Length: 2000000", "Transfer-Encoding: chunked")) {
                boolean chunked = framing.startsWith("Transfer");
                war().backend().respond((request, connection) -> {
                    String response = "HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n";
                    connection.send(response + (chunked ? chunks + "0\r\n\r\n" : request.body()));
                });
                String request = "POST " + location + "up HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + framing + "\r\n\r\n" + (chunked ? chunks + "0\r\n\r\n" : body);

                try (RawConnection client = war().client()) {
                    CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, request));
                    RawResponse response = client.read();
                    sent.join();

                    assertThat(war().backend().lastRequest().body())
                            .as(location + framing)
                            .isEqualTo(body);
                    assertThat(response.body()).as(location + framing).isEqualTo(body);
                }
            }
        }
    }

    @Test
    default void temporary_files_are_in_the_directory_of_the_container() throws IOException {
        war().backend().respond(Script.body("ok"));
        try (RawConnection client = war().client()) {
            client.send("POST /kept/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
            RawResponse response = client.read();
            assertThat(response.body()).isEqualTo("ok");
            assertThat(Path.of(response.field("X-File")))
                    .hasContent("hello")
                    .startsWith(war().container().directory());
        }
    }

    private static void send(RawConnection client, String request) {
        try {
            client.send(request);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    default void a_body_that_waits_for_100_continue_gets_it() throws IOException {
        war().backend()
                .respond((request, connection) ->
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + request.body()));
        try (RawConnection client = war().client()) {
            client.send(
                    "POST /api/up HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100");
            client.send("hello");
            assertThat(client.read().body()).isEqualTo("hello");
        }
    }

    @Test
    default void a_stream_passes_piece_by_piece() throws Exception {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        war().backend().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.send("9\r\ndata: 1\n\n\r\n");
            War.join(seen);
            connection.send("9\r\ndata: 2\n\n\r\n", "0\r\n\r\n");
        });
        try (RawConnection client = war().client()) {
            client.send(RawHttp.request("GET", "/streamed/events").replace("Connection: close\r\n", ""));
            assertThat(client.readHead()).contains("text/event-stream");
            assertThat(client.readLine()).isEqualTo("9");
            assertThat(client.readExactly(9)).isEqualTo("data: 1\n\n");
            seen.complete(null);
            client.readLine();
            assertThat(client.readLine()).isEqualTo("9");
            assertThat(client.readExactly(9)).isEqualTo("data: 2\n\n");
        }
    }

    @Test
    default void a_head_passes_before_its_body() throws Exception {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        war().backend().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            War.join(seen);
            connection.send("9\r\ndata: 1\n\n\r\n", "0\r\n\r\n");
        });
        try (RawConnection client = war().client()) {
            client.send(RawHttp.request("GET", "/streamed/events").replace("Connection: close\r\n", ""));
            assertThat(client.readHead()).contains("text/event-stream");
            seen.complete(null);
            assertThat(client.readLine()).isEqualTo("9");
            assertThat(client.readExactly(9)).isEqualTo("data: 1\n\n");
        }
    }

    @Test
    default void a_truncated_response_is_recognizable() throws IOException {
        war().backend().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\nhello\r\n");
            connection.reset();
        });
        try (RawConnection client = war().client()) {
            client.send(RawHttp.request("GET", "/streamed/broken").replace("Connection: close\r\n", ""));

            String all = client.readUntilEnd();

            assertThat(all).startsWith("HTTP/1.1 200").contains("5\r\nhello").doesNotEndWith("0\r\n\r\n");
        }
        assertThat(war().container().output()).doesNotContain("Exception");
    }

    @Test
    default void a_dead_backend_is_502_and_the_client_connection_stays() throws IOException {
        try (RawConnection client = war().client()) {
            String request = RawHttp.request("GET", "/dead").replace("Connection: close\r\n", "");
            assertThat(client.send(request).read().status()).isEqualTo(502);
            assertThat(client.send(request).read().status()).isEqualTo(502);
        }
    }

    @Test
    default void a_client_that_disconnects_during_a_download_frees_its_upstream() throws Exception {
        CompletableFuture<ConnectionState> upstreamEnding = new CompletableFuture<>();
        String piece = "x".repeat(65536);
        war().backend().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            try {
                for (int i = 0; i < 15_000; i++) {
                    connection.send(piece);
                }
                upstreamEnding.complete(ConnectionState.OPEN);
            } catch (IOException e) {
                upstreamEnding.complete(ConnectionState.RESET);
            }
        });
        try (RawConnection client = war().client()) {
            client.send(RawHttp.request("GET", "/streamed/endless"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            client.readExactly(100_000);
        }
        assertThat(upstreamEnding.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ConnectionState.RESET);
    }

    /**
     * The end of one client must not affect the next, whose connection may reuse objects of the first in the container.
     */
    @Test
    default void clients_that_disconnect_during_a_download_do_not_harm_later_clients() throws Exception {
        for (int i = 0; i < 20; i++) {
            a_client_that_disconnects_during_a_download_frees_its_upstream();
            a_stream_passes_piece_by_piece();
        }
    }
}
