package io.gangway.server.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code lingering_close} and its times, for a client that keeps sending; {@code log_subrequest}. */
class LingeringTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    /** Milliseconds from the request until sending fails. */
    private static long reset(String directives) throws Exception {
        try (Site site = Site.create()) {
            site.config("server { listen 127.0.0.1:%{port}; " + directives + " return 200 fine; }");
            try (GangwayServer server = GangwayServer.start(site);
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                OutputStream out = socket.getOutputStream();
                long asked = System.nanoTime();
                out.write(GET.getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .endsWith("fine");
                await().atMost(Duration.ofSeconds(30)).until(() -> fails(out));
                return (System.nanoTime() - asked) / 1_000_000;
            }
        }
    }

    private static boolean fails(OutputStream out) {
        try {
            out.write('x');
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void lingering_close_decides_whether_a_closing_client_is_awaited() throws Exception {
        assertThat(reset("lingering_close always; lingering_time 1s; lingering_timeout 20s;"))
                .as("until lingering_time is over, for it goes on sending")
                .isGreaterThanOrEqualTo(900);
        reset("lingering_close off; lingering_time 1h; lingering_timeout 1h;");
        reset("lingering_time 1h; lingering_timeout 1h;");
    }

    @Test
    void log_subrequest_logs_subrequests() throws Exception {
        try (Site site = Site.create()) {
            site.file("html/page.html", "<!--#include virtual=\"/part\" -->");
            site.config("log_format f \"$uri\"; access_log %{dir}/access.log f; server { listen 127.0.0.1:%{port};"
                    + " root %{dir}/html; ssi on; location /part { log_subrequest on; return 200 part; } }");
            try (GangwayServer server = GangwayServer.start(site)) {
                assertThat(RawHttp.get(server.port(), "/page.html").body()).isEqualTo("part");
                await().untilAsserted(
                                () -> assertThat(Files.readString(site.dir().resolve("access.log"))
                                                .lines())
                                        .containsExactlyInAnyOrder("/part", "/page.html"));
            }
        }
    }
}
