package io.gangway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.conf.ConfException;
import io.gangway.metrics.GenerationStats;
import io.gangway.metrics.Reloads;
import io.gangway.net.PortUnavailableException;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Reloads as seen by an application that embeds Gangway. */
class GangwayReloadTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    void a_broken_file_changes_nothing_and_is_reported_with_its_line() throws IOException { // F49
        try (Site site = Site.of("server { listen 127.0.0.1:%{port}; return 200 first; }")) {
            GangwayServer server = GangwayServer.start(site);
            Gangway gangway = server.gangway();
            assertThat(gangway.reloads()).isEqualTo(Reloads.NONE);

            site.config("server { listen 127.0.0.1:%{port};\n bad; }");
            String error = "unknown directive \"bad\" in " + site.conf() + ":5";
            assertThatThrownBy(gangway::reload)
                    .isInstanceOf(ConfException.class)
                    .hasMessage(error);

            Reloads refused = gangway.reloads();
            assertThat(refused).isEqualTo(new Reloads(0, 1, error, null, refused.lastFailed()));
            assertThat(refused.lastFailed()).isNotNull();
            assertThat(Files.readString(site.dir().resolve("nginx.conf.log"))).contains("[emerg] ", error);
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("first");
            assertThat(gangway.generations()).hasSize(1);

            site.config("server { listen 127.0.0.1:%{port}; return 200 second; }");
            gangway.reload();
            Reloads done = gangway.reloads();
            assertThat(done).isEqualTo(new Reloads(1, 1, null, done.lastDone(), refused.lastFailed()));
            assertThat(done.lastDone()).isNotNull();
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("second");
            server.close();
        }
    }

    @Test
    void a_port_in_use_fails_the_reload() throws IOException { // F49
        try (Site site = Site.of("server { listen 127.0.0.1:%{port}; return 200 first; }");
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            GangwayServer server = GangwayServer.start(site);
            Gangway gangway = server.gangway();
            site.config("server { listen 127.0.0.1:%{port}; listen 127.0.0.1:" + taken.getLocalPort() + "; }");

            assertThatThrownBy(gangway::reload).isInstanceOf(PortUnavailableException.class);

            assertThat(gangway.reloads().failed()).isEqualTo(1);
            assertThat(gangway.reloads().failure()).contains("98: Address already in use");
            assertThat(Files.readString(site.dir().resolve("nginx.conf.log"))).contains("98: Address already in use");
            assertThat(gangway.generations()).hasSize(1);
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("first");
            server.close();
        }
    }

    @Test
    void logs_of_draining_generations_are_reopened() throws Exception { // F46
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedUpstream slow = ScriptedUpstream.start((request, connection) -> {
                    go.await();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
                });
                Site site = Site.create().backend(slow)) {
            site.config("access_log a.log; server { listen 127.0.0.1:%{port};"
                    + " location / { proxy_pass http://%{backend}; } }");
            GangwayServer server = GangwayServer.start(site);
            try (RawConnection busy = RawHttp.connect(site.port())) {
                busy.send(GET);
                await().until(() -> slow.requests().size() == 1);
                site.config("server { listen 127.0.0.1:%{port}; return 200 second; }");
                server.reload();
                assertThat(server.gangway().generations())
                        .containsExactly(new GenerationStats(1, false, 1, 1, 0), new GenerationStats(2, true, 0, 0, 0));
                Path log = site.dir().resolve("a.log");
                Path moved = Files.move(log, site.dir().resolve("a.log.1"));

                server.quit();
                server.gangway().reopen();
                go.countDown();

                assertThat(busy.read().body()).isEqualTo("slow");
                await().untilAsserted(() -> assertThat(Files.readString(log)).contains("\"GET / HTTP/1.1\" 200"));
                assertThat(moved).isEmptyFile();
            }
            server.close();
        }
    }
}
