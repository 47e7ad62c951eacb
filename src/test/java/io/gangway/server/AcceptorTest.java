package io.gangway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import io.gangway.exchange.Generation;
import io.gangway.loop.Clock;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.junit.jupiter.api.Test;

/** Connections in the backlog of a listening socket. */
class AcceptorTest {
    /** More than are accepted in one loop iteration. */
    private static final int CLIENTS = 60;

    @Test
    void connections_in_the_backlog_are_served_when_a_reload_closes_the_socket() throws Exception {
        List<RawConnection> clients = new ArrayList<>();
        CountDownLatch busy = new CountDownLatch(1);
        try (Site site = configure(Site.create(), "127.0.0.1:%{port}");
                Engine engine = Engine.start(load(site), new ArrayByteBufferPool(), Clock.SYSTEM, Ports.AS_CONFIGURED);
                AutoCloseable ends = busy::countDown) {
            assertThat(ends).isNotNull();
            engine.nextLoop().execute(() -> hang(busy));
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(RawHttp.connect(site.port()).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
            }
            configure(site, "%{port}");
            Generation next = load(site);
            Thread reload = new Thread(() -> engine.reload(next));
            reload.start();
            // The loop has been asked to close the socket, but is still blocked.
            await().until(() -> reload.getState() == Thread.State.TIMED_WAITING);
            busy.countDown();
            reload.join();
            for (RawConnection client : clients) {
                assertThat(client.read().body()).isEqualTo("ok");
            }
        } finally {
            for (RawConnection client : clients) {
                client.close();
            }
        }
    }

    private static Site configure(Site site, String listen) throws IOException {
        return site.config("worker_processes 1; error_log error.log; events {}\nhttp { access_log off; server { listen "
                + listen + "; return 200 ok; } }");
    }

    private static void hang(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Generation load(Site site) {
        return Configuration.ofModules()
                .load(new Environment(site.dir(), site.conf(), null, ""))
                .generation();
    }
}
