package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Failures of the machine are reported in plain words. */
class FailuresIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<RawConnection> open = new ArrayList<>();
    private Site site;

    @BeforeEach
    void prepare() throws IOException {
        site = Site.of("server { listen 127.0.0.1:%{port}; return 200 ok; }");
    }

    @AfterEach
    void stop() throws IOException {
        end();
        site.close();
    }

    private void end() throws IOException {
        for (RawConnection connection : open) {
            connection.close();
        }
        open.clear();
    }

    @Test
    void a_machine_without_ipv6_has_no_port_of_it() throws Exception {
        site.config("server { listen [::1]:%{port}; return 200 ok; }");
        try (GangwayProcess process = GangwayProcess.start(site, "-Djava.net.preferIPv4Stack=true")) {
            assertThat(process.status()).isEqualTo(1);
            assertThat(process.output())
                    .isEqualTo("gangway: [emerg] socket() [::1]:" + site.port()
                            + " failed (97: Address family not supported by protocol)\n"
                            + "gangway: this machine has no IPv6\n");
        }
    }

    @Test
    void a_port_in_use_ends_the_start_with_a_hint() throws Exception {
        try (ServerSocket taken = new ServerSocket(site.port(), 1, InetAddress.getByName("127.0.0.1"));
                GangwayProcess process = GangwayProcess.start(site, "")) {
            assertThat(process.status()).isEqualTo(1);
            assertThat(process.output())
                    .isEqualTo("gangway: [emerg] bind() to 127.0.0.1:" + taken.getLocalPort()
                            + " failed (98: Address already in use)\n"
                            + "gangway: another process listens on port " + taken.getLocalPort() + "\n");
            assertThat(GangwayProcess.pidFile(site)).doesNotExist();
        }
    }

    @Test
    void idle_connections_are_closed_when_descriptors_run_out() throws Exception {
        site.config("error_log logs/error.log warn; events {}\n"
                + "http { server { listen 127.0.0.1:%{port}; return 200 ok; } }");
        String[] few = {"/bin/sh", "-c", "ulimit -n 200; exec \"$0\" \"$@\""};
        try (GangwayProcess process = GangwayProcess.start(site, "", few)) {
            process.awaitPidFile(site);
            for (int i = 0; i < 400; i++) {
                open.add(RawHttp.connect(site.port()));
                if (i % 20 == 0) {
                    assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("ok");
                }
            }
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("ok");
            assertThat(process.isAlive()).isTrue();
            assertThat(process.output()).contains("512 worker_connections exceed open file resource limit: 200");
            assertThat(errorLog())
                    .contains("open file resource limit 200 is not enough, reusing connections")
                    .doesNotContain("24: Too many open files");
        }
    }

    @Test
    void without_descriptors_only_accepting_pauses() throws Exception {
        site.file("html/large", new byte[8 << 20])
                .config("error_log logs/error.log warn; events { worker_connections 400; }\n"
                        + "http { server { listen 127.0.0.1:%{port}; root html; location = / { return 200 ok; }"
                        + " location /body { proxy_pass http://127.0.0.1:1; } } }");
        String[] few = {"/bin/sh", "-c", "ulimit -n 120; exec \"$0\" \"$@\""};
        try (GangwayProcess process = GangwayProcess.start(site, "", few)) {
            process.awaitPidFile(site);
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("ok");
            // Each stalled download holds two descriptors and one more client holds one: so both kinds run out.
            String accept = "accept4() failed (24: Too many open files), new connections wait until others are closed";
            String file = " open() \"" + site.dir() + "/html/large\" failed (24: Too many open files), client";
            download();
            await().atMost(LONG)
                    .until(() -> errorLog().contains(accept) || errorLog().contains(file));
            end();
            open.add(RawHttp.connect(site.port()).send("POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"));
            download();
            await().atMost(LONG)
                    .until(() -> errorLog().contains(accept) && errorLog().contains(file));
            awaitLookForLauncher();
            assertThat(process.isAlive()).isTrue();
            end();

            await().atMost(LONG).until(() -> {
                RawResponse response = RawHttp.get(site.port(), "/");
                return response != null && response.body().equals("ok");
            });
            RawConnection whole = RawHttp.connect(site.port());
            open.add(whole);
            assertThat(whole.send("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(errorLog().lines().filter(line -> line.contains("new connections wait")))
                    .hasSizeBetween(1, 5);
            assertThat(errorLog() + process.output()).doesNotContain("\tat ");
        }
    }

    private void download() throws IOException {
        for (int i = 0; i < 120; i++) {
            open.add(RawHttp.connect(site.port()).send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n"));
        }
    }

    /** Waits for two checks of the launcher, which the process makes each second. */
    private static void awaitLookForLauncher() {
        long began = System.nanoTime();
        await().atMost(LONG).until(() -> System.nanoTime() - began > 2_500_000_000L);
    }

    @Test
    void incomplete_heads_use_a_limited_share_of_the_heap() throws Exception {
        site.config("error_log logs/error.log warn; events { worker_connections 8000; }\n"
                + "http { server { listen 127.0.0.1:%{port}; return 200 ok; } }");
        String half = "GET / HTTP/1.1\r\nHost: a\r\n" + ("X: " + "x".repeat(7800) + "\r\n").repeat(4);
        try (GangwayProcess process = GangwayProcess.start(site, "-Xmx64m")) {
            process.awaitPidFile(site);
            for (int i = 0; i < 2500; i++) {
                open.add(RawHttp.connect(site.port()).send(half));
                if (i % 250 == 0) {
                    assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("ok");
                }
            }
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("ok");
            assertThat(open.get(2499).send("\r\n").read().body()).isEqualTo("ok");
            assertThat(process.isAlive()).isTrue();
            assertThat(errorLog()).contains("memory for connections is not enough, reusing connections");
        }
    }

    @Test
    void a_file_size_limit_fails_only_the_request_that_exceeds_it() throws Exception {
        site.config("server { listen 127.0.0.1:%{port}; client_max_body_size 0;"
                + " location / { proxy_pass http://127.0.0.1:%{port}/deep; } location /deep { return 200 ok; } }");
        String[] small = {"/bin/bash", "-c", "ulimit -f 1024; exec \"$0\" \"$@\""};
        int max = 1024 << 10;
        try (GangwayProcess process = GangwayProcess.start(site, "", small)) {
            process.awaitPidFile(site);
            try (RawConnection other = RawHttp.connect(site.port())) {
                other.send(post(max), "x".repeat(max / 2));
                assertThat(RawHttp.send(site.port(), post(max + 1) + "x".repeat(max + 1))
                                .status())
                        .isEqualTo(500);
                assertThat(other.send("x".repeat(max / 2)).read().body()).isEqualTo("ok");
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

    @Test
    void a_file_size_limit_cuts_off_only_the_response_that_exceeds_it() throws Exception {
        String body = "0123456789".repeat(1_600_000);
        String[] small = {"/bin/bash", "-c", "ulimit -f 1024; exec \"$0\" \"$@\""};
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.body(body))) {
            site.backend(backend)
                    .config("error_log logs/error.log; server { listen 127.0.0.1:%{port};"
                            + " location / { proxy_pass http://%{backend}; } }");
            try (GangwayProcess process = GangwayProcess.start(site, "", small)) {
                process.awaitPidFile(site);
                try (RawConnection client = RawHttp.connect(site.port())) {
                    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    await().until(() -> errorLog().contains("[crit]"));
                    client.readHead();
                    String got = client.readUntilEnd();
                    assertThat(got.length()).isBetween(1024 << 10, body.length() - 1);
                    assertThat(body).startsWith(got);
                }
                assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo(body);
                assertThat(process.isAlive()).isTrue();
            }
        }
        assertThat(errorLog())
                .containsPattern("\\[crit] .* pwrite\\(\\) \"" + site.dir()
                        + "/proxy_temp/\\d/\\d{2}/\\d{10}\" failed \\(27: File too large\\) while reading upstream,"
                        + " client: 127.0.0.1,");
    }

    private static String post(int length) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n";
    }

    @Test
    void out_of_memory_exits_with_a_message_and_a_status() throws Exception {
        // a file that is small enough to be read, but whose configuration does not fit into the heap
        String entries =
                IntStream.range(0, 250_000).mapToObj(i -> "k" + i + " 1;\n").collect(Collectors.joining());
        site.config("map $uri $known {\n" + entries + "}\nserver { listen 127.0.0.1:%{port}; return 200 ok; }");
        try (GangwayProcess process = GangwayProcess.start(site, "-Xmx24m")) {
            assertThat(process.status()).isEqualTo(3);
            assertThat(process.output())
                    .contains("gangway: [emerg] out of memory")
                    .doesNotContain("\tat ");
        }
    }

    private String errorLog() throws IOException {
        return Files.readString(site.dir().resolve("logs/error.log"));
    }
}
