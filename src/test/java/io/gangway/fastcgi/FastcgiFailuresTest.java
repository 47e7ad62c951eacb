package io.gangway.fastcgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.OpenFiles;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedFastcgi;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a FastCGI server, a client or a reload can do to a response: memory stays bounded and nothing is lost. */
class FastcgiFailuresTest {
    private static final String PIECE = "0123456789abcdef".repeat(2048);
    private static final int PIECES = 512;

    private ScriptedFastcgi backend;
    private Site site;
    private GangwayServer server;
    private final AtomicLong sent = new AtomicLong();

    @BeforeEach
    void open() throws Exception {
        backend = ScriptedFastcgi.start(ScriptedFastcgi.ok("hello"));
        site = Site.create();
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        backend.close();
        site.close();
        assertThat(backend.failures()).isEmpty();
    }

    private int start(String location) throws Exception {
        site.config("error_log %{dir}/error.log info;\nserver { listen 127.0.0.1:%{port}; location / { " + location
                + " fastcgi_pass 127.0.0.1:" + backend.port() + "; } }");
        server = GangwayServer.start(site);
        return server.port();
    }

    private String errorLog() throws Exception {
        return Files.readString(site.dir().resolve("error.log"), ISO_8859_1);
    }

    private List<String> temporaryFiles() throws Exception {
        return OpenFiles.below(site.dir().resolve("fastcgi_temp"));
    }

    /** Sends 16 MiB. */
    private void large(ScriptedFastcgi.Response response) throws IOException {
        response.out("Content-Type: text/plain\r\n\r\n");
        for (int i = 0; i < PIECES; i++) {
            response.out(PIECE);
            sent.addAndGet(PIECE.length());
        }
        response.end().close();
    }

    @ParameterizedTest
    @CsvSource({"on, true", "on, false", "off, true", "off, false"})
    void a_flood_on_stderr_is_logged_and_holds_no_memory(String buffering, boolean before) throws Exception {
        String noise = "n".repeat(32_000);
        backend.respond((request, response) -> {
            if (!before) {
                response.out("\r\nhel");
            }
            for (int i = 0; i < 100; i++) {
                response.error(noise);
            }
            response.out(before ? "\r\nhello" : "lo").end().close();
        });
        int port = start("fastcgi_buffering " + buffering + ";");

        RawResponse response = RawHttp.get(port, "/");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("hello");
        assertThat(errorLog().lines().filter(line -> line.contains("FastCGI sent in stderr: \"nnn")))
                .hasSizeGreaterThanOrEqualTo(100)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(3000));
        await().until(() -> server.buffersInUse() < 6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_flood_on_stderr_ends_with_its_client(boolean beforeHead) throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        backend.respond((request, response) -> {
            try {
                response.out(beforeHead ? "Content-Type: a/b\r\n" : "\r\nhello");
                while (true) {
                    response.error("noise");
                }
            } catch (IOException e) {
                ended.complete(null);
            }
        });
        int port = start("");
        RawConnection client = RawHttp.connect(port).send(RawHttp.request("GET", "/"));
        await().until(() -> errorLog().contains("noise"));
        client.close();

        assertThat(ended).succeedsWithin(20, TimeUnit.SECONDS);
    }

    @Test
    void the_server_finishes_before_a_slow_client_which_gets_everything() throws Exception {
        backend.respond((request, response) -> large(response));
        int port = start("");
        try (RawConnection client = RawHttp.connect(port).send(RawHttp.request("GET", "/"))) {
            await().until(() -> sent.get() == (long) PIECES * PIECE.length());
            await().untilAsserted(() -> assertThat(temporaryFiles()).hasSize(1));
            await().until(() -> server.buffersInUse() < 6);

            assertThat(client.read().body()).isEqualTo(PIECE.repeat(PIECES));
        }
        await().untilAsserted(() -> assertThat(temporaryFiles()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fastcgi_max_temp_file_size 0;", "fastcgi_buffering off;"})
    void the_server_waits_for_a_slow_client_if_no_file_is_allowed(String directives) throws Exception {
        backend.respond((request, response) -> large(response));
        int port = start(directives);
        try (RawConnection client = RawHttp.connect(port).send(RawHttp.request("GET", "/"))) {
            client.readHead();
            assertThat(server.buffersInUse()).isLessThan(30);
            String rest = client.readUntilEnd();
            assertThat(rest.length()).isGreaterThan(PIECES * PIECE.length());
        }
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void a_response_that_breaks_off_while_it_is_in_a_file_is_incomplete() throws Exception {
        backend.respond((request, response) -> {
            response.out("Content-Length: " + (PIECES * PIECE.length() + 1) + "\r\n\r\n");
            for (int i = 0; i < PIECES; i++) {
                response.out(PIECE);
            }
            sent.set(1);
            response.raw("\1\6\0\1\0\7\0\0abc").close();
        });
        int port = start("");
        try (RawConnection client = RawHttp.connect(port).send(RawHttp.request("GET", "/"))) {
            await().until(() -> sent.get() == 1);
            String head = client.readHead();
            assertThat(head).contains("Content-Length: " + (PIECES * PIECE.length() + 1));
            // three of the seven bytes that the last record announces were sent, the response has one of them
            String rest = client.readUntilEnd();
            assertThat(rest).startsWith(PIECE).hasSizeLessThanOrEqualTo(PIECES * PIECE.length() + 1);
        }
        await().untilAsserted(() -> assertThat(temporaryFiles()).isEmpty());
    }

    // ---- a file that Debian's package of nginx installs, in words of our own

    @Test
    void the_snippet_of_debian_works() throws Exception {
        site.file("snippets/fastcgi-php.conf", """
                        fastcgi_split_path_info ^(.+?\\.php)(/.*)$;
                        try_files $fastcgi_script_name =404;
                        set $path_info $fastcgi_path_info;
                        fastcgi_param PATH_INFO $path_info;
                        fastcgi_index index.php;
                        include fastcgi.conf;
                        """).file("html/a.php", "").file("sites-enabled/default", """
                        server {
                            listen 127.0.0.1:%{port};
                            root %{dir}/html;
                            location ~ \\.php(/|$) {
                                include snippets/fastcgi-php.conf;
                                fastcgi_pass 127.0.0.1:FCGI;
                            }
                        }
                        """.replace(
                        "FCGI", Integer.toString(backend.port()))
                .replace("%{port}", Integer.toString(site.port()))
                .replace("%{dir}", site.dir().toString()));
        site.config("include sites-enabled/*;");
        server = GangwayServer.start(site);

        assertThat(RawHttp.get(server.port(), "/a.php/b/c?d=e").body()).isEqualTo("hello");
        assertThat(backend.request().params())
                .containsEntry("SCRIPT_FILENAME", site.dir() + "/html/a.php")
                .containsEntry("PATH_INFO", "/b/c")
                .containsEntry("QUERY_STRING", "d=e");
        assertThat(RawHttp.get(server.port(), "/b.php/x").status()).isEqualTo(404);
    }
}
