package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the end of a backend's response is passed to the client. */
class ResponseFramingTest extends BackendTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String OLD = "GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n";

    private RawConnection client(String directives) throws Exception {
        return RawHttp.connect(start("proxy_pass http://%{backend}; " + directives));
    }

    @Test
    void a_length_is_kept_and_the_client_connection_too() throws Exception {
        backend.respond(Script.body("hello"));
        try (RawConnection client = client("")) {
            RawResponse response = client.send(GET).read();
            assertThat(response.field("Content-Length")).isEqualTo("5");
            assertThat(response.field("Transfer-Encoding")).isNull();
            assertThat(client.send(GET).read().body()).isEqualTo("hello");
        }
    }

    @Test
    void a_response_without_length_is_sent_in_chunks() throws Exception {
        backend.respond(Script.rawThenClose("HTTP/1.1 200 OK\r\n\r\nhello"));
        try (RawConnection client = client("")) {
            RawResponse response = client.send(GET).read();
            assertThat(response.field("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(response.body()).isEqualTo("hello");
            assertThat(client.send(GET).read().body()).isEqualTo("hello");
        }
    }

    @Test
    void a_chunked_response_ends_with_the_connection_of_an_http_1_0_client() throws Exception {
        backend.respond(Script.chunked("one", "two"));
        try (RawConnection client = client("")) {
            assertThat(client.send(OLD).readUntilEnd())
                    .contains("Connection: close")
                    .doesNotContain("Transfer-Encoding")
                    .endsWith("\r\n\r\nonetwo");
        }
    }

    @Test
    void truncated_chunks_abort_the_response_to_an_http_1_0_client() throws Exception {
        backend.respond(Script.rawThenClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"));
        try (RawConnection client = client("")) {
            assertThat(client.send(OLD).readHead()).contains("200 OK");
            assertThat(client.readExactly(4)).isEqualTo("half");
            assertThat(client.awaitClose(Duration.ofSeconds(20))).isNotEqualTo(ConnectionState.OPEN);
        }
        assertThat(errorLog()).contains("upstream prematurely closed connection while reading upstream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n",
            })
    void an_interim_head_must_be_followed_by_a_status_line(String interim) throws Exception {
        List<String> rests = List.of("X-A: b\r\n\r\nhello", "<html>hello</html>", "HTTP/9 200\r\n\r\nhello");
        AtomicInteger turn = new AtomicInteger();
        backend.respond((request, connection) ->
                Script.rawThenClose(interim + rests.get(turn.getAndIncrement())).run(request, connection));
        int port = start("proxy_pass http://%{backend};");
        for (String rest : rests) {
            assertThat(RawHttp.get(port, "/").status()).as(rest).isEqualTo(502);
        }
        assertThat(errorLog())
                .contains("upstream sent no valid HTTP/1.0 header while reading response header from upstream");
    }

    @Test
    void a_reused_connection_requires_a_status_line() throws Exception {
        backend.respond(Script.sequence(Script.body("first"), Script.rawThenClose("what was left of it")));
        int port = startHttp(
                "upstream kept { server %{backend}; keepalive 1; } server { listen 127.0.0.1:%{port};"
                        + " location / { proxy_pass http://kept; proxy_http_version 1.1; proxy_set_header Connection \"\"; } }");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("first");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(backend.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void a_malformed_chunk_aborts_the_response() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nonexx\r\n"));
        try (RawConnection client = client("")) {
            assertThat(client.send(GET).readUntilEnd()).doesNotContain("0\r\n\r\n");
        }
        assertThat(errorLog()).contains("upstream sent invalid chunked response");
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void a_reset_during_the_body_aborts_the_response() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            seen.await();
            connection.reset();
        });
        try (RawConnection client = client("proxy_buffering off;")) {
            assertThat(client.send(GET).readHead()).contains("Content-Length: 100");
            assertThat(client.readExactly(4)).isEqualTo("half");
            seen.countDown();
            assertThat(client.awaitClose(Duration.ofSeconds(20))).isNotEqualTo(ConnectionState.OPEN);
        }
        assertThat(errorLog()).contains("recv() failed (104: Connection reset by peer) while reading upstream");
    }

    @Test
    void bytes_after_a_response_are_dropped_and_the_connection_is_closed() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n\r\nsmuggled"));
        int port = startHttp("upstream u { server %{backend}; } "
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; } }");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("hello");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("hello");
        assertThat(backend.acceptedConnections()).isEqualTo(2);
    }

    @Test
    void a_response_to_head_never_has_a_body() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
        int port = startHttp("upstream u { server %{backend}; } "
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; } }");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readHead()).contains("Content-Length: 5");
            assertThat(client.send(GET).read().body()).isEqualTo("hello");
        }
        assertThat(backend.acceptedConnections()).isEqualTo(2);
    }

    @Test
    void a_304_has_its_fields_and_no_body() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\nContent-Length: 5\r\n\r\n"));
        try (RawConnection client = client("")) {
            client.send(GET);
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 304 Not Modified\r\n")
                    .contains("ETag: \"e\"");
            backend.respond(Script.body("next"));
            assertThat(client.send(GET).read().body()).isEqualTo("next");
        }
    }

    @Test
    void a_length_together_with_chunks_gives_502() throws Exception {
        backend.respond(Script.raw(
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n"));
        try (RawConnection client = client("")) {
            assertThat(client.send(GET).read().status()).isEqualTo(502);
        }
    }

    private static final String TRAILED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "3\r\none\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n";

    @Test
    void trailers_are_dropped_by_default() throws Exception {
        backend.respond(Script.raw(TRAILED));
        try (RawConnection client = client("")) {
            client.send(GET).readHead();
            assertThat(client.readExactly(13)).isEqualTo("3\r\none\r\n0\r\n\r\n");
        }
    }

    @Test
    void trailers_are_passed_if_configured_and_the_connection_is_kept() throws Exception {
        backend.respond(Script.raw(TRAILED));
        try (RawConnection client = client("proxy_pass_trailers on;")) {
            for (int i = 0; i < 2; i++) {
                client.send(GET).readHead();
                assertThat(client.readExactly(33)).isEqualTo("3\r\none\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n");
            }
        }
    }

    @Test
    void malformed_trailers_abort_the_response() throws Exception {
        backend.respond(Script.raw(TRAILED.replace("X-Sum: 2", "X Sum: 2")));
        try (RawConnection client = client("proxy_pass_trailers on;")) {
            client.send(GET);
            assertThat(client.readUntilEnd()).doesNotContain("0\r\n");
        }
        assertThat(errorLog()).contains("upstream sent invalid trailer");
    }
}
