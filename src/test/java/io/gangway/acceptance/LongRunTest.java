package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Resources that must not pile up in a process that runs for months: memory for slow readers, descriptors. */
class LongRunTest {
    private static final long RESPONSE = 200L << 20;

    /** The capacity between backend and client: buffers of the proxy and of the system's sockets. */
    private static final long UNDER_WAY = 32L << 20;

    private static final Example CONFIG = new Example("""
            upstream application { server %{backend}; }
            server {
                listen 127.0.0.1:%{port};
                keepalive_requests 100000;
                location / { proxy_pass http://application; proxy_max_temp_file_size 0; }
                location /ws { proxy_pass http://application; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }
                location /unbuffered/ { proxy_pass http://application; proxy_buffering off; }
                location /files/ { root %{dir}; }
            }
            """);

    private RunningExample run;
    private ScriptedUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        run = new RunningExample();
        upstream = run.backend("main", RunningExample.application());
        run.site().file("files/page.html", "hello");
        run.start(CONFIG);
    }

    @AfterEach
    void stop() throws IOException {
        run.close();
    }

    @Test
    void a_slow_reader_holds_its_backend_back() throws Exception {
        holdsBack("/big");
    }

    @Test
    void a_slow_reader_holds_its_backend_back_without_buffering() throws Exception {
        holdsBack("/unbuffered/big");
    }

    private void holdsBack(String target) throws Exception {
        AtomicLong sent = new AtomicLong();
        byte[] block = new byte[64 * 1024];
        upstream.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + RESPONSE + "\r\n\r\n");
            for (long left = RESPONSE; left > 0; left -= block.length) {
                connection.socket().getOutputStream().write(block);
                sent.addAndGet(block.length);
            }
        });
        long heapBefore = usedHeap();
        try (RawConnection client = RawHttp.connect(run.port()).timeout(PATIENCE)) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readHead()).contains("Content-Length: " + RESPONSE);

            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(UNDER_WAY);
            assertThat(usedHeap() - heapBefore).isLessThan(UNDER_WAY);

            // the transfer then continues to the last byte
            byte[] read = new byte[1 << 16];
            long got = 0;
            while (got < RESPONSE) {
                got += client.readExactly(read.length).length();
            }
            assertThat(got).isEqualTo(RESPONSE);
            await().atMost(PATIENCE).until(() -> sent.get() == RESPONSE);
        }
    }

    /** Waits until the backend's socket has accepted no byte for two seconds. */
    private static void awaitStandstill(AtomicLong sent) {
        AtomicLong last = new AtomicLong(-1);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void ten_thousand_requests_on_one_connection_leak_nothing() throws IOException {
        upstream.respond(Script.body("ok"));
        warmUp();
        long before = descriptors();
        try (RawConnection client = RawHttp.connect(run.port()).timeout(PATIENCE)) {
            for (int i = 0; i < 5_000; i++) {
                assertThat(client.send("GET /api HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .read()
                                .body())
                        .isEqualTo("ok");
                assertThat(client.send("GET /files/page.html HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .read()
                                .body())
                        .isEqualTo("hello");
            }
        }
        // 5,000 requests to the backend, 1,000 on each kept connection
        assertThat(upstream.acceptedConnections()).isLessThanOrEqualTo(16);
        awaitDescriptors(before);
    }

    @Test
    void connections_of_all_kinds_leak_nothing() throws IOException {
        upstream.respond(RunningExample.application());
        warmUp();
        long before = descriptors();
        for (int i = 0; i < 200; i++) {
            run.get("/api");
            run.get("/missing/" + i);
            run.get("/files/missing.html");
            try (WebSocketPeer client = run.connect("/ws")) {
                client.send("hello").read();
            }
            RawConnection rude = RawHttp.connect(run.port());
            rude.send("GET /files/page.html HTT");
            rude.reset();
        }
        awaitDescriptors(before);
    }

    private void warmUp() throws IOException {
        for (int i = 0; i < 8; i++) {
            run.get("/api");
            run.get("/files/page.html");
        }
    }

    /** Idle connections to the backend are kept, and both of their ends are in this process: they are counted too. */
    private void awaitDescriptors(long before) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before + 8));
    }

    private static long descriptors() throws IOException {
        Path directory = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(directory), "descriptors can be counted on Linux only");
        try (Stream<Path> open = Files.list(directory)) {
            return open.count();
        }
    }
}
