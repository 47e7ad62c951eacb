package io.gangway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** An exchange that waits for its upstream holds no buffer. */
class WaitingExchangeTest {
    private static final int MANY = 200;
    private static final long MAX = 1L << 20;

    @Test
    void waiting_exchanges_hold_no_buffer() throws Exception {
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try (ServerSocket silent = new ServerSocket(0, MANY, InetAddress.getLoopbackAddress());
                Site site = Site.create().config("""
                        server {
                            listen 127.0.0.1:%%{port};
                            location / {
                                proxy_pass http://127.0.0.1:%d;
                            }
                        }
                        """.formatted(silent.getLocalPort()));
                GangwayServer server = GangwayServer.start(site)) {
            ask(site, silent, open);
            long before = direct();

            for (int i = 1; i < MANY; i++) {
                ask(site, silent, open);
            }

            assertThat(direct() - before).isLessThan(MAX);
            while (!open.isEmpty()) {
                open.pop().close();
            }
        }
    }

    /** A request that has reached its upstream, which does not read it. */
    private static void ask(Site site, ServerSocket silent, Deque<AutoCloseable> open) throws IOException {
        RawConnection client = RawHttp.connect(site.port());
        open.push(client);
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        open.push(silent.accept());
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
