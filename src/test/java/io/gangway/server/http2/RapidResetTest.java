package io.gangway.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.loop.FileDescriptors;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clients that open and reset many streams at once do not delay others and hold no resources afterwards. */
class RapidResetTest {
    private static final int ROUNDS = 6;

    private static final String CONFIG = "log_format f '$server_protocol $uri'; access_log access.log f;"
            + " server { listen 127.0.0.1:%{port}; http2 on; location / { return 200 ok; }"
            + " location /pass { proxy_pass http://127.0.0.1:FULL; } }";

    private static byte[] requests(int from, int count, boolean reset, String path) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = Http2Peer.headerBlock(Http2Peer.request("GET", path));
        for (int i = 0; i < count; i++) {
            int stream = from + 2 * i;
            all.write(Http2Peer.frameBytes(
                    Http2Peer.HEADERS, Http2Peer.END_STREAM | Http2Peer.END_HEADERS, stream, block));
            if (reset) {
                all.write(Http2Peer.frameBytes(Http2Peer.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
            }
        }
        return all.toByteArray();
    }

    @Test
    void a_burst_of_requests_does_not_delay_others() throws Exception {
        try (Site site = Site.of(CONFIG.replace("FULL", "1"));
                GangwayServer server = GangwayServer.start(site, TestClock.slow(Duration.ofMillis(3)));
                Http2Peer many = Http2Peer.connect(site.port());
                RawConnection one = RawHttp.connect(site.port());
                RawConnection another = RawHttp.connect(site.port())) {
            // The order of the two connections is random, so this is repeated.
            for (int round = 0; round < ROUNDS; round++) {
                int from = 1 + 200 * round;
                server.whileLoopsPaused(() -> {
                    many.send(requests(from, 100, false, "/many"));
                    one.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
                    another.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
                });
                assertThat(one.read().body()).isEqualTo("ok");
                assertThat(another.read().body()).isEqualTo("ok");
                for (int i = 0; i < 100; i++) {
                    assertThat(many.response(from + 2 * i).body()).isEqualTo("ok");
                }
            }
            server.close();
            List<String> log = Files.readAllLines(site.dir().resolve("access.log"));
            assertThat(log).hasSize(102 * ROUNDS);
            for (int round = 0; round < ROUNDS; round++) {
                List<String> lines = log.subList(102 * round, 102 * round + 102);
                assertThat(lines.lastIndexOf("HTTP/1.1 /other")).isBetween(0, 30);
            }
        }
    }

    @Test
    void reset_streams_hold_no_descriptor() throws Exception {
        // No one accepts: connections to this port stay pending.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort());
                Site site = Site.of(CONFIG.replace("FULL", String.valueOf(full.getLocalPort())));
                GangwayServer server = GangwayServer.start(site, TestClock.running());
                Http2Peer peer = Http2Peer.connect(site.port())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            AtomicInteger max = new AtomicInteger();
            int before = FileDescriptors.open();
            Thread watch = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    max.accumulateAndGet(FileDescriptors.open(), Math::max);
                }
            });
            watch.start();
            try {
                for (int i = 0; i < 40; i++) {
                    int from = 1 + 400 * i;
                    server.whileLoopsPaused(() -> peer.send(requests(from, 200, true, "/pass")));
                }
            } finally {
                watch.interrupt();
                watch.join();
            }
            assertThat(max.get() - before).isLessThan(120);
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("ok");
            await().untilAsserted(() -> assertThat(FileDescriptors.open()).isLessThan(before + 10));
        }
    }
}
