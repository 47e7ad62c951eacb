package io.gangway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code limit_rate}: bytes arrive late, complete and in order. */
class LimitRateTest {
    private static final String TEXT = "0123456789abcdef".repeat(10_000);

    private Site site;
    private ScriptedUpstream backend;
    private GangwayServer gangway;

    @BeforeEach
    void open() throws Exception {
        site = Site.create().file("html/page.txt", TEXT);
        backend = ScriptedUpstream.start(Script.body(TEXT));
        site.backend(backend)
                .config("server { listen 127.0.0.1:%{port}; root %{dir}/html; limit_rate 60000; limit_rate_after 1k;"
                        + " location /proxied { proxy_pass http://%{backend}; }"
                        + " location /slow { alias %{dir}/html; limit_rate 1; }"
                        + " location /ssi { alias %{dir}/html; ssi on; ssi_types text/plain; } }");
        gangway = GangwayServer.start(site);
    }

    @AfterEach
    void close() throws Exception {
        gangway.close();
        backend.close();
        site.close();
    }

    /**
     * A second that has just begun counts as a whole one, so the third portion arrives more than one second after the
     * first.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/page.txt", "/proxied", "/ssi/page.txt"})
    void a_body_of_three_portions_takes_more_than_a_second(String uri) throws Exception {
        try (RawConnection client = RawHttp.connect(site.port())) {
            long start = System.nanoTime();
            client.send("GET " + uri + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

            assertThat(client.read().body()).isEqualTo(TEXT);
            assertThat(System.nanoTime() - start).isGreaterThan(900_000_000L);
        }
    }

    @Test
    void a_client_can_leave_while_the_response_is_delayed() throws Exception {
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /slow/page.txt HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.readHead()).contains("200 OK");
            assertThat(client.readExactly(1024)).isEqualTo(TEXT.substring(0, 1024));
            client.reset();
        }
    }
}
