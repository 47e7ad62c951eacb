package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.loop.FileDescriptors;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that request far more memory than a small heap has: others are still served, and afterwards everything works
 * as before.
 */
class MemoryLimitsIT {
    private static final String HEAP = "-Xmx64m";
    private static final int MEGABYTE = 1 << 20;

    /** More than a socket's buffers hold, but thousands of them do not exhaust the kernel's memory for sockets. */
    private static final int MEDIUM = 384 << 10;

    private static final String SMALL = "a small file\n";

    /** The same process has to survive it twice. */
    private static final int ROUNDS = 2;

    /** A first round has only one in this many clients. */
    private static final int FEW = 10;

    private Site site;
    private Site behind;
    private GangwayServer backend;

    /** Accepts nothing and reads nothing. */
    private ServerSocket dead;

    @BeforeEach
    void prepare() throws IOException {
        byte[] large = new byte[MEGABYTE];
        new Random(1).nextBytes(large);
        behind = Site.of("server { listen 127.0.0.1:%{port} backlog=4096; root %{dir}/files; }")
                .file("files/medium", Arrays.copyOf(large, MEDIUM));
        backend = GangwayServer.start(behind);
        dead = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
        site = Site.create().file("files/large", large).file("files/small", SMALL);
    }

    @AfterEach
    void end() throws IOException {
        dead.close();
        backend.close();
        behind.close();
        site.close();
    }

    private GangwayProcess serve(String locations) throws IOException {
        site.config("""
                worker_rlimit_nofile 65536;
                worker_processes 2;
                error_log logs/error.log warn;
                events { worker_connections 16000; }
                http {
                    access_log off;
                    server {
                        listen 127.0.0.1:%{port} backlog=4096;
                        http2 on;
                        root %{dir}/files;
                        proxy_read_timeout 300s;
                        proxy_send_timeout 300s;
                        client_max_body_size 0;
                        location / {}
                        LOCATIONS
                    }
                }
                """.replace(
                        "LOCATIONS",
                        locations
                                .replace("BACKEND", "127.0.0.1:" + behind.port())
                                .replace("DEAD", "127.0.0.1:" + dead.getLocalPort())));
        GangwayProcess process = GangwayProcess.start(site, HEAP);
        process.awaitPidFile(site);
        return process;
    }

    /** The wanted number of clients, or fewer if descriptors are short: a connection may need three. */
    private static int clients(int wanted) {
        return Math.min(wanted, FileDescriptors.limit() / 4);
    }

    @FunctionalInterface
    private interface Attack {
        void on(Crowd crowd) throws IOException;
    }

    private void withstands(String locations, Attack attack) throws IOException {
        try (GangwayProcess process = serve(locations)) {
            try (Crowd few = new Crowd(site.port(), FEW)) {
                // A JVM that has just started is slow.
                attack.on(few);
                few.assertOthersAreServed("/small", SMALL);
            }
            for (int round = 0; round < ROUNDS; round++) {
                try (Crowd crowd = new Crowd(site.port(), 1)) {
                    crowd.assertOthersAreServed("/small", SMALL);
                    attack.on(crowd);
                    crowd.assertOthersAreServed("/small", SMALL);
                }
                new Crowd(site.port(), 1).assertOthersAreServed("/small", SMALL);
                assertThat(RawHttp.get(site.port(), "/large").body()).hasSize(MEGABYTE);
            }
            assertThat(process.isAlive()).isTrue();
        }
        assertThat(errorLog()).doesNotContain("[alert]", "OutOfMemory", "no memory is left");
    }

    private String errorLog() throws IOException {
        return Files.readString(site.dir().resolve("logs/error.log"));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    @Test
    void unread_http_2_streams_use_little_memory() throws IOException {
        withstands(
                "location /proxied/ { proxy_pass http://BACKEND/; }",
                crowd -> crowd.open(40, 100, "/large").open(10, 100, "/proxied/medium"));
    }

    @Test
    void slow_readers_of_a_file_use_little_memory() throws IOException {
        withstands("", crowd -> crowd.send(clients(5000), get("/large")));
    }

    @Test
    void slow_readers_of_an_upstream_response_use_little_memory() throws IOException {
        withstands(
                "location /kept/ { proxy_pass http://BACKEND/; proxy_max_temp_file_size 0; }"
                        + " location /streamed/ { proxy_pass http://BACKEND/; proxy_buffering off; }",
                crowd -> crowd.send(clients(1000), get("/kept/medium")).send(clients(1000), get("/streamed/medium")));
    }

    @Test
    void unread_request_bodies_use_little_memory() throws IOException {
        String head = " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";
        withstands(
                "location /kept/ { proxy_pass http://DEAD; client_body_buffer_size 1m; }"
                        + " location /streamed/ { proxy_pass http://DEAD; proxy_request_buffering off; }",
                crowd -> crowd.send(clients(1000), "POST /kept/" + head + "x".repeat(60_000))
                        .send(clients(1000), "POST /streamed/" + head + "x".repeat(60_000)));
    }

    @Test
    void slow_readers_over_tls_use_little_memory() throws Exception {
        SelfSigned certificate = SelfSigned.of("localhost");
        site.file("cert.pem", certificate.certificatePem()).file("key.pem", certificate.keyPem());
        withstands(
                "listen 127.0.0.1:%{port:tls} ssl; ssl_certificate %{dir}/cert.pem; ssl_certificate_key %{dir}/key.pem;",
                crowd -> crowd.sendTls(site.port("tls"), 200, get("/large")));
    }

    @Test
    void responses_are_not_compressed_beyond_the_limit() throws IOException {
        String request = "GET /packed/large HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n";
        try (GangwayProcess process =
                        serve("location /packed/ { alias %{dir}/files/; gzip on; gzip_types *; gzip_comp_level 1; }");
                Crowd crowd = new Crowd(site.port(), 1)) {
            crowd.send(200, request);
            await().until(() -> errorLog().contains("[warn]"));
            crowd.assertOthersAreServed("/small", SMALL);

            // a deflater takes 260 KiB, and all of them together may use half of the heap size
            assertThat(crowd.headsWith("Content-Encoding: gzip")).isBetween(60L, 130L);
        }
        assertThat(errorLog()).contains("too many responses are being compressed: gzip leaves this one out");
    }
}
