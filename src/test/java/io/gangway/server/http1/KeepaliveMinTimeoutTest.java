package io.gangway.server.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** {@code keepalive_min_timeout}: idle connections stay open for a while after QUIT. */
class KeepaliveMinTimeoutTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void an_idle_connection_stays_open_for_another_request() throws Exception {
        try (Site site = site("keepalive_min_timeout 10s;");
                GangwayServer server = GangwayServer.start(site, TestClock.stopped());
                RawConnection client = RawHttp.connect(site.port())) {
            client.send(GET).read("GET");
            server.advance(Duration.ofSeconds(4));
            CompletionStage<Void> over = server.quit();
            server.advance(Duration.ofSeconds(5));

            RawResponse response = client.send(GET).read("GET");
            assertThat(response.field("Connection")).isEqualTo("keep-alive");
            server.advance(Duration.ofSeconds(9));
            assertThat(over.toCompletableFuture()).isNotDone();
            assertThat(client.send(GET).read("GET").status()).isEqualTo(200);

            server.advance(Duration.ofSeconds(11));
            assertThat(client.readUntilEnd()).isEmpty();
            await().until(() -> over.toCompletableFuture().isDone());
        }
    }

    @Test
    void a_connection_that_was_idle_for_longer_is_closed_at_once() throws Exception {
        try (Site site = site("keepalive_min_timeout 10s;");
                GangwayServer server = GangwayServer.start(site, TestClock.stopped());
                RawConnection client = RawHttp.connect(site.port())) {
            client.send(GET).read("GET");
            server.advance(Duration.ofSeconds(12));
            server.quit();
            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    @Test
    void keepalive_timeout_is_the_maximum() throws Exception {
        try (Site site = site("keepalive_min_timeout 10s; keepalive_timeout 5s;");
                GangwayServer server = GangwayServer.start(site, TestClock.stopped());
                RawConnection client = RawHttp.connect(site.port())) {
            client.send(GET).read("GET");
            server.quit();
            server.advance(Duration.ofSeconds(6));
            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    private static Site site(String directives) throws Exception {
        return Site.create().config("server { listen 127.0.0.1:%{port}; " + directives + " return 200 fine; }");
    }
}
