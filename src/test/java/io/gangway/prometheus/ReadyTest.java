package io.gangway.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code gangway_ready} and {@code gangway_alive}, for load balancers and orchestrators. */
class ReadyTest {
    private static final String SERVER = "server { listen 127.0.0.1:%{port}; location = /ready { gangway_ready; } "
            + "location = /alive { gangway_alive; } location = /metrics { gangway_metrics; } }";

    @Test
    void a_running_server_is_ready_and_alive() throws IOException {
        try (Site site = Site.of(SERVER);
                GangwayServer server = GangwayServer.start(site)) {
            RawResponse ready = RawHttp.get(site.port(), "/ready");
            assertThat(ready.status()).isEqualTo(200);
            assertThat(ready.field("Content-Type")).isEqualTo("text/plain");
            assertThat(ready.body()).isEqualTo("ready\n");
            assertThat(RawHttp.get(site.port(), "/alive").body()).isEqualTo("alive\n");
            assertThat(RawHttp.send(site.port(), RawHttp.request("POST", "/ready"))
                            .status())
                    .isEqualTo(405);

            server.gangway().reload();
            assertThat(RawHttp.get(site.port(), "/ready").status())
                    .as("a reload is no drain")
                    .isEqualTo(200);
        }
    }

    /** As a load balancer sees it, which asks again and again on new connections. */
    @Test
    void new_connections_see_that_it_is_not_ready_until_the_delay_has_passed() throws Exception {
        try (Site site = Site.of("worker_shutdown_delay 1s;\nevents { }\nhttp { " + SERVER + " }");
                GangwayServer server = GangwayServer.start(site);
                RawConnection idle = RawHttp.connect(site.port())) {
            assertThat(idle.send("GET /alive HTTP/1.1\r\nHost: a\r\n\r\n")
                            .read()
                            .field("Connection"))
                    .isEqualTo("keep-alive");

            CompletableFuture<Void> over = server.quit().toCompletableFuture();
            RawResponse ready = RawHttp.send(site.port(), "GET /ready HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(ready.status()).isEqualTo(503);
            RawResponse other =
                    idle.send("GET /alive HTTP/1.1\r\nHost: a\r\n\r\n").read();
            assertThat(other.status()).isEqualTo(200);
            assertThat(other.field("Connection")).isEqualTo("close");
            assertThat(idle.readUntilEnd()).isEmpty();
            assertThat(over).isNotDone();

            await().untilAsserted(() ->
                    assertThatThrownBy(() -> RawHttp.get(site.port(), "/ready")).isInstanceOf(ConnectException.class));
            over.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_second_quit_does_not_prolong_the_delay_and_stop_ends_it() throws Exception {
        try (Site site = Site.of("worker_shutdown_delay 1h;\nevents { }\nhttp { " + SERVER + " }");
                GangwayServer server = GangwayServer.start(site)) {
            CompletableFuture<Void> over = server.quit().toCompletableFuture();
            server.quit();
            assertThat(RawHttp.get(site.port(), "/alive").status()).isEqualTo(200);

            server.gangway().close();

            over.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_server_that_stops_is_not_ready_but_alive() throws IOException {
        try (Site site = Site.of(SERVER);
                GangwayServer server = GangwayServer.start(site);
                RawConnection ready = RawHttp.connect(site.port());
                RawConnection alive = RawHttp.connect(site.port());
                RawConnection metrics = RawHttp.connect(site.port());
                RawConnection counter = RawHttp.connect(site.port())) {
            ready.send("GET /ready HTTP/1.1\r\n");
            alive.send("GET /alive HTTP/1.1\r\n");
            metrics.send("GET /metrics HTTP/1.1\r\n");
            await().until(() -> Scrape.of(counter.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
                                    .read()
                                    .body())
                            .value("nginx_connections_reading")
                    == 3);

            server.gangway().quit();
            ready.send("Host: a\r\n\r\n");
            alive.send("Host: a\r\n\r\n");
            metrics.send("Host: a\r\n\r\n");

            RawResponse refused = ready.read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).isEqualTo("draining\n");
            assertThat(alive.read().status()).isEqualTo(200);
            assertThat(Scrape.of(metrics.read().body()).value("gangway_draining"))
                    .isEqualTo(1);
        }
    }
}
