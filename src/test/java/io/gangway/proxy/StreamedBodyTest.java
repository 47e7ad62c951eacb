package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code proxy_request_buffering off}: the framing of a body, and the rest of it after an early response. */
class StreamedBodyTest extends BackendTest {
    private static final String STREAMED = "proxy_request_buffering off; ";
    private static final String CHUNKED = head("Transfer-Encoding: chunked");

    private static String head(String... fields) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }

    // ---- framing

    @Test
    void chunks_received_together_are_sent_as_one() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        backend.leaveBodiesUnread().respond((request, connection) -> {
            assertThat(connection.readExactly(10)).isEqualTo("5\r\nabcde\r\n");
            first.countDown();
            assertThat(connection.readExactly(14)).isEqualTo("4\r\nfghi\r\n0\r\n\r\n");
            Script.body("ok").run(request, connection);
        });
        int port = start(STREAMED + "proxy_pass http://%{backend};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(CHUNKED + "2\r\nab\r\n3\r\ncde\r\n");
            assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
            client.send("2\r\nfg\r\n2\r\nhi\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(backend.failures()).isEmpty();
    }

    @Test
    void chunks_larger_than_the_buffer_are_sent_completely() throws Exception {
        int port = start(STREAMED + "client_body_buffer_size 8; proxy_pass http://%{backend};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(CHUNKED + "5\r\nabcde\r\n5\r\nfghij\r\n5\r\nklmno\r\n");
            await().until(() -> backend.acceptedConnections() == 1);
            client.send("5\r\npqrst\r\n3\r\nuvw\r\n0\r\n\r\n");
            assertThat(client.read().body()).endsWith("\r\n\r\nabcdefghijklmnopqrstuvw");
        }
        assertThat(backend.lastRequest().field("Transfer-Encoding")).isEqualTo("chunked");
    }

    @Test
    void a_malformed_body_that_arrives_with_its_head_reaches_no_backend() throws Exception {
        int port = start(STREAMED + "proxy_pass http://%{backend};");
        assertThat(RawHttp.send(port, CHUNKED + "zz\r\n").status()).isEqualTo(400);
        assertThat(backend.acceptedConnections()).isZero();
    }

    // ---- early responses

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 1000, hello",
        "Transfer-Encoding: chunked, '5\r\nhello\r\n'",
        "'Content-Length: 1000\r\nExpect: 100-continue', ''"
    })
    void an_early_response_does_not_wait_for_the_rest_of_the_body(String framing, String begin) throws Exception {
        backend.leaveBodiesUnread().respond(Script.response(401, "no"));
        int port = start(STREAMED + "lingering_time 1h; lingering_timeout 1h; proxy_pass http://%{backend};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(head(framing) + begin);
            if (begin.isEmpty()) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            }
            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.body()).isEqualTo("no");
            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    @Test
    void an_error_without_a_backend_does_not_wait_for_the_rest_of_the_body() throws Exception {
        int port = start(STREAMED + "lingering_time 1h; lingering_timeout 1h; proxy_pass http://127.0.0.1:%{dead};");
        try (RawConnection client = RawHttp.connect(port)) {
            assertThat(client.send(head("Content-Length: 1000") + "hello")
                            .read()
                            .status())
                    .isEqualTo(502);
            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void the_request_continues_while_its_response_is_streamed(String buffering) throws Exception {
        backend.leaveBodiesUnread().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
            for (int i = 0; i < 3; i++) {
                connection.send(connection.readExactly(3));
            }
        });
        int port = startHttp("upstream u { server %{backend}; } server { listen 127.0.0.1:%{port}; location / { "
                + STREAMED + "proxy_buffering " + buffering + "; proxy_pass http://u; } }");
        try (RawConnection client = RawHttp.connect(port)) {
            for (int round = 0; round < 2; round++) {
                client.send(head("Content-Length: 9") + "abc");
                assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
                assertThat(client.readExactly(3)).isEqualTo("abc");
                client.send("def");
                assertThat(client.readExactly(3)).isEqualTo("def");
                client.send("ghi");
                assertThat(client.readExactly(3)).isEqualTo("ghi");
            }
        }
        assertThat(backend.failures()).isEmpty();
        assertThat(backend.acceptedConnections())
                .as("both are whole, so the connection stays")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"'zz\r\n', client sent invalid chunked body", "'', client timed out", "'9\r\n123456789', too large"})
    void a_response_is_cut_off_if_the_request_body_fails(String rest, String logged) throws Exception {
        backend.leaveBodiesUnread().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
            Script.noResponse().run(request, connection);
        });
        int port = start(STREAMED + "proxy_buffering off; client_max_body_size 10; client_body_timeout 500ms;"
                + " proxy_pass http://%{backend};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(CHUNKED + "5\r\nhello\r\n");
            client.readHead();
            assertThat(client.readExactly(7)).isEqualTo("2\r\nab\r\n");
            client.send(rest);
            assertThat(client.readUntilEnd()).isEmpty();
        }
        await().until(() -> backend.openConnections() == 0);
        assertThat(errorLog()).contains(logged);
    }

    @Test
    void a_response_is_complete_even_if_the_backend_stops_reading() throws Exception {
        CountDownLatch responseRead = new CountDownLatch(1);
        backend.leaveBodiesUnread().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
            connection.socket().shutdownInput();
            responseRead.await(10, TimeUnit.SECONDS);
            connection.send("cd");
        });
        int port = start(STREAMED + "proxy_buffering off; proxy_pass http://%{backend};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(head("Content-Length: 1000") + "hello");
            client.readHead();
            assertThat(client.readExactly(2)).isEqualTo("ab");
            client.send("x".repeat(100));
            responseRead.countDown();
            assertThat(client.readExactly(2)).isEqualTo("cd");
        }
    }

    // ---- passing the body to another upstream

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void an_unsent_body_goes_completely_to_the_next_location(String buffering) throws Exception {
        int port = startHttp("server { listen 127.0.0.1:%{port}; location / { " + STREAMED
                + "proxy_pass http://127.0.0.1:%{dead}; error_page 502 = @next; } location @next { "
                + "proxy_request_buffering " + buffering + "; proxy_pass http://%{backend}; } }");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(head("Content-Length: 5") + "he");
            await().until(() -> errorLog().contains("Connection refused"));
            assertThat(client.send("llo").read().body()).endsWith("\r\n\r\nhello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void a_body_sent_to_one_backend_is_not_sent_in_part_to_another(String buffering) throws Exception {
        backend.leaveBodiesUnread().respond(Script.response(404, ""));
        int port = startHttp("server { listen 127.0.0.1:%{port}; location / { " + STREAMED
                + "proxy_pass http://%{backend}; proxy_intercept_errors on; error_page 404 = @next; }"
                + " location @next { proxy_request_buffering " + buffering + "; proxy_pass http://%{backend}; } }");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(head("Content-Length: 5") + "he");
            assertThat(client.read().status()).isEqualTo(502);
        }
        assertThat(backend.requests()).hasSize(1);
        assertThat(errorLog()).contains("the request body is no longer available");
    }

    @Test
    void an_error_page_is_requested_from_another_backend_without_the_body() throws Exception {
        backend.leaveBodiesUnread().respond(Script.sequence(Script.response(404, ""), Script.body("page")));
        int port = startHttp("server { listen 127.0.0.1:%{port}; location / { " + STREAMED
                + "proxy_pass http://%{backend}; proxy_intercept_errors on; error_page 404 /page; }"
                + " location /page { proxy_pass http://%{backend}; } }");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(head("Content-Length: 5") + "he");
            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("page");
        }
        assertThat(backend.lastRequest().head()).startsWith("GET /page ").doesNotContain("Content-Length");
    }
}
