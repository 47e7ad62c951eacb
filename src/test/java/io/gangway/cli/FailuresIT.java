package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the machine refuses is said in the user's words. */
class FailuresIT {
    private Site site;

    @BeforeEach
    void prepare() throws IOException {
        site = Site.of("server { listen 127.0.0.1:%{port}; return 200 ok; }");
    }

    @AfterEach
    void end() throws IOException {
        site.close();
    }

    @Test
    void a_port_in_use_ends_the_start_with_a_hint() throws Exception {
        try (ServerSocket taken = new ServerSocket(site.port(), 1, InetAddress.getByName("127.0.0.1"));
                GangwayProcess process = GangwayProcess.start(site, "")) {
            assertThat(process.status()).isEqualTo(1);
            assertThat(process.said())
                    .isEqualTo("gangway: [emerg] bind() to 127.0.0.1:" + taken.getLocalPort()
                            + " failed (98: Address already in use)\n"
                            + "gangway: another process listens on port " + taken.getLocalPort() + "\n");
            assertThat(GangwayProcess.pidFile(site)).doesNotExist();
        }
    }

    @Test
    void without_descriptors_accepting_pauses_and_goes_on() throws Exception {
        String[] few = {"/bin/sh", "-c", "ulimit -n 80; exec \"$0\" \"$@\""};
        List<RawConnection> open = new ArrayList<>();
        try (GangwayProcess process = GangwayProcess.start(site, "", few)) {
            process.awaitPidFile(site);
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("ok");
            for (int i = 0; i < 120; i++) {
                open.add(RawHttp.connect(site.port()));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> errorLog().contains("accept4() failed (24"));
            for (RawConnection connection : open) {
                connection.close();
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> {
                RawResponse answer = RawHttp.get(site.port(), "/");
                return answer != null && answer.body().equals("ok");
            });
            assertThat(errorLog().lines().filter(line -> line.contains("accept4()")))
                    .hasSizeBetween(1, 5);
            assertThat(errorLog() + process.said()).doesNotContain("\tat ");
        } finally {
            for (RawConnection connection : open) {
                connection.close();
            }
        }
    }

    @Test
    void a_file_that_may_not_grow_fails_the_request_that_needs_it_and_no_other() throws Exception {
        site.config("server { listen 127.0.0.1:%{port}; client_max_body_size 0;"
                + " location / { proxy_pass http://127.0.0.1:%{port}/deep; } location /deep { return 200 ok; } }");
        String[] small = {"/bin/bash", "-c", "ulimit -f 1024; exec \"$0\" \"$@\""};
        int most = 1024 << 10;
        try (GangwayProcess process = GangwayProcess.start(site, "", small)) {
            process.awaitPidFile(site);
            try (RawConnection other = RawHttp.connect(site.port())) {
                other.send(post(most), "x".repeat(most / 2));
                assertThat(RawHttp.send(site.port(), post(most + 1) + "x".repeat(most + 1))
                                .status())
                        .isEqualTo(500);
                assertThat(other.send("x".repeat(most / 2)).read().body()).isEqualTo("ok");
            }
            assertThat(process.isAlive()).isTrue();
        }
        assertThat(errorLog())
                .containsPattern("\\[crit] .* pwrite\\(\\) \"" + site.dir()
                        + "/client_body_temp/\\d{10}\" failed \\(27: File too large\\), client: 127.0.0.1,");
        try (Stream<Path> left = Files.list(site.dir().resolve("client_body_temp"))) {
            assertThat(left).isEmpty();
        }
    }

    private static String post(int length) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n";
    }

    @Test
    void out_of_memory_ends_with_a_message_and_a_status() throws Exception {
        site.config("large_client_header_buffers 4 4m; client_header_buffer_size 4m;"
                + " server { listen 127.0.0.1:%{port}; return 200 ok; }");
        List<RawConnection> open = new ArrayList<>();
        String line = "a".repeat(3_000_000);
        try (GangwayProcess process = GangwayProcess.start(site, "-Xmx24m")) {
            process.awaitPidFile(site);
            try {
                for (int i = 0; i < 40 && process.isAlive(); i++) {
                    RawConnection connection = RawHttp.connect(site.port());
                    open.add(connection);
                    connection.send("GET / HTTP/1.1\r\nHost: a\r\nA: " + line);
                }
            } catch (IOException e) {
                // it has ended, as it should
                assertThat(e).isNotNull();
            }

            assertThat(process.status()).isEqualTo(3);
            assertThat(process.said())
                    .contains("gangway: [emerg] out of memory")
                    .doesNotContain("\tat ");
        } finally {
            for (RawConnection connection : open) {
                connection.close();
            }
        }
    }

    private String errorLog() throws IOException {
        return Files.readString(site.dir().resolve("logs/error.log"));
    }
}
