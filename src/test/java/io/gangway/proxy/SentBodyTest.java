package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The request body sent to the backend: streaming, limits, early responses and truncation. */
class SentBodyTest extends BackendTest {
    private static String post(long length) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void a_length_over_the_limit_gives_413_without_a_backend_request(String buffering) throws Exception {
        int port = start(
                "proxy_pass http://%{backend}; client_max_body_size 10; proxy_request_buffering " + buffering + ";");
        assertThat(RawHttp.send(port, post(11) + "x".repeat(11)).status()).isEqualTo(413);
        assertThat(RawHttp.send(port, post(10) + "x".repeat(10)).status()).isEqualTo(200);
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void chunks_over_the_limit_give_413_without_a_backend_request() throws Exception {
        int port = start("proxy_pass http://%{backend}; client_max_body_size 10;");
        assertThat(RawHttp.send(port, CHUNKED + "6\r\nabcdef\r\n6\r\nabcdef\r\n0\r\n\r\n")
                        .status())
                .isEqualTo(413);
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void streamed_chunks_over_the_limit_give_413_and_release_the_backend() throws Exception {
        backend.leaveBodiesUnread().respond(Script.noResponse());
        int port = start("proxy_pass http://%{backend}; client_max_body_size 10; proxy_request_buffering off;");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(CHUNKED + "6\r\nabcdef\r\n");
            await().until(() -> backend.requests().size() == 1);
            client.send("6\r\nabcdef\r\n");
            assertThat(client.read().status()).isEqualTo(413);
        }
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void a_streamed_body_reaches_the_backend_while_the_client_still_sends() throws Exception {
        CountDownLatch half = new CountDownLatch(1);
        backend.leaveBodiesUnread().respond((request, connection) -> {
            assertThat(connection.readExactly(5)).isEqualTo("first");
            half.countDown();
            assertThat(connection.readExactly(6)).isEqualTo("second");
            Script.body("got it").run(request, connection);
        });
        int port = start("proxy_pass http://%{backend}; proxy_request_buffering off;");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(post(11) + "first");
            half.await();
            client.send("second");
            assertThat(client.read().body()).isEqualTo("got it");
        }
        assertThat(backend.failures()).isEmpty();
    }

    @Test
    void an_early_response_passes_while_the_body_is_still_being_sent() throws Exception {
        backend.leaveBodiesUnread().respond((request, connection) -> {
            connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            connection.awaitClose(Duration.ofSeconds(30));
            connection.close();
        });
        int port = start("proxy_pass http://%{backend}; proxy_request_buffering off;");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(post(1000) + "begin");
            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.body()).isEqualTo("no");
        }
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void an_early_response_stops_the_sending_of_a_large_buffered_body() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        backend.leaveBodiesUnread().respond((request, connection) -> {
            connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
            received.await();
            connection.awaitClose(Duration.ofSeconds(30));
            connection.close();
        });
        int size = 32 << 20;
        int port = startHttp("upstream u { server %{backend}; } server { listen 127.0.0.1:%{port}; "
                + "client_max_body_size 64m; location / { proxy_pass http://u; } }");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(post(size), "x".repeat(size));
            assertThat(client.read().status()).isEqualTo(413);
            received.countDown();
        }
        await().until(() -> backend.openConnections() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void an_early_response_is_read_even_if_the_backend_resets_the_connection(String buffering) throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CompletableFuture<Void> gone = new CompletableFuture<>();
        backend.leaveBodiesUnread().respond((request, connection) -> {
            stuck.await();
            connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
            // Unread bytes turn the close into a reset.
            connection.close();
            gone.complete(null);
        });
        int size = 32 << 20;
        int port = start(
                "proxy_pass http://%{backend}; client_max_body_size 64m; proxy_request_buffering " + buffering + ";");
        try (RawConnection client = RawHttp.connect(port)) {
            Thread sending = new Thread(() -> {
                try {
                    client.send(post(size), "x".repeat(size));
                } catch (IOException refused) {
                    // The server does not have to read all of it.
                }
            });
            sending.start();
            await().until(() -> backend.requests().size() == 1);
            server.whileLoopsPaused(() -> {
                stuck.countDown();
                gone.join();
            });

            assertThat(client.read().status()).isEqualTo(413);
        }
    }

    @Test
    void a_truncated_body_reaches_no_backend() throws Exception {
        int port = start("proxy_pass http://%{backend};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(post(1000) + "begin");
            client.halfClose();
            assertThat(client.readUntilEnd()).doesNotContain(" 200 ");
        }
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void a_truncated_streamed_body_frees_the_backend() throws Exception {
        backend.leaveBodiesUnread().respond(Script.noResponse());
        int port = start("proxy_pass http://%{backend}; proxy_request_buffering off;");
        RawConnection client = RawHttp.connect(port);
        client.send(post(1000) + "begin");
        await().until(() -> backend.requests().size() == 1);
        client.close();
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void a_client_that_waits_for_100_gets_it() throws Exception {
        int port = start("proxy_pass http://%{backend};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.send("body").read().body())
                    .endsWith("\r\n\r\nbody")
                    .doesNotContain("Expect");
        }
    }
}
