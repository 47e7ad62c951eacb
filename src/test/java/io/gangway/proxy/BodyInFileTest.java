package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.OpenFiles;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request bodies in temporary files: when and where they are created, and that they are removed. */
class BodyInFileTest extends BackendTest {
    private static final String BODY = "0123456789".repeat(30_000);

    @AfterEach
    void nothing_is_open() {
        await().untilAsserted(() -> assertThat(OpenFiles.below(site.dir().resolve("client_body_temp")))
                .isEmpty());
    }

    private static String head(String target, long length) {
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private static RawResponse post(int port, String body) throws Exception {
        return RawHttp.send(port, head("/", body.length()) + body);
    }

    private static String chunk(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    }

    private static RawResponse chunks(int port, String... bodies) throws Exception {
        StringBuilder text = new StringBuilder(
                "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String body : bodies) {
            text.append(chunk(body));
        }
        return RawHttp.send(port, text.append("0\r\n\r\n").toString());
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> all = Files.walk(site.dir().resolve("client_body_temp"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, false", "1024, false", "1279, false", "1280, true", "300000, true"})
    void a_body_a_quarter_longer_than_the_buffer_goes_to_a_file(int size, boolean file) throws Exception {
        int port = start("proxy_pass http://%{backend}; client_body_buffer_size 1k;"
                + " add_header X-Body \"$request_body\"; add_header X-File \"$request_body_file\";");
        String body = BODY.substring(0, size);
        RawResponse response = post(port, body);
        assertThat(backend.lastRequest().body()).isEqualTo(body);
        assertThat(response.field("X-Body")).isEqualTo(file ? null : body);
        String name = site.dir() + "/client_body_temp/\\d{10}";
        assertThat(String.valueOf(response.field("X-File"))).matches(file ? name : "null");
        String line = "[warn]";
        assertThat(errorLog().contains(line)).isEqualTo(file);
        if (file) {
            assertThat(errorLog())
                    .contains(": *1 a client request body is buffered to a temporary file " + response.field("X-File")
                            + ", client: 127.0.0.1, server: s, request: \"POST / HTTP/1.1\"");
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void chunks_larger_than_the_buffer_go_to_a_file() throws Exception {
        int port = start("proxy_pass http://%{backend}; client_body_buffer_size 1k;"
                + " add_header X-Body \"$request_body\" always;");
        assertThat(chunks(port, "a".repeat(1000), "b".repeat(24)).field("X-Body"))
                .hasSize(1024);
        assertThat(chunks(port, "a".repeat(1000), "b".repeat(24), "c").field("X-Body"))
                .isNull();
        assertThat(backend.lastRequest().body()).isEqualTo("a".repeat(1000) + "b".repeat(24) + "c");
        assertThat(backend.lastRequest().field("Content-Length")).isEqualTo("1025");
        String[] many = Stream.generate(() -> "0123456789").limit(30_000).toArray(String[]::new);
        assertThat(chunks(port, many).status()).isEqualTo(200);
        assertThat(backend.lastRequest().body()).isEqualTo(BODY);
    }

    @Test
    void a_configured_file_is_kept_and_is_private() throws Exception {
        int port = start("proxy_pass http://%{backend}; client_body_in_file_only on;"
                + " client_body_temp_path client_body_temp 1 2; add_header X-File \"$request_body_file\";");
        Path file = Path.of(post(port, "small").field("X-File"));
        assertThat(file).hasContent("small").isEqualTo(files().get(0));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Path directory = site.dir().resolve("client_body_temp");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        String digits = file.getFileName().toString();
        assertThat(directory.relativize(file))
                .hasToString(digits.substring(9) + "/" + digits.substring(7, 9) + "/" + digits);
        assertThat(errorLog()).contains("[notice]").contains("is buffered to a temporary file " + file);
        post(port, BODY);
        post(port, "");
        assertThat(files()).hasSize(3);
    }

    @Test
    void a_file_to_be_cleaned_exists_until_the_request_ends() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            seen.await();
            Script.body("ok").run(request, connection);
        });
        int port = start("proxy_pass http://%{backend}; client_body_in_file_only clean;");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(head("/", 5) + "small");
            await().until(() -> backend.requests().size() == 1);
            assertThat(files().get(0)).hasContent("small");
            seen.countDown();
            assertThat(client.read().body()).isEqualTo("ok");
        }
        await().untilAsserted(() -> assertThat(files()).isEmpty());
    }

    @Test
    void an_existing_file_name_is_not_used() throws Exception {
        int port = start("proxy_pass http://%{backend}; client_body_in_file_only on;"
                + " add_header X-File \"$request_body_file\";");
        String first = post(port, "first").field("X-File");
        long number = Long.parseLong(first.substring(first.length() - 10));
        for (int i = 1; i < 100; i++) {
            site.file("client_body_temp/" + String.format("%010d", number + i), "taken");
        }
        String second = post(port, "second").field("X-File");
        assertThat(Path.of(second)).hasContent("second");
        assertThat(Path.of(first)).hasContent("first");
    }

    @Test
    void a_request_without_its_file_gets_500_and_others_continue() throws Exception {
        site.file("plain", "");
        int port = startHttp("server { listen 127.0.0.1:%{port}; server_name s;"
                + " location / { proxy_pass http://%{backend}; }"
                + " location /x { proxy_pass http://%{backend}; client_body_temp_path plain/below; } }");
        try (RawConnection other = RawHttp.connect(port)) {
            other.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BODY.length() + "\r\n\r\n"
                    + BODY.substring(0, 200_000));
            assertThat(RawHttp.send(port, head("/x", BODY.length()) + BODY).status())
                    .isEqualTo(500);
            assertThat(other.send(BODY.substring(200_000)).read().status()).isEqualTo(200);
        }
        assertThat(errorLog())
                .containsPattern("\\[crit] .* open\\(\\) \"" + site.dir()
                        + "/plain/below/\\d{10}\" failed \\(20: Not a directory\\), client: 127.0.0.1, server: s,");
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void a_directory_without_a_parent_cannot_be_created() throws Exception {
        int port = start("proxy_pass http://%{backend}; client_body_temp_path no/such;");
        assertThat(post(port, BODY).status()).isEqualTo(500);
        assertThat(errorLog())
                .contains("[crit]")
                .contains("mkdir() \"" + site.dir() + "/no/such\" failed (2: No such file or directory)");
        Files.createDirectory(site.dir().resolve("no"));
        assertThat(post(port, BODY).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_client_that_disconnects_during_its_body_leaves_no_file(boolean reset) throws Exception {
        int port = start("proxy_pass http://%{backend}; client_body_in_file_only clean;");
        RawConnection client = RawHttp.connect(port);
        client.send(head("/", 1_000_000) + BODY);
        await().until(() -> errorLog().contains("is buffered"));
        if (reset) {
            client.reset();
        } else {
            client.close();
        }
        await().untilAsserted(() -> assertThat(files()).isEmpty());
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void a_body_that_becomes_too_large_leaves_no_file() throws Exception {
        int port = start("proxy_pass http://%{backend}; client_body_in_file_only clean; client_max_body_size 100k;");
        String[] chunks =
                Stream.generate(() -> BODY.substring(0, 10_000)).limit(30).toArray(String[]::new);
        assertThat(chunks(port, chunks).status()).isEqualTo(413);
        await().untilAsserted(() -> assertThat(files()).isEmpty());
    }

    @Test
    void stopping_the_server_removes_files() throws Exception {
        int port = start("proxy_pass http://%{backend}; client_body_in_file_only clean; client_body_buffer_size 1k;");
        int many = 300;
        List<RawConnection> clients = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            clients.add(RawHttp.connect(port).send(head("/", 1_000_000) + "x".repeat(4000)));
        }
        await().until(() -> files().size() == many);
        server.close();
        server = null;
        assertThat(files()).isEmpty();
        assertThat(OpenFiles.below(site.dir().resolve("client_body_temp"))).isEmpty();
        for (RawConnection client : clients) {
            client.close();
        }
    }

    @Test
    void a_reload_does_not_touch_a_body_that_is_being_read() throws Exception {
        int port = start("proxy_pass http://%{backend};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(head("/", BODY.length()) + BODY.substring(0, 200_000));
            await().until(() -> errorLog().contains("is buffered"));
            server.reload();
            assertThat(client.send(BODY.substring(200_000)).read().status()).isEqualTo(200);
        }
        assertThat(backend.lastRequest().body()).isEqualTo(BODY);
    }

    @Test
    void a_backend_that_reads_nothing_costs_the_memory_of_one_buffer() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        backend.leaveBodiesUnread().respond((request, connection) -> over.await());
        int megabytes = 64;
        int port = start("proxy_pass http://%{backend}; client_max_body_size 100m;");
        String megabyte = "x".repeat(1 << 20);
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(head("/", (long) megabytes << 20));
            for (int i = 0; i < megabytes; i++) {
                client.send(megabyte);
                assertThat(server.buffersInUse()).isLessThan(8);
            }
            await().during(Duration.ofMillis(300))
                    .until(() -> server.buffersInUse() <= 2 && backend.openConnections() == 1);
            assertThat(OpenFiles.below(site.dir().resolve("client_body_temp"))).hasSize(1);
            over.countDown();
        }
    }

    @Test
    void a_body_in_a_file_reaches_the_backend_of_an_error_page() throws Exception {
        backend.respond((request, connection) -> (request.target().equals("/inner")
                        ? Script.echoRequest()
                        : Script.response(404, "no"))
                .run(request, connection));
        int port = startHttp("server { listen 127.0.0.1:%{port}; location / { proxy_pass http://%{backend};"
                + " proxy_intercept_errors on; error_page 404 = /inner; } location /inner { proxy_method POST;"
                + " proxy_pass http://%{backend}; } }");
        assertThat(post(port, BODY).body()).endsWith("\r\n\r\n" + BODY);
        assertThat(backend.requests()).hasSize(2);
    }

    @Test
    void a_body_in_memory_is_not_logged() throws Exception {
        int port = start("proxy_pass http://%{backend};");
        assertThat(post(port, "x".repeat(16_384)).status()).isEqualTo(200);
        assertThat(errorLog()).doesNotContain("[");
        assertThat(site.dir().resolve("client_body_temp")).doesNotExist();
    }
}
