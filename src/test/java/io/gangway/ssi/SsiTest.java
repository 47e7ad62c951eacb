package io.gangway.ssi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages with includes on real sockets: slow clients, slow and broken backends, large pages. */
class SsiTest {
    private static final String GET = "GET /page.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private Site site;
    private ScriptedUpstream backend;
    private GangwayServer gangway;

    @BeforeEach
    void open() throws Exception {
        site = Site.create();
        backend = ScriptedUpstream.start(Script.body("included"));
        site.backend(backend);
    }

    @AfterEach
    void close() throws Exception {
        if (gangway != null) {
            gangway.close();
        }
        backend.close();
        site.close();
    }

    private RawConnection get(String page) throws Exception {
        site.file("html/page.html", page);
        site.config("server { listen 127.0.0.1:%{port}; root %{dir}/html; ssi on; proxy_max_temp_file_size 1m;"
                + " location /back { proxy_pass http://%{backend}; ssi off; }"
                + " location /page { proxy_pass http://%{backend}; } location = /page.html { }"
                + " location /small { return 200 s; } }");
        gangway = GangwayServer.start(site);
        return RawHttp.connect(site.port()).send(GET);
    }

    @Test
    void text_before_an_include_is_sent_at_once() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        backend.respond((request, connection) -> {
            seen.await();
            Script.body("included").run(request, connection);
        });
        try (RawConnection client = get("before <!--#include virtual=\"/back\" --> after")) {
            client.readHead();
            assertThat(client.readExactly(12)).isEqualTo("7\r\nbefore \r\n");
            seen.countDown();
            assertThat(client.readUntilEnd()).isEqualTo("8\r\nincluded\r\n6\r\n after\r\n0\r\n\r\n");
        }
    }

    @Test
    void a_large_page_with_many_includes_arrives_whole() throws Exception {
        String text = "0123456789abcdef".repeat(200);
        String page = (text + "<!--#include virtual=\"/small\" -->").repeat(1000);
        try (RawConnection client = get(page)) {
            assertThat(client.read().body()).isEqualTo((text + "s").repeat(1000));
        }
    }

    @Test
    void a_large_file_can_be_included() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 18);
        site.file("html/large.txt", large);
        try (RawConnection client =
                get("<!--#include virtual=\"/large.txt\" -->|<!--#include virtual=\"/large.txt\" -->")) {
            assertThat(client.read().body()).isEqualTo(large + "|" + large);
        }
    }

    @Test
    void a_large_file_without_a_command_arrives_whole() throws Exception {
        String large = "<!--0123456789abcde".repeat(1 << 18);
        try (RawConnection client = get(large)) {
            assertThat(client.read().body()).isEqualTo(large);
        }
    }

    @Test
    void a_client_that_reads_nothing_stops_the_backend_of_an_include() throws Exception {
        AtomicLong sent = new AtomicLong();
        String piece = "x".repeat(1 << 16);
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (sent.get() < 1L << 30) {
                connection.send(piece);
                sent.addAndGet(piece.length());
            }
        });
        RawConnection client = get("a<!--#include virtual=\"/back\" -->b");
        AtomicLong last = new AtomicLong(-1);
        await().during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
        assertThat(sent.get()).isLessThan(64L << 20);
        client.reset();
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void includes_run_side_by_side_and_keep_their_order() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        backend.respond((request, connection) -> {
            both.countDown();
            both.await();
            Script.body(request.target().substring(6)).run(request, connection);
        });
        try (RawConnection client = get("<!--#include virtual=\"/back/1\" -->,<!--#include virtual=\"/back/2\" -->.")) {
            assertThat(client.read().body()).isEqualTo("1,2.");
        }
    }

    @Test
    void a_response_that_is_ready_early_waits_for_its_turn() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        String large = "0123456789abcdef".repeat(1 << 16);
        backend.respond((request, connection) -> {
            if (request.target().endsWith("1")) {
                second.await();
                Script.body("first").run(request, connection);
            } else {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + large.length() + "\r\n\r\n");
                second.countDown();
                connection.send(large);
            }
        });
        try (RawConnection client = get("<!--#include virtual=\"/back/1\" -->,<!--#include virtual=\"/back/2\" -->.")) {
            assertThat(client.read().body()).isEqualTo("first," + large + ".");
        }
    }

    @Test
    void a_backend_whose_turn_has_not_come_is_slowed_down() throws Exception {
        AtomicLong sent = new AtomicLong();
        String piece = "x".repeat(1 << 16);
        backend.respond((request, connection) -> {
            if (request.target().endsWith("1")) {
                connection.awaitClose(Duration.ofSeconds(60));
                return;
            }
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (sent.get() < 1L << 30) {
                connection.send(piece);
                sent.addAndGet(piece.length());
            }
        });
        RawConnection client = get("<!--#include virtual=\"/back/1\" -->,<!--#include virtual=\"/back/2\" -->.");
        AtomicLong last = new AtomicLong(-1);
        await().during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
        assertThat(sent.get()).isLessThan(64L << 20);
        client.reset();
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void one_backend_of_several_that_breaks_off_ends_its_part_only() throws Exception {
        backend.respond((request, connection) -> {
            if (request.target().endsWith("2")) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                connection.close();
            } else {
                Script.body(request.target().substring(6)).run(request, connection);
            }
        });
        try (RawConnection client = get("<!--#include virtual=\"/back/1\" -->,<!--#include virtual=\"/back/2\" -->,"
                + "<!--#include virtual=\"/back/3\" -->.")) {
            assertThat(client.read().body()).isEqualTo("1,half,3.");
        }
    }

    @Test
    void a_block_that_never_ends_is_bounded() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 17);
        try (RawConnection client = get("a<!--#block name=\"x\" -->" + large + "<!--#endblock -->b")) {
            assertThat(client.read().body()).isEqualTo("ab");
        }
    }

    @Test
    void a_slow_client_gets_a_large_include_whole() throws Exception {
        String body = "0123456789abcdef".repeat(1 << 19);
        backend.respond(Script.body(body));
        try (RawConnection client = get("a<!--#include virtual=\"/back\" -->b")) {
            await().until(() -> backend.requests().size() == 1);
            assertThat(client.read().body()).isEqualTo("a" + body + "b");
        }
    }

    @Test
    void a_client_that_leaves_ends_the_request_of_an_include() throws Exception {
        backend.respond((request, connection) -> connection.awaitClose(Duration.ofSeconds(60)));
        RawConnection client = get("a<!--#include virtual=\"/back\" -->b");
        await().until(() -> backend.requests().size() == 1);
        client.reset();
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void a_cycle_of_includes_is_stopped() throws Exception {
        try (RawConnection client = get("a<!--#include virtual=\"/page.html\" -->b")) {
            assertThat(client.read().body())
                    .isEqualTo("a".repeat(52) + "[an error occurred while processing the directive]" + "b".repeat(52));
        }
        assertThat(Files.readString(gangway.site().dir().resolve("nginx.conf.log")))
                .contains("subrequests cycle while processing \"/page.html\"");
    }

    @Test
    void a_response_that_is_too_large_for_a_variable_is_dropped() throws Exception {
        backend.respond(Script.body("x".repeat(4097)));
        try (RawConnection client = get("<!--#include virtual=\"/back\" set=\"v\" -->[<!--#echo var=\"v\" -->]")) {
            assertThat(client.read().body()).isEqualTo("[]");
        }
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void the_page_of_a_backend_waits_for_its_includes() throws Exception {
        String page = "0123456789abcdef".repeat(1 << 18);
        backend.respond((request, connection) -> {
            if (request.target().startsWith("/page")) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
                        + "<!--#include virtual=\"/back/x\" -->" + page);
                connection.close();
            } else {
                Script.body("included").run(request, connection);
            }
        });
        get("none").close();
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("included" + page);
        }
    }

    @Test
    void an_include_shares_the_variables_of_its_page() throws Exception {
        site.file("html/id.html", "<!--#echo var=\"request_id\" -->");
        try (RawConnection client = get("<!--#echo var=\"request_id\" --><!--#include virtual=\"/id.html\" -->")) {
            String body = client.read().body();
            assertThat(body).hasSize(64).startsWith(body.substring(32));
        }
    }
}
