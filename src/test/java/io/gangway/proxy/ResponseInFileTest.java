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

/** Answers that a client does not take as fast as the upstream gives them. */
class ResponseInFileTest extends BackendTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    /** More than what the sockets on the way hold. */
    private static final int PIECES = 256;

    private static final int PIECE = 1 << 16;

    private static final int WHOLE = PIECES * PIECE;

    private final AtomicLong sent = new AtomicLong();

    @BeforeEach
    void respondMuch() {
        backend.respond(Framing.LENGTH.script(sent));
    }

    @AfterEach
    void nothing_is_open() {
        await().untilAsserted(() -> assertThat(open()).isEmpty());
    }

    /** A client that has asked for the backend's answer, with these directives besides, and reads nothing yet. */
    private RawConnection ask(String directives) throws Exception {
        return RawHttp.connect(start("proxy_pass http://%{backend}; " + directives))
                .send(GET);
    }

    private List<String> open() throws Exception {
        return OpenFiles.below(site.dir().resolve("proxy_temp"));
    }

    /** Each piece is told from all others. */
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
    void the_backend_is_free_though_the_client_reads_nothing_and_the_client_gets_all_of_it(Framing framing)
            throws Exception {
        backend.respond(framing.script(sent));
        try (RawConnection client = ask("")) {
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
        // however busy the machine is: for the server it never takes long
        clock = TestClock.stopped();
        int port = start("proxy_pass http://%{backend}; proxy_max_temp_file_size 64k;");
        for (int i = 0; i < 3; i++) {
            assertThat(RawHttp.send(port, GET).body()).isEqualTo(whole());
        }
        assertThat(site.dir().resolve("proxy_temp")).doesNotExist();
    }

    @Test
    void a_file_has_a_greatest_size_and_then_the_backend_waits() throws Exception {
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            // More than what the system's buffers hold, whose sizes nobody knows.
            while (sent.get() < 1L << 30) {
                connection.send(piece(1));
                sent.addAndGet(PIECE);
            }
        });
        try (RawConnection client = ask("proxy_max_temp_file_size 1m;")) {
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
    void behind_a_full_file_the_client_gets_all_of_it_too() throws Exception {
        try (RawConnection client = ask("proxy_max_temp_file_size 1m;")) {
            await().until(() -> errorLog().contains("is buffered"));
            assertThat(client.read().body()).isEqualTo(whole());
        }
    }

    @Test
    void without_files_the_client_gets_all_of_it_when_it_reads() throws Exception {
        try (RawConnection client = ask("proxy_max_temp_file_size 0;")) {
            await().during(Duration.ofMillis(300)).until(() -> open().isEmpty());
            assertThat(client.read().body()).isEqualTo(whole());
        }
        assertThat(errorLog()).isEmpty();
    }

    @Test
    void what_is_not_buffered_goes_to_no_file() throws Exception {
        try (RawConnection client = ask("proxy_buffering off;")) {
            await().during(Duration.ofMillis(500)).until(() -> open().isEmpty());
            assertThat(client.read().body()).isEqualTo(whole());
        }
        assertThat(errorLog()).isEmpty();
    }

    @Test
    void a_client_whose_rate_is_limited_does_not_hold_the_backend() throws Exception {
        backend.respond(Framing.CHUNKS.script(sent));
        try (RawConnection client = ask("limit_rate 1; limit_rate_after 1k; proxy_buffers 4 4k;")) {
            await().until(() -> sent.get() == WHOLE);
            assertThat(open()).hasSize(1);
            client.reset();
        }
    }

    @Test
    void a_backend_that_breaks_off_cuts_the_answer_behind_what_it_sent() throws Exception {
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + 2 * WHOLE + "\r\n\r\n");
            for (int i = 0; i < PIECES; i++) {
                connection.send(piece(i));
            }
            connection.close();
        });
        try (RawConnection client = ask("")) {
            await().until(() -> errorLog().contains("upstream prematurely closed connection"));
            client.readHead();
            assertThat(client.readUntilEnd()).isEqualTo(whole());
        }
    }

    @Test
    void a_client_that_leaves_frees_file_and_buffers_and_backend() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            Framing.CHUNKS.script(sent).run(request, connection);
            over.await();
        });
        RawConnection client = ask("");
        await().until(() -> open().size() == 1);
        client.reset();
        await().until(() -> open().isEmpty() && server.buffersInUse() == 0);
        over.countDown();
    }

    @Test
    void a_client_that_takes_nothing_for_send_timeout_frees_all_of_it() throws Exception {
        try (RawConnection client = ask("send_timeout 500ms;")) {
            await().until(() -> open().size() == 1);
            await().until(() -> open().isEmpty() && server.buffersInUse() == 0);
            assertThat(errorLog()).contains("client timed out");
        }
    }

    @Test
    void the_end_of_the_server_frees_the_file() throws Exception {
        try (RawConnection client = ask("")) {
            await().until(() -> open().size() == 1);
            server.close();
            server = null;
            assertThat(open()).isEmpty();
        }
    }

    @Test
    void where_no_file_can_be_made_the_answer_is_cut_and_others_go_on() throws Exception {
        site.file("plain", "");
        clock = TestClock.stopped();
        int port = startHttp("server { listen 127.0.0.1:%{port}; server_name s; location / {"
                + " proxy_pass http://%{backend}; proxy_temp_path plain/below; } }");
        try (RawConnection client = RawHttp.connect(port).send(GET)) {
            await().until(() -> {
                // slow for longer than the server waits before it makes a file; whoever comes later is not
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
    void small_pieces_do_not_take_the_memory_of_large_ones() throws Exception {
        int pieces = 200;
        CountDownLatch begun = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(2048));
            begun.await();
            for (int i = 0; i < pieces; i++) {
                connection.send("y");
                // A turn of the only loop, so that each one is read apart.
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
    void the_end_of_the_server_waits_for_what_is_being_written() throws Exception {
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
