package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.OpenFiles;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Responses that a client reads more slowly than the upstream sends them. */
class ResponseInFileTest extends BackendTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    /** More than the socket buffers hold. */
    private static final int PIECES = 256;

    private static final int PIECE = 1 << 16;

    private static final int WHOLE = PIECES * PIECE;

    private final AtomicLong sent = new AtomicLong();

    @BeforeEach
    void sendLargeResponse() {
        backend.respond(Framing.LENGTH.script(sent));
    }

    @AfterEach
    void nothing_is_open() {
        await().untilAsserted(() -> assertThat(open()).isEmpty());
    }

    /**
     * Starts a server with these additional directives; returns a client that has sent a request and reads nothing yet.
     */
    private RawConnection request(String directives) throws Exception {
        return RawHttp.connect(start("proxy_pass http://%{backend}; " + directives))
                .send(GET);
    }

    private List<String> open() throws Exception {
        return OpenFiles.below(site.dir().resolve("proxy_temp"));
    }

    /** The content of a piece, different from all others. */
    private static String piece(int number) {
        return String.format("%08x", number).repeat(PIECE / 8);
    }

    private static String whole() {
        StringBuilder text = new StringBuilder(WHOLE);
        for (int i = 0; i < PIECES; i++) {
            text.append(piece(i));
        }
        return text.toString();
    }

    enum Framing {
        LENGTH("Content-Length: " + WHOLE + "\r\n"),
        CHUNKS("Transfer-Encoding: chunked\r\n"),
        CLOSE("");

        private final String field;

        Framing(String field) {
            this.field = field;
        }

        Script script(AtomicLong sent) {
            return (request, connection) -> {
                connection.send("HTTP/1.1 200 OK\r\n" + field + "\r\n");
                for (int i = 0; i < PIECES; i++) {
                    String piece = piece(i);
                    connection.send(this == CHUNKS ? Integer.toHexString(PIECE) + "\r\n" + piece + "\r\n" : piece);
                    sent.addAndGet(PIECE);
                }
                if (this == CHUNKS) {
                    connection.send("0\r\n\r\n");
                } else if (this == CLOSE) {
                    connection.close();
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void the_backend_finishes_before_a_slow_client_which_gets_everything(Framing framing) throws Exception {
        backend.respond(framing.script(sent));
        try (RawConnection client = request("")) {
            await().until(() -> sent.get() == WHOLE && backend.openConnections() == 0);
            assertThat(open())
                    .hasSize(1)
                    .allSatisfy(name ->
                            assertThat(name).matches(".*/proxy_temp/(\\d)/(\\d\\d)/\\d{7}\\2\\1 \\(deleted\\)"));
            await().until(() -> server.buffersInUse() < 6);
            assertThat(client.read().body()).isEqualTo(whole());
        }
        assertThat(errorLog().lines())
                .singleElement()
                .asString()
                .contains("[warn]")
                .containsPattern("\\*1 an upstream response is buffered to a temporary file " + site.dir()
                        + "/proxy_temp/\\d/\\d\\d/\\d{10} while reading upstream, client: 127.0.0.1, server: s,"
                        + " request: \"GET / HTTP/1.1\", upstream: \"http://127.0.0.1:\\d+/\", host: \"localhost\"");
    }

    @Test
    void a_client_that_keeps_up_gets_no_file() throws Exception {
        // The clock stands still, so even on a busy machine the client never seems slow.
        clock = TestClock.stopped();
        int port = start("proxy_pass http://%{backend}; proxy_max_temp_file_size 64k;");
        for (int i = 0; i < 3; i++) {
            assertThat(RawHttp.send(port, GET).body()).isEqualTo(whole());
        }
        assertThat(site.dir().resolve("proxy_temp")).doesNotExist();
    }

    @Test
    void the_backend_waits_when_the_file_reaches_its_maximum_size() throws Exception {
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            // More than the system's buffers hold, whose sizes are unknown.
            while (sent.get() < 1L << 30) {
                connection.send(piece(1));
                sent.addAndGet(PIECE);
            }
        });
        try (RawConnection client = request("proxy_max_temp_file_size 1m;")) {
            await().until(() -> errorLog().contains("is buffered"));
            AtomicLong last = new AtomicLong(-1);
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> last.getAndSet(sent.get()) == sent.get());
            assertThat(sent.get()).isLessThan(64L << 20);
            client.reset();
        }
    }

    @Test
    void the_client_gets_everything_despite_a_full_file() throws Exception {
        try (RawConnection client = request("proxy_max_temp_file_size 1m;")) {
            await().until(() -> errorLog().contains("is buffered"));
            assertThat(client.read().body()).isEqualTo(whole());
        }
    }

    @Test
    void the_client_gets_everything_without_a_file() throws Exception {
        try (RawConnection client = request("proxy_max_temp_file_size 0;")) {
            await().during(Duration.ofMillis(300)).until(() -> open().isEmpty());
            assertThat(client.read().body()).isEqualTo(whole());
        }
        assertThat(errorLog()).isEmpty();
    }

    @Test
    void an_unbuffered_response_uses_no_file() throws Exception {
        try (RawConnection client = request("proxy_buffering off;")) {
            await().during(Duration.ofMillis(500)).until(() -> open().isEmpty());
            assertThat(client.read().body()).isEqualTo(whole());
        }
        assertThat(errorLog()).isEmpty();
    }

    @Test
    void a_client_with_a_limited_rate_does_not_delay_the_backend() throws Exception {
        backend.respond(Framing.CHUNKS.script(sent));
        try (RawConnection client = request("limit_rate 1; limit_rate_after 1k; proxy_buffers 4 4k;")) {
            await().until(() -> sent.get() == WHOLE);
            assertThat(open()).hasSize(1);
            client.reset();
        }
    }

    @Test
    void an_aborting_backend_cuts_off_the_response_after_the_received_bytes() throws Exception {
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + 2 * WHOLE + "\r\n\r\n");
            for (int i = 0; i < PIECES; i++) {
                connection.send(piece(i));
            }
            connection.close();
        });
        try (RawConnection client = request("")) {
            await().until(() -> errorLog().contains("upstream prematurely closed connection"));
            client.readHead();
            assertThat(client.readUntilEnd()).isEqualTo(whole());
        }
    }

    @Test
    void a_client_that_disconnects_frees_file_buffers_and_backend() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            Framing.CHUNKS.script(sent).run(request, connection);
            over.await();
        });
        RawConnection client = request("");
        await().until(() -> open().size() == 1);
        client.reset();
        await().until(() -> open().isEmpty() && server.buffersInUse() == 0);
        over.countDown();
    }

    @Test
    void send_timeout_frees_everything() throws Exception {
        try (RawConnection client = request("send_timeout 500ms;")) {
            await().until(() -> open().size() == 1);
            await().until(() -> open().isEmpty() && server.buffersInUse() == 0);
            assertThat(errorLog()).contains("client timed out");
        }
    }

    @Test
    void stopping_the_server_frees_the_file() throws Exception {
        try (RawConnection client = request("")) {
            await().until(() -> open().size() == 1);
            server.close();
            server = null;
            assertThat(open()).isEmpty();
        }
    }

    @Test
    void a_response_without_its_file_is_cut_off_and_others_continue() throws Exception {
        site.file("plain", "");
        clock = TestClock.stopped();
        int port = startHttp("server { listen 127.0.0.1:%{port}; server_name s; location / {"
                + " proxy_pass http://%{backend}; proxy_temp_path plain/below; } }");
        try (RawConnection client = RawHttp.connect(port).send(GET)) {
            await().until(() -> {
                // Longer than the server waits for the client before it creates a file; later clients are not slow.
                clock.advance(51);
                return errorLog().contains("[crit]") && backend.openConnections() == 0;
            });
            assertThat(RawHttp.send(port, GET).body()).isEqualTo(whole());
            String got = client.readHead() + client.readUntilEnd();
            assertThat(got.length()).isLessThan(WHOLE);
            assertThat(whole()).startsWith(got.substring(got.indexOf("\r\n\r\n") + 4));
        }
        assertThat(errorLog())
                .containsPattern(
                        "open\\(\\) \"" + site.dir() + "/plain/below/\\d{10}\" failed \\(20: Not a directory\\)"
                                + " while reading upstream, client: 127.0.0.1, server: s, request: \"GET / HTTP/1.1\", upstream:");
    }

    @Test
    void small_pieces_do_not_use_the_memory_of_large_ones() throws Exception {
        int pieces = 200;
        CountDownLatch begun = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(2048));
            begun.await();
            for (int i = 0; i < pieces; i++) {
                connection.send("y");
                // One iteration of the only loop, so that each piece is read separately.
                RawHttp.get(site.port(), "/ping");
            }
            sent.set(server.buffersInUse());
            connection.awaitClose(Duration.ofSeconds(60));
        });
        int port = startHttp("server { listen 127.0.0.1:%{port}; location /ping { return 200 pong; }"
                + " location / { proxy_pass http://%{backend}; limit_rate 1; limit_rate_after 1k; } }");
        try (RawConnection client = RawHttp.connect(port).send(GET)) {
            client.readHead();
            begun.countDown();
            await().until(() -> sent.get() > 0);
            assertThat(sent.get()).isLessThan(20);
            client.reset();
        }
    }

    @Test
    void stopping_the_server_waits_for_a_running_write() throws Exception {
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                connection.send(piece(1));
            }
        });
        for (int i = 0; i < 5; i++) {
            int port = start("proxy_pass http://%{backend};");
            List<RawConnection> clients = new ArrayList<>();
            for (int j = 0; j < 20; j++) {
                clients.add(RawHttp.connect(port).send(GET));
            }
            await().until(() -> open().size() == 20);
            server.close();
            server = null;
            assertThat(open()).isEmpty();
            for (RawConnection client : clients) {
                client.close();
            }
        }
    }
}
