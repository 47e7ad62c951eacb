package io.gangway.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An ambiguous request is refused or ends the connection: there is never a second response. */
class BadRequestTest {
    private static final String SECOND = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static Site site;
    private static GangwayServer server;

    @BeforeAll
    static void start() throws IOException {
        site = Site.of("server { listen %{port}; location / { return 200 \"at $uri\"; } }");
        server = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        site.close();
    }

    static List<String> requests() {
        String host = "Host: localhost\r\n";
        return List.of(
                "GET /a HTTP/1.1\r\n" + host + "X: a\rb\r\n\r\n",
                "GET /a\rb HTTP/1.1\r\n" + host + "\r\n",
                "POST /a HTTP/1.1\r\n" + host + "Content-Length: 0\r\nContent-Length: 49\r\n\r\n",
                "POST /a HTTP/1.1\r\n" + host + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
                "POST /a HTTP/1.1\r\n" + host + "Content-Length: 0, 0\r\n\r\n",
                "POST /a HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
                "POST /a HTTP/1.1\r\n" + host + "Content-Length: 0x0\r\n\r\n",
                "POST /a HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /a HTTP/1.1\r\n" + host + "X : a\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost : localhost\r\n\r\n",
                "POST /a HTTP/1.1\r\n" + host + "Content-Length : 49\r\n\r\n",
                "GET /a HTTP/1.1\r\n" + host + "X: a\r\n folded\r\n\r\n",
                "GET /a HTTP/1.1\r\n" + host + " X: a\r\n\r\n",
                "GET /a HTTP/1.1\r\n" + host + "X: a\0b\r\n\r\n",
                "GET /a HTTP/1.1\r\n" + host + "X: " + "x".repeat(100 * 1024) + "\r\n\r\n",
                "GET /a HTTP/1.1\r\nX: a\r\n\r\n",
                "GET /a HTTP/1.1\r\n" + host + host + "\r\n",
                "GET /a HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /%zz HTTP/1.1\r\n" + host + "\r\n",
                "GET /%00 HTTP/1.1\r\n" + host + "\r\n",
                "GET /../../etc/passwd HTTP/1.1\r\n" + host + "\r\n");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void an_ambiguous_request_is_refused(String request) throws IOException {
        String responses = respondsTo(request + SECOND);
        assertThat(responses).doesNotContain("smuggled");
        if (!responses.isEmpty()) {
            assertThat(responses).matches("(?s)HTTP/1\\.1 (4\\d\\d|501) .*");
        }
        assertThat(responses.split("HTTP/1\\.1 ", -1)).hasSizeLessThanOrEqualTo(2);
    }

    /** {@code return} responds before it reads the body, so the response may be good, but the connection must end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0_2\r\nab\r\n0\r\n\r\n",
                "-1\r\n0\r\n\r\n",
                "1\r\nabc\r\n0\r\n\r\n",
                "10000000000000000\r\n0\r\n\r\n",
                "x\r\n\r\n",
                "\r\n0\r\n\r\n"
            })
    void no_response_follows_a_body_of_broken_chunks(String body) throws IOException {
        String head = "POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        String responses = respondsTo(head + body + SECOND);
        assertThat(responses).doesNotContain("smuggled");
        assertThat(responses.split("HTTP/1\\.1 ", -1)).hasSizeLessThanOrEqualTo(2);
    }

    private static String respondsTo(String bytes) throws IOException {
        try (RawConnection connection = RawHttp.connect(server.port())) {
            return connection.send(bytes).readUntilEnd();
        } catch (SocketException reset) {
            return "";
        }
    }

    @Test
    void a_client_that_sends_nothing_is_closed() throws IOException {
        try (RawConnection connection = RawHttp.connect(server.port())) {
            awaitClosed(connection);
        }
    }

    @Test
    void a_client_that_stops_within_the_head_is_closed() throws IOException {
        try (RawConnection connection = RawHttp.connect(server.port())) {
            connection.send("GET / HTTP/1.1\r\nHo");
            awaitClosed(connection);
        }
    }

    /**
     * Advances past {@code client_header_timeout}, a minute, repeatedly: the server may not have seen the client yet.
     */
    private static void awaitClosed(RawConnection connection) {
        await().until(() -> {
            server.advance(Duration.ofSeconds(61));
            return connection.awaitClose(Duration.ofMillis(100)) != ConnectionState.OPEN;
        });
    }

    @Test
    void a_slow_head_is_closed_after_the_time_for_the_whole_head() throws IOException {
        try (RawConnection connection = RawHttp.connect(server.port())) {
            connection.send("GET / HTTP/1.1\r\nHost: localhost\r\nDrip: ");
            // half of client_header_timeout passes between two pieces
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                server.advance(Duration.ofSeconds(31));
                return refuses(connection);
            });
        }
    }

    private static boolean refuses(RawConnection connection) throws IOException {
        try {
            connection.send("x");
            return false;
        } catch (SocketException closed) {
            return true;
        }
    }

    @Test
    void many_small_pieces_are_one_request() throws IOException {
        try (RawConnection connection = RawHttp.connect(server.port())) {
            String request = RawHttp.request("GET", "/pieces");
            connection.send(request.split(""));
            assertThat(connection.read().body()).isEqualTo("at /pieces");
        }
    }
}
