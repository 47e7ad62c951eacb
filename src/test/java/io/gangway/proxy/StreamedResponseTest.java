package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses that must reach the client piece by piece, and clients that disconnect during one. */
class StreamedResponseTest extends BackendTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @ParameterizedTest
    @CsvSource({
        "proxy_buffering off;, X-None: 1",
        "proxy_buffering on;, X-Accel-Buffering: no",
        "proxy_buffering on;, Content-Type: text/event-stream",
        "proxy_buffering on;, Content-Type: text/event-stream; charset=utf-8"
    })
    void each_piece_arrives_before_the_next_one_is_sent(String directive, String field) throws Exception {
        CountDownLatch[] seen = {new CountDownLatch(0), new CountDownLatch(1), new CountDownLatch(1)};
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n" + field + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < seen.length; i++) {
                seen[i].await();
                connection.send("8\r\ndata: " + i + "\n\r\n");
            }
            connection.send("0\r\n\r\n");
        });
        int port = start("proxy_pass http://%{backend}; " + directive);
        try (RawConnection client = RawHttp.connect(port)) {
            assertThat(client.send(GET).readHead()).contains("chunked").doesNotContain("X-Accel");
            for (int i = 0; i < seen.length; i++) {
                assertThat(client.readExactly(13)).isEqualTo("8\r\ndata: " + i + "\n\r\n");
                if (i + 1 < seen.length) {
                    seen[i + 1].countDown();
                }
            }
            assertThat(client.readExactly(5)).isEqualTo("0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "proxy_buffering on;, Content-Type: text/event-stream",
        "proxy_buffering on;, X-Accel-Buffering: no",
        "proxy_buffering off;, X-None: 1"
    })
    void each_piece_arrives_compressed_before_the_next_one_is_sent(String directive, String field) throws Exception {
        String type = field.startsWith("Content-Type") ? "" : "\r\nContent-Type: text/html";
        CountDownLatch[] seen = {new CountDownLatch(0), new CountDownLatch(1), new CountDownLatch(1)};
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n" + field + type + "\r\n\r\n");
            for (int i = 0; i < seen.length; i++) {
                seen[i].await();
                connection.send("data: " + i + "\n");
            }
            connection.close();
        });
        int port = start("proxy_pass http://%{backend}; gzip on; gzip_types text/event-stream; " + directive);
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.1\r\nHost: s\r\nAccept-Encoding: gzip\r\n\r\n");
            assertThat(client.readHead()).contains("Content-Encoding: gzip");
            Chunks chunks = new Chunks(client);
            for (int i = 0; i < seen.length; i++) {
                assertThat(chunks.next(8)).isEqualTo("data: " + i + "\n");
                if (i + 1 < seen.length) {
                    seen[i + 1].countDown();
                }
            }
        }
    }

    /** Decodes a compressed body in chunks, as far as it has arrived. */
    private static final class Chunks {
        private static final int GZIP_HEADER = 10;

        private final RawConnection connection;
        private final Inflater inflater = new Inflater(true);
        private int header = GZIP_HEADER;

        Chunks(RawConnection connection) {
            this.connection = connection;
        }

        String next(int length) throws Exception {
            byte[] out = new byte[length];
            for (int at = 0; at < length; ) {
                int n = inflater.inflate(out, at, length - at);
                if (n == 0) {
                    chunk();
                }
                at += n;
            }
            return new String(out, StandardCharsets.US_ASCII);
        }

        private void chunk() throws Exception {
            int size = Integer.parseInt(connection.readLine(), 16);
            byte[] bytes = connection.readExactly(size).getBytes(StandardCharsets.ISO_8859_1);
            connection.readLine();
            int skipped = Math.min(header, size);
            header -= skipped;
            inflater.setInput(bytes, skipped, size - skipped);
        }
    }

    @Test
    void the_head_arrives_before_the_first_byte_of_an_unbuffered_body() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
            seen.await();
            connection.send("ok");
        });
        int port = start("proxy_pass http://%{backend}; proxy_buffering off;");
        try (RawConnection client = RawHttp.connect(port)) {
            assertThat(client.send(GET).readHead()).contains("200 OK");
            seen.countDown();
            assertThat(client.readExactly(2)).isEqualTo("ok");
        }
    }

    @Test
    void a_client_that_disconnects_during_the_response_frees_the_upstream() throws Exception {
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
            connection.awaitClose(Duration.ofSeconds(60));
        });
        int port = start("proxy_pass http://%{backend};");
        RawConnection client = RawHttp.connect(port);
        client.send(GET).readHead();
        client.reset();
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void a_disconnect_does_not_end_the_request_if_ignored() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            left.await();
            Script.body("ok").run(request, connection);
        });
        int port = startHttp("log_format s $status:$upstream_status; access_log %{dir}/access.log s; "
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://%{backend}; "
                + "proxy_ignore_client_abort on; } }");
        RawConnection client = RawHttp.connect(port);
        client.send(GET);
        await().until(() -> backend.requests().size() == 1);
        client.close();
        left.countDown();
        var log = site.dir().resolve("access.log");
        await().until(() -> Files.exists(log) && Files.size(log) > 0);
        assertThat(Files.readString(log)).isEqualTo("200:200\n");
    }

    @Test
    void a_client_that_reads_nothing_stops_the_backend_until_it_disconnects() throws Exception {
        AtomicLong sent = new AtomicLong();
        String piece = "x".repeat(1 << 16);
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (sent.get() < 1L << 30) {
                connection.send(piece);
                sent.addAndGet(piece.length());
            }
        });
        int port = start("proxy_pass http://%{backend}; proxy_max_temp_file_size 0;");
        RawConnection client = RawHttp.connect(port);
        client.send(GET);
        await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(20)).until(new Steady(sent));
        assertThat(sent.get()).isLessThan(64L << 20);
        client.reset();
        await().until(() -> backend.openConnections() == 0);
    }

    /** Whether a number has not changed since the last call. */
    private static final class Steady implements Callable<Boolean> {
        private final AtomicLong number;
        private long last = -1;

        Steady(AtomicLong number) {
            this.number = number;
        }

        @Override
        public Boolean call() {
            long before = last;
            last = number.get();
            return before == last && last > 0;
        }
    }
}
