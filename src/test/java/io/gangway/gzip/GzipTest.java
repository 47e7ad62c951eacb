package io.gangway.gzip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compressed responses on real sockets: streams, slow clients, large files. */
class GzipTest {
    private static final int GZIP_HEADER = 10;

    private Site site;
    private ScriptedUpstream backend;
    private GangwayServer gangway;

    @BeforeEach
    void open() throws Exception {
        site = Site.create();
        backend = ScriptedUpstream.start(Script.body("body"));
        site.backend(backend);
        site.config(
                "server { listen 127.0.0.1:%{port}; root %{dir}/html; gzip on; gzip_types *; proxy_max_temp_file_size 1m;"
                        + " add_trailer X-Ratio $gzip_ratio;"
                        + " location /back { proxy_pass http://%{backend}; }"
                        + " location /up { proxy_pass http://%{backend}; proxy_set_header Upgrade $http_upgrade;"
                        + " proxy_set_header Connection upgrade; }"
                        + " location /gunzip { gzip off; gunzip on; proxy_pass http://%{backend}; } }");
        gangway = GangwayServer.start(site);
    }

    @AfterEach
    void close() throws Exception {
        gangway.close();
        backend.close();
        site.close();
    }

    private RawConnection get(String uri, String accepted) throws IOException {
        return RawHttp.connect(site.port())
                .send("GET " + uri + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: " + accepted
                        + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void an_event_arrives_while_the_next_one_is_awaited() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: one\n\n");
            seen.await();
            connection.send("data: two\n\n");
            connection.close();
        });
        try (RawConnection client = get("/back", "gzip")) {
            assertThat(client.readHead()).contains("Content-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\n");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (!inflated(bytes.toByteArray()).equals("data: one\n\n")) {
                bytes.write(chunk(client));
            }
            seen.countDown();
            while (!inflated(bytes.toByteArray()).equals("data: one\n\ndata: two\n\n")) {
                bytes.write(chunk(client));
            }
        }
    }

    private static byte[] chunk(RawConnection client) throws IOException {
        byte[] bytes =
                client.readExactly(Integer.parseInt(client.readLine(), 16)).getBytes(StandardCharsets.ISO_8859_1);
        client.readLine();
        return bytes;
    }

    /** The text of an incomplete member. */
    private static String inflated(byte[] gzip) throws Exception {
        if (gzip.length < GZIP_HEADER) {
            return "";
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(gzip, GZIP_HEADER, gzip.length - GZIP_HEADER);
            byte[] text = new byte[1000];
            return new String(text, 0, inflater.inflate(text), StandardCharsets.ISO_8859_1);
        } finally {
            inflater.end();
        }
    }

    @Test
    void a_large_file_arrives_whole() throws Exception {
        String large = noise(1 << 22);
        site.file("html/large", large);
        try (RawConnection client = get("/large", "gzip")) {
            assertThat(gunzipped(client.read().body()).equals(large)).isTrue();
        }
        // the last byte may arrive before the server has released its buffer
        await().until(() -> gangway.buffersInUse() == 0);
    }

    @Test
    void the_ratio_is_that_of_the_sizes_before_and_after() throws Exception {
        site.file("html/page", "0123456789".repeat(1000));
        try (RawConnection client = get("/page", "gzip")) {
            RawResponse response = client.read();
            String expected =
                    String.format(Locale.ROOT, "%.2f", 10000.0 / response.body().length());
            assertThat(response.rawBody()).endsWith("0\r\nX-Ratio: " + expected + "\r\n\r\n");
        }
    }

    @Test
    void a_client_that_reads_nothing_stops_the_backend() throws Exception {
        AtomicLong sent = new AtomicLong();
        String piece = noise(1 << 16);
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (sent.get() < 1L << 30) {
                connection.send(piece);
                sent.addAndGet(piece.length());
            }
        });
        // The pieces are equal, but farther apart than the window of deflate, so they cannot be compressed.
        RawConnection client = get("/back", "gzip");
        AtomicLong last = new AtomicLong(-1);
        await().during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
        assertThat(sent.get()).isLessThan(64L << 20);
        client.reset();
        await().until(() -> backend.openConnections() == 0 && gangway.buffersInUse() == 0);
    }

    @Test
    void a_large_compressed_response_is_decompressed_for_a_client_without_gzip() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 19);
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\nContent-Length: "
                + gzipped(large).length() + "\r\n\r\n" + gzipped(large)));
        try (RawConnection client = get("/gunzip", "identity")) {
            RawResponse response = client.read();
            assertThat(response.field("Content-Encoding")).isNull();
            assertThat(response.body().equals(large)).isTrue();
        }
        // the last byte may arrive before the server has released its buffer
        await().until(() -> gangway.buffersInUse() == 0);
    }

    @Test
    void a_truncated_response_stays_visibly_truncated() throws Exception {
        backend.respond(Script.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nnot all"));
        try (RawConnection client = get("/back", "gzip")) {
            assertThat(client.readUntilEnd()).doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void a_response_of_http_0_9_is_not_compressed() throws Exception {
        backend.respond(Script.rawThenClose("no status line, but enough bytes"));
        try (RawConnection client = get("/back", "gzip")) {
            assertThat(client.readUntilEnd()).isEqualTo("no status line, but enough bytes");
        }
    }

    @Test
    void an_upgrade_is_never_compressed() throws Exception {
        backend.respond(Script.upgrade("foo").then(Script.echoBytes()));
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /up HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: upgrade\r\n"
                    + "Upgrade: foo\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101").doesNotContain("gzip");
            client.send("hello");
            assertThat(client.readExactly(5)).isEqualTo("hello");
        }
    }

    /** Text that cannot be compressed. */
    private static String noise(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String gzipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static String gunzipped(String gzip) throws IOException {
        byte[] bytes = gzip.getBytes(StandardCharsets.ISO_8859_1);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
