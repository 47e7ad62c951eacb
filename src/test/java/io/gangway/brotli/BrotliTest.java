package io.gangway.brotli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RunningSite;
import io.gangway.testing.Script;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code brotli} and {@code brotli_static}. */
class BrotliTest {
    private static final String PAGE = "0123456789abcdef".repeat(64);

    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir}/html;
                types { text/html html; text/css css; image/png png; }
                brotli on;
                gzip on;
                gzip_vary on;
                location / { }
                location /css/ { alias %{dir}/html/; brotli_types text/css; }
                location /all/ { alias %{dir}/html/; brotli_types *; brotli_comp_level 0; brotli_window 1k; }
                location /long/ { alias %{dir}/html/; brotli_min_length 2k; gzip off; }
                location /best/ { alias %{dir}/html/; brotli_comp_level 11; brotli_window 16m; }
                location /off/ { alias %{dir}/html/; brotli off; }
                location /back/ { proxy_pass http://%{backend}; proxy_buffering off; brotli_types *; }
                location /page/ { alias %{dir}/html/; ssi on; add_after_body /a.css; }
                location /static/ { alias %{dir}/html/; brotli off; gzip off; brotli_static on; gzip_static on; }
                location /always/ { alias %{dir}/html/; brotli off; gzip off; brotli_static always; }
            }
            """;

    @RegisterExtension
    final RunningSite site = RunningSite.of(CONFIG)
            .backend(Script.body(PAGE))
            .file("html/a.html", PAGE)
            .file("html/a.css", "sheet")
            .file("html/long.css", PAGE)
            .file("html/include.html", "<!--#include virtual=\"/a.html\" -->")
            .file("html/a.png", PAGE)
            .file("html/s.html", "plain")
            .file("html/s.html.br", "as br")
            .file("html/s.html.gz", "as gz")
            .file("html/g.html", "plain")
            .file("html/g.html.gz", "as gz")
            .file("html/n.html", "plain");

    @AfterEach
    void no_encoder_is_left() {
        await().until(() -> BrotliEncoders.bytes() == 0);
    }

    /** The table of hashes of level 9 has 2^15 buckets with 2^8 numbers of four bytes; each level below has half of it. */
    @ParameterizedTest
    @CsvSource({"9, 19, 32", "8, 19, 16", "7, 19, 8", "6, 24, 64", "11, 24, 180", "11, 19, 12"})
    void the_memory_of_an_encoder_depends_on_its_level(int level, int bits, int megabytes) throws IOException {
        BrotliEncoders encoders = BrotliEncoders.load();
        EncoderJNI.Wrapper encoder = encoders.begin(level, 1L << bits);
        try {
            assertThat(BrotliEncoders.bytes()).isGreaterThanOrEqualTo((long) megabytes << 20);
        } finally {
            encoders.end(encoder, level, 1L << bits);
        }
    }

    private static String decoded(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        try (BrotliInputStream in = new BrotliInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private RawResponse get(String target) throws IOException {
        return site.get(target, "Accept-Encoding: gzip, br");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a.html", "/css/long.css", "/all/a.png", "/best/a.html", "/back/x"})
    void a_response_is_compressed(String target) throws Exception {
        RawResponse response = get(target);
        assertThat(response.field("Content-Encoding")).isEqualTo("br");
        assertThat(response.field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(response.field("Accept-Ranges")).isNull();
        assertThat(response.body().length()).isLessThan(PAGE.length() / 2);
        assertThat(decoded(response.body())).isEqualTo(PAGE);
    }

    @Test
    void the_etag_is_weak() throws Exception {
        assertThat(get("/a.html").field("ETag")).startsWith("W/\"");
    }

    @Test
    void head_has_the_same_fields() throws Exception {
        RawResponse response =
                site.send(RawHttp.request("HEAD", "/a.html", "Accept-Encoding: br", "Connection: close"));
        assertThat(response.field("Content-Encoding")).isEqualTo("br");
    }

    @ParameterizedTest
    @CsvSource({
        "br, br",
        "'gzip, br', br",
        "'br;q=0, gzip', gzip",
        "gzip, gzip",
        "'br;q=0.1, gzip', br",
        "BR, br",
        "xbr,",
        "br2,",
        "identity,"
    })
    void the_client_chooses(String accepted, String coding) throws Exception {
        RawResponse response = site.get("/a.html", "Accept-Encoding: " + accepted);
        assertThat(response.field("Content-Encoding")).isEqualTo(coding);
        assertThat(response.field("Vary")).isEqualTo("Accept-Encoding");
    }

    @ParameterizedTest
    @CsvSource({"/long/a.html,", "/off/a.html, gzip", "/a.png,", "/a.css,"})
    void other_responses_are_not_compressed_by_it(String target, String coding) throws Exception {
        assertThat(get(target).field("Content-Encoding")).isEqualTo(coding);
    }

    @Test
    void a_page_is_compressed_as_a_whole() throws Exception {
        RawResponse response = get("/page/include.html");
        assertThat(response.field("Content-Encoding")).isEqualTo("br");
        assertThat(decoded(response.body())).isEqualTo(PAGE + "sheet");
    }

    @Test
    void a_stream_is_flushed_as_it_comes() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        site.backend().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: one\n\n");
            seen.await();
            connection.send("data: two\n\n");
            connection.close();
        });
        try (RawConnection client = site.connect()) {
            client.send(RawHttp.request("GET", "/back/x", "Accept-Encoding: br", "Connection: close"));
            assertThat(client.readHead()).contains("Content-Encoding: br");
            int length = Integer.parseInt(client.readExactly(3).strip(), 16);
            String first = client.readExactly(length + 1).substring(1);
            assertThat(length).isPositive();
            seen.countDown();
            String rest = client.readUntilEnd();
            assertThat(first + rest).isNotEmpty();
        }
    }

    @Test
    void random_bytes_arrive_unchanged() throws Exception {
        byte[] bytes = new byte[3 << 20];
        new Random(1).nextBytes(bytes);
        String body = new String(bytes, StandardCharsets.ISO_8859_1);
        site.backend().respond(Script.body(body));
        assertThat(decoded(get("/back/x").body())).isEqualTo(body);
    }

    @Test
    void a_large_response_arrives_unchanged() throws Exception {
        String body = "The quick brown fox jumps over the lazy dog. ".repeat(100_000);
        site.backend().respond(Script.body(body));
        assertThat(decoded(get("/back/x").body())).isEqualTo(body);
    }

    @Test
    void a_backend_that_breaks_off_frees_the_encoder() throws Exception {
        site.backend().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + PAGE);
            connection.reset();
        });
        try (RawConnection client = site.connect()) {
            client.send(RawHttp.request("GET", "/back/x", "Accept-Encoding: br"));
            client.readUntilEnd();
        }
    }

    @Test
    void a_client_that_leaves_frees_the_encoder() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        site.backend().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n" + PAGE);
            gone.await();
            connection.close();
        });
        RawConnection client = site.connect();
        client.send(RawHttp.request("GET", "/back/x", "Accept-Encoding: br"));
        client.readHead();
        client.reset();
        gone.countDown();
    }

    @ParameterizedTest
    @CsvSource({
        "/static/s.html, 'gzip, br', br, as br",
        "/static/s.html, gzip, gzip, as gz",
        "/static/s.html, identity, , plain",
        "/static/g.html, 'gzip, br', gzip, as gz",
        "/static/n.html, 'gzip, br', , plain",
        "/always/s.html, identity, br, as br",
        "/always/n.html, br, , plain"
    })
    void a_compressed_file_is_sent_in_place_of_another(String target, String accepted, String coding, String body)
            throws Exception {
        RawResponse response = site.get(target, "Accept-Encoding: " + accepted);
        assertThat(response.field("Content-Encoding")).isEqualTo(coding);
        assertThat(response.field("Content-Type")).isEqualTo("text/html");
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void a_compressed_file_varies() throws Exception {
        assertThat(site.get("/static/s.html").field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(site.get("/static/n.html").field("Vary")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "brotli maybe; | [emerg] invalid value \"maybe\" in \"brotli\" directive, it must be \"on\" or \"off\" in nginx.conf:3",
                "brotli_static never; | [emerg] invalid value \"never\" in nginx.conf:3",
                "brotli_comp_level 12; | [emerg] value must be between 0 and 11 in nginx.conf:3",
                "brotli_window 3k; | [emerg] \"brotli_window\" directive must be a power of two from 1k to 16m in nginx.conf:3",
                "brotli_window 32m; | [emerg] \"brotli_window\" directive must be a power of two from 1k to 16m in nginx.conf:3",
                "brotli_min_length x; | [emerg] \"brotli_min_length\" directive invalid value in nginx.conf:3"
            })
    void a_wrong_value_is_refused(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
