package io.gangway.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesTest {
    private static final int LARGE = 16 << 20;

    private Site site;
    private GangwayServer server;
    private String large;

    @BeforeEach
    void start() throws IOException {
        site = Site.create();
        byte[] bytes = new byte[LARGE];
        for (int i = 0; i < LARGE; i++) {
            bytes[i] = (byte) ('a' + (i ^ i >> 8 ^ i >> 16) % 26);
        }
        large = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        site.file("html/large.txt", bytes).file("html/small.txt", "small").file("secret.txt", "secret");
        Files.createSymbolicLink(site.dir().resolve("html/loop"), Path.of("loop"));
        Files.createSymbolicLink(site.dir().resolve("html/device"), Path.of("/dev/null"));
        Files.createSymbolicLink(site.dir().resolve("html/link.txt"), Path.of("small.txt"));
        server = GangwayServer.start(site.config("server { listen %{port}; root %{dir}/html; }"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        site.close();
    }

    @Test
    void a_slow_client_gets_a_large_file_whole() throws IOException {
        try (RawConnection client = RawHttp.connect(server.port())) {
            client.send(RawHttp.request("GET", "/large.txt"));
            String head = client.readHead();
            assertThat(head).startsWith("HTTP/1.1 200 OK").contains("Content-Length: " + LARGE);
            assertThat(slowly(client, LARGE)).isEqualTo(large);
        }
    }

    @Test
    void a_slow_client_gets_several_large_ranges_whole() throws IOException {
        int half = LARGE / 2;
        try (RawConnection client = RawHttp.connect(server.port())) {
            client.send(RawHttp.request(
                    "GET", "/large.txt", "Range: bytes=1-" + (half - 1) + "," + half + "-" + (LARGE - 2)));
            String head = client.readHead();
            assertThat(head).startsWith("HTTP/1.1 206 Partial Content");
            int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
            String body = slowly(client, length);
            assertThat(body.indexOf(large.substring(1, half))).isPositive();
            assertThat(body.indexOf(large.substring(half, LARGE - 1))).isGreaterThan(half);
            assertThat(body).endsWith("--\r\n");
        }
    }

    @Test
    void a_client_that_leaves_frees_the_file() throws IOException {
        RawConnection client = RawHttp.connect(server.port());
        client.send(RawHttp.request("GET", "/large.txt", "Range: bytes=0-9000000,9000010-16000000"));
        client.readHead();
        assertThat(opened("large.txt")).isPositive();
        client.reset();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> opened("large.txt") == 0);
        assertThat(RawHttp.get(server.port(), "/small.txt").body()).isEqualTo("small");
    }

    @Test
    void a_response_without_body_frees_the_file() throws IOException {
        assertThat(RawHttp.get(server.port(), "/large.txt", "If-None-Match: *").status())
                .isEqualTo(304);
        assertThat(RawHttp.get(server.port(), "/large.txt", "If-Match: \"x\"").status())
                .isEqualTo(412);
        assertThat(RawHttp.get(server.port(), "/large.txt", "Range: bytes=99999999-")
                        .status())
                .isEqualTo(416);
        try (RawConnection client = RawHttp.connect(server.port())) {
            assertThat(client.send(RawHttp.request("HEAD", "/large.txt"))
                            .read("HEAD")
                            .status())
                    .isEqualTo(200);
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> opened("large.txt") == 0);
    }

    @Test
    void links_are_followed_and_a_loop_is_forbidden() throws IOException {
        assertThat(RawHttp.get(server.port(), "/link.txt").body()).isEqualTo("small");
        assertThat(RawHttp.get(server.port(), "/loop").status()).isEqualTo(403);
    }

    @Test
    void a_device_is_not_found() throws IOException {
        assertThat(RawHttp.get(server.port(), "/device").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/%2e%2e/secret.txt",
                "/%2e./secret.txt",
                "/..%2fsecret.txt",
                "/..%2Fsecret.txt",
                "/x/../../secret.txt",
                "/x/%2e%2e%2f%2e%2e/secret.txt",
                "/..%5csecret.txt",
                "/..\\secret.txt",
                "/%252e%252e/secret.txt",
                "/..;/secret.txt",
                "/.%00./secret.txt",
                "/small.txt%00/../../secret.txt",
                "//../secret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "/..%c0%afsecret.txt",
                "/..%ef%bc%8fsecret.txt",
            })
    void nothing_outside_of_the_root_is_reached(String target) throws IOException {
        RawResponse response = RawHttp.get(server.port(), target);

        assertThat(response.status()).isIn(400, 404);
        assertThat(response.body()).doesNotContain("secret");
    }

    private static String slowly(RawConnection client, int length) throws IOException {
        StringBuilder body = new StringBuilder(length);
        while (body.length() < length) {
            body.append(client.readExactly(Math.min(1 << 20, length - body.length())));
        }
        return body.toString();
    }

    /** How many times this process has the file open. */
    private static long opened(String name) throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(fd -> pointsTo(fd, name)).count();
        }
    }

    private static boolean pointsTo(Path descriptor, String name) {
        try {
            return Files.readSymbolicLink(descriptor).endsWith(name);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
