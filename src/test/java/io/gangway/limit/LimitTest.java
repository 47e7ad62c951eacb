package io.gangway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code limit_req} and {@code limit_conn} with time, tunnels and reloads. */
class LimitTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestClock clock = TestClock.stopped();
    private Site site;
    private ScriptedUpstream backend;
    private GangwayServer gangway;

    private void start(String config) throws Exception {
        site = Site.create().file("html/a.txt", "a");
        backend = ScriptedUpstream.start(WebSocketPeer.echo());
        site.backend(backend).config(config);
        gangway = GangwayServer.start(site, clock);
    }

    private static String serving(String http, String server) {
        return http + " server { listen 127.0.0.1:%{port}; root %{dir}/html; error_log nginx.conf.log info; " + server
                + " }";
    }

    @AfterEach
    void close() throws Exception {
        gangway.close();
        backend.close();
        site.close();
    }

    @Test
    void a_request_waits_until_the_bucket_has_room() throws Exception {
        start(serving(
                "limit_req_zone all zone=one:1m rate=1r/s;",
                "limit_req zone=one burst=2; add_header X-Time $request_time; add_header X-Limit $limit_req_status;"));
        assertThat(RawHttp.get(site.port(), "/a.txt").field("X-Limit")).isEqualTo("PASSED");

        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send(RawHttp.request("GET", "/a.txt"));
            awaitLog("delaying request, excess: 1.000, by zone \"one\"");
            clock.advance(600);
            clock.advance(600);

            var response = client.read();
            assertThat(response.field("X-Limit")).isEqualTo("DELAYED");
            assertThat(response.field("X-Time")).isEqualTo("1.200");
        }
    }

    @Test
    void a_client_may_disconnect_while_it_waits() throws Exception {
        start(serving("limit_req_zone all zone=one:1m rate=1r/s;", "limit_req zone=one burst=2;"));
        RawHttp.get(site.port(), "/a.txt");

        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send(RawHttp.request("GET", "/a.txt"));
            awaitLog("delaying request, excess: 1.000");
            client.reset();
        }
        clock.advance(2000);

        assertThat(status()).isEqualTo(200);
    }

    @Test
    void a_bucket_leaks_over_time() throws Exception {
        start(serving("limit_req_zone all zone=one:1m rate=2r/s;", "limit_req zone=one burst=1 nodelay;"));

        assertThat(status()).isEqualTo(200);
        assertThat(status()).isEqualTo(200);
        assertThat(status()).isEqualTo(503);
        clock.advance(499);
        assertThat(status()).isEqualTo(503);
        clock.advance(1);
        assertThat(status()).isEqualTo(200);
        assertThat(status()).isEqualTo(503);
        awaitLog("limiting requests, excess: 2.000 by zone \"one\"");
        awaitLog("limiting requests, excess: 1.002 by zone \"one\"");
    }

    @Test
    void a_zone_outlives_a_reload_unless_its_size_changes() throws Exception {
        String limits = "limit_req zone=one;";
        start(serving("limit_req_zone all zone=one:1m rate=1r/m;", limits));
        assertThat(status()).isEqualTo(200);

        site.config(serving("limit_req_zone all zone=one:1m rate=2r/m;", limits));
        gangway.reload();
        assertThat(status()).isEqualTo(503);

        site.config(serving("limit_req_zone all zone=one:2m rate=1r/m;", limits));
        gangway.reload();
        assertThat(status()).isEqualTo(200);
    }

    @Test
    void a_tunnel_counts_as_a_connection_until_it_ends() throws Exception {
        start(serving(
                "limit_conn_zone all zone=one:1m;",
                "limit_conn one 1; location /chat { proxy_pass http://%{backend}; proxy_http_version 1.1;"
                        + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }"));

        try (WebSocketPeer tunnel = WebSocketPeer.connect(site.port(), "/chat")) {
            assertThat(status()).isEqualTo(503);
            awaitLog("limiting connections by zone \"one\"");
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(status()).isEqualTo(200));
    }

    private int status() throws IOException {
        return RawHttp.get(site.port(), "/a.txt").status();
    }

    private void awaitLog(String text) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                Files.readString(site.dir().resolve(site.conf().getFileName() + ".log")))
                        .contains(text));
    }
}
