package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedDns;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How a process with etc/kubernetes/nginx.conf stops at QUIT: each step in its order and its time. */
class DelayedStopIT {
    private static final Duration DELAY = Duration.ofSeconds(3);
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final int TUNNELS = 12;

    private final List<WebSocketPeer> clients = new ArrayList<>();

    @Test
    void it_is_not_ready_and_serves_then_stops_listening_and_then_spreads_the_close_frames() throws Exception {
        ExecutorService readers = Executors.newCachedThreadPool();
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                ScriptedDns dns = ScriptedDns.start();
                Site site = site(backend, dns);
                GangwayProcess node = GangwayProcess.serving(site);
                Http2Peer http2 = Http2Peer.connect(site.port("status"))) {
            assertThat(http2.response(http2.get("/ready")).status()).isEqualTo(200);
            for (int i = 1; i < TUNNELS; i++) {
                connect(site);
            }

            long quit = System.nanoTime();
            node.signal("QUIT");
            await().until(() -> status(site, "/ready") == 503);
            assertThat(since(quit)).isLessThan(DELAY);
            assertThat(status(site, "/alive")).isEqualTo(200);
            assertThat(http2.response(http2.get("/ready")).status())
                    .as("a connection that was open before")
                    .isEqualTo(503);
            connect(site);
            assertThat(since(quit)).as("served during the delay").isLessThan(DELAY);
            List<CompletableFuture<Duration>> closes = clients.stream()
                    .map(client -> CompletableFuture.supplyAsync(() -> closed(client, quit), readers))
                    .toList();

            http2.next(Http2Peer.GOAWAY);
            assertThat(since(quit)).as("GOAWAY").isGreaterThanOrEqualTo(DELAY);
            await().until(() -> isRefused(site));

            List<Duration> times = new ArrayList<>();
            for (CompletableFuture<Duration> close : closes) {
                times.add(close.get(30, TimeUnit.SECONDS));
            }
            assertThat(Collections.min(times)).isGreaterThanOrEqualTo(DELAY);
            assertThat(Collections.max(times).minus(Collections.min(times)))
                    .as("the spread of " + times)
                    .isGreaterThan(DRAIN.dividedBy(8));
            assertThat(node.status()).isZero();
            assertThat(since(quit)).isLessThan(DELAY.plus(DRAIN).plus(CLOSE_TIMEOUT));
        } finally {
            for (WebSocketPeer client : clients) {
                client.close();
            }
            readers.shutdownNow();
        }
    }

    private static Site site(ScriptedUpstream backend, ScriptedDns dns) throws IOException {
        dns.records("pod-1", "127.0.0.1")
                .records("_http._tcp.chat-backend.chat.svc.cluster.local", "SRV 0 1 " + backend.port() + " pod-1");
        Site site = Site.of("");
        site.config(Files.readString(Path.of("etc/kubernetes/nginx.conf"))
                .replace("kube-dns.kube-system.svc.cluster.local", dns.address())
                .replace("listen 8080;", "listen 127.0.0.1:%{port};")
                .replace("listen 8081;", "listen 127.0.0.1:%{port:status};\nhttp2 on;")
                .replace("/tmp/gangway.pid", "logs/nginx.pid")
                .replace("/tmp/", "%{dir}/")
                .replace("worker_processes auto", "worker_processes 2")
                .replace("worker_shutdown_delay 10s", "worker_shutdown_delay " + DELAY.toSeconds() + "s")
                .replace("websocket_drain 20s", "websocket_drain " + DRAIN.toSeconds() + "s"));
        return site;
    }

    private void connect(Site site) throws IOException {
        WebSocketPeer client = WebSocketPeer.connect(site.port(), "/").timeout(Duration.ofSeconds(30));
        clients.add(client);
        client.send("hello");
        assertThat(client.read().text()).isEqualTo("hello");
    }

    private static int status(Site site, String target) throws IOException {
        return RawHttp.get(site.port("status"), target).status();
    }

    private static boolean isRefused(Site site) throws IOException {
        try {
            RawHttp.connect(site.port()).close();
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    /** Waits for the close frame, which a client answers; returns when it came. */
    private static Duration closed(WebSocketPeer client, long quit) {
        try {
            Frame close = client.read();
            Duration time = since(quit);
            assertThat(close.closeCode()).isEqualTo(1001);
            client.send(close);
            return time;
        } catch (IOException e) {
            throw new IllegalStateException("no close frame: " + e.getMessage(), e);
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
