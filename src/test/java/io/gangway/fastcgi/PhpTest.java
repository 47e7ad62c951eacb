package io.gangway.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fastcgi_pass} with a real PHP-FPM; skipped where it is not installed. */
class PhpTest {
    private static final int UPLOAD = 100 << 20;

    private static Site site;
    private static PhpServer php;
    private static GangwayServer server;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> program = PhpServer.program();
        assumeTrue(program.isPresent(), "PHP-FPM is not installed");
        site = Site.create();
        script("index.php", "echo 'index ', $_SERVER['REQUEST_METHOD'], ' ', $_SERVER['QUERY_STRING'];");
        script("count.php", "session_start(); echo $_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1;");
        script("upload.php", "echo $_FILES['f']['size'], ' ', md5_file($_FILES['f']['tmp_name']);");
        script(
                "stream.php",
                "header('X-Accel-Buffering: no'); echo 'first'; flush(); "
                        + "while (!file_exists($_GET['wait'])) { usleep(1000); clearstatcache(); } echo ' second';");
        script("info.php", "echo $_SERVER['SCRIPT_NAME'], '|', $_SERVER['PATH_INFO'] ?? '';");
        script("fails.php", "throw new RuntimeException('broken');");
        script("warns.php", "error_log('take care'); echo 'ok';");
        script("hangs.php", "sleep(2);");
        site.file("html/avatar.png", "<?php echo 'owned';");
        php = PhpServer.start(program.get(), site);
        site.config("""
                error_log %{dir}/error.log;
                upstream pool { server 127.0.0.1:TCP; keepalive 2; }
                server {
                    listen 127.0.0.1:%{port};
                    root %{dir}/html;
                    index index.php;
                    client_max_body_size 200m;
                    location / { try_files $uri $uri/ /index.php?$query_string; }
                    location ~ \\.php(/|$) {
                        # try_files changes the URI, and so $fastcgi_path_info
                        set $path_info $fastcgi_path_info;
                        fastcgi_split_path_info ^(.+?\\.php)(/.*)$;
                        try_files $fastcgi_script_name =404;
                        include fastcgi.conf;
                        fastcgi_param PATH_INFO $path_info;
                        fastcgi_index index.php;
                        fastcgi_pass unix:%{dir}/php.sock;
                    }
                    location = /hangs.php {
                        include fastcgi.conf;
                        fastcgi_read_timeout 100ms;
                        fastcgi_pass unix:%{dir}/php.sock;
                    }
                    location /tcp/ {
                        include fastcgi_params;
                        fastcgi_param SCRIPT_FILENAME $document_root/index.php;
                        fastcgi_keep_conn on;
                        fastcgi_pass pool;
                    }
                    location ^~ /missing/ {
                        include fastcgi.conf;
                        fastcgi_pass pool;
                    }
                }
                """.replace("TCP", Integer.toString(php.port())));
        server = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (php != null) {
            php.close();
        }
        if (site != null) {
            site.close();
        }
    }

    private static void script(String name, String code) throws Exception {
        site.file("html/" + name, "<?php " + code);
    }

    private static RawResponse get(String uri) throws Exception {
        return RawHttp.get(server.port(), uri);
    }

    private static String errorLog() throws Exception {
        return Files.readString(site.dir().resolve("error.log"), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?a=b", "/index.php?a=b", "/posts/1?a=b"})
    void the_front_controller_gets_the_request(String uri) throws Exception {
        assertThat(get(uri).body()).isEqualTo("index GET a=b");
    }

    @Test
    void connections_to_a_pool_on_tcp_are_kept() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(get("/tcp/?n=" + i).body()).isEqualTo("index GET n=" + i);
        }
    }

    @Test
    void a_session_lasts() throws Exception {
        RawResponse first = get("/count.php");
        String cookie = first.field("Set-Cookie").replaceFirst(";.*", "");

        RawResponse second = RawHttp.send(
                server.port(),
                "GET /count.php HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: " + cookie + "\r\n\r\n");

        assertThat(first.body()).isEqualTo("1");
        assertThat(second.body()).isEqualTo("2");
    }

    @Test
    void a_large_file_is_uploaded() throws Exception {
        byte[] head = ("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] piece = new byte[1 << 20];
        byte[] end = "\r\n--b--\r\n".getBytes(StandardCharsets.ISO_8859_1);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/upload.php"))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.fromPublisher(
                        BodyPublishers.concat(
                                BodyPublishers.ofByteArray(head),
                                BodyPublishers.ofByteArrays(() -> Stream.generate(() -> piece)
                                        .limit(UPLOAD / piece.length)
                                        .iterator()),
                                BodyPublishers.ofByteArray(end)),
                        head.length + (long) UPLOAD + end.length))
                .build();

        String body = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();

        // the digest of 100 MiB of zeros
        assertThat(body).isEqualTo(UPLOAD + " 2f282b84e7e608d5852449ed940bfc51");
    }

    @Test
    void a_response_arrives_as_it_is_written() throws Exception {
        Path go = site.dir().resolve("go");
        try (RawConnection client = RawHttp.connect(server.port())) {
            client.send("GET /stream.php?wait=" + go + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
            StringBuilder text = new StringBuilder();
            while (text.indexOf("first") < 0) {
                text.append(client.readExactly(1));
            }
            Files.createFile(go);
            assertThat(client.readUntilEnd()).isEqualTo(" second");
        }
    }

    @Test
    void the_path_info_is_split() throws Exception {
        assertThat(get("/info.php/a/b").body()).isEqualTo("/info.php|/a/b");
    }

    @Test
    void a_script_that_fails_gives_500_and_logs_the_reason() throws Exception {
        assertThat(get("/fails.php").status()).isEqualTo(500);
        assertThat(errorLog())
                .contains("FastCGI sent in stderr: \"PHP message: PHP Fatal error:  Uncaught RuntimeException: broken")
                .contains("upstream: \"fastcgi://unix:" + site.dir() + "/php.sock:\"");
    }

    @Test
    void what_a_script_writes_to_stderr_is_logged() throws Exception {
        assertThat(get("/warns.php").body()).isEqualTo("ok");
        assertThat(errorLog()).contains("FastCGI sent in stderr: \"PHP message: take care\"");
    }

    @Test
    void a_script_that_hangs_gives_504() throws Exception {
        assertThat(get("/hangs.php").status()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/none.php", "/avatar.png/x.php", "/none.php/info"})
    void a_missing_script_runs_no_other_file(String uri) throws Exception {
        RawResponse response = get(uri);

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).doesNotContain("owned", "index");
    }

    @Test
    void php_reports_a_missing_script() throws Exception {
        RawResponse response = get("/missing/x.php");

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("File not found.\n");
        assertThat(errorLog()).contains("FastCGI sent in stderr: \"Primary script unknown\"");
    }
}
