package io.gangway.server.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Handlers that do not read the body: whether they check the part that has arrived, and whether they send 100 Continue;
 * as recorded from nginx 1.30.6. More cases are in {@code unread-bodies.pairs}.
 */
class UnreadBodyTest {
    private ScriptedUpstream backend;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void start() throws IOException {
        backend = ScriptedUpstream.start(Script.body("ok"));
        site = Site.create().backend(backend).file("html/page.html", "page");
        site.config("""
                error_log %{dir}/error.log;
                server {
                    listen 127.0.0.1:%{port};
                    root html;
                    location /moved { return 301 /there; }
                    location /text { return 200 "text"; }
                    location /refused { return 403; }
                    location /denied { deny all; }
                    location /with-page { error_page 403 /page.html; deny all; }
                    location /success { error_page 403 =200 /page.html; deny all; }
                    location /gif { empty_gif; }
                    location /status { stub_status; }
                    location /proxied { proxy_pass http://%{backend}; }
                    location /limited { client_max_body_size 4; proxy_pass http://%{backend}; }
                }
                """);
        server = GangwayServer.start(site);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        backend.close();
        site.close();
    }

    private static String head(String target, String... fields) {
        return target + " HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }

    private RawConnection send(String text) throws IOException {
        return RawHttp.connect(server.port()).send(text);
    }

    @ParameterizedTest
    @CsvSource({
        "POST /moved, 400",
        "POST /text, 400",
        "POST /refused, 403",
        "POST /denied, 403",
        "POST /success, 400",
        "GET /gif, 400",
        "POST /gif, 405",
        "GET /status, 400",
        "GET /page.html, 400",
        "POST /page.html, 405",
        "GET /missing, 404",
        "POST /proxied, 400"
    })
    void after_a_malformed_body_the_connection_is_closed(String target, int status) throws Exception {
        try (RawConnection client = send(head(target, "Transfer-Encoding: chunked") + "zz\r\n")) {
            assertThat(client.readHead()).startsWith("HTTP/1.1 " + status + " ").contains("\r\nConnection: close\r\n");
            client.readUntilEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"POST /text", "POST /moved", "POST /success", "GET /gif", "GET /page.html", "POST /proxied"})
    void a_handler_that_may_read_the_body_sends_100_continue(String target) throws Exception {
        for (String body : new String[] {"", "ab"}) {
            try (RawConnection client =
                    send(head(target, "Expect: 100-CONTINUE", "Content-Length: " + body.length()) + body)) {
                assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
                assertThat(client.readHead()).doesNotContain(" 100 ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /refused",
                "POST /denied",
                "POST /with-page",
                "POST /gif",
                "POST /page.html",
                "GET /missing"
            })
    void an_error_sends_no_100_continue(String target) throws Exception {
        try (RawConnection client = send(head(target, "Expect: 100-continue", "Content-Length: 2"))) {
            assertThat(client.readHead()).startsWith("HTTP/1.1 4");
        }
    }

    @ParameterizedTest
    @CsvSource({"'5\r\na', 0+5", "'3\r\nabc\r\n2\r\nd', 3+2", "'4\r\nabcd\r\n7fffffff\r\nx', 4+2147483647"})
    void a_chunk_over_the_limit_is_rejected_by_its_size(String chunks, String logged) throws Exception {
        try (RawConnection client = send(head("POST /limited", "Transfer-Encoding: chunked") + chunks)) {
            assertThat(client.readHead()).startsWith("HTTP/1.1 413 ");
        }
        assertThat(backend.requests()).isEmpty();
        assertThat(Files.readString(site.dir().resolve("error.log")))
                .contains("client intended to send too large chunked body: " + logged + " bytes");
    }

    @Test
    void chunks_up_to_the_limit_are_accepted() throws Exception {
        String chunks = "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
        try (RawConnection client = send(head("POST /limited", "Transfer-Encoding: chunked") + chunks)) {
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(backend.lastRequest().body()).isEqualTo("abcd");
    }
}
