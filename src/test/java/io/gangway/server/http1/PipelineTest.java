package io.gangway.server.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pipelined requests, and how their connection ends. */
class PipelineTest {
    private static final int LARGE = 20_000_000;

    private ScriptedUpstream upstream;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.start(Script.body("proxied"));
        site = Site.create().backend(upstream).file("html/small", "small").file("html/large", new byte[LARGE]);
        site.config("""
                keepalive_requests 1000000;
                server {
                    listen %{port};
                    root html;
                    location /text { return 200 text; }
                    location /three { keepalive_requests 3; return 200 three; }
                    location /proxied { proxy_pass http://%{backend}; }
                    location /patient { proxy_pass http://%{backend}; proxy_ignore_client_abort on; }
                    location /nothing { return 204; }
                }
                """);
        server = GangwayServer.start(site);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        upstream.close();
        site.close();
    }

    private RawConnection connect() throws IOException {
        return RawHttp.connect(server.port());
    }

    private static String get(String target, String... fields) {
        return request("GET", target, fields);
    }

    private static String request(String method, String target, String... fields) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("", fields) + "\r\n";
    }

    @Test
    void a_hundred_thousand_pipelined_requests_are_all_served() throws Exception {
        int count = 100_000;
        byte[] block = get("/text").repeat(1000).getBytes(StandardCharsets.ISO_8859_1);
        try (RawConnection client = connect()) {
            OutputStream out = client.socket().getOutputStream();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < count / 1000; i++) {
                        out.write(block);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            RawResponse first = client.read();
            int responses = 1;
            while (responses < count) {
                assertThat(client.read().body()).isEqualTo("text");
                responses++;
            }
            sending.get();
            assertThat(first.body()).isEqualTo("text");
        }
    }

    @Test
    void responses_of_all_kinds_keep_their_order() throws IOException {
        try (RawConnection client = connect()) {
            client.send(get("/proxied") + request("HEAD", "/proxied") + get("/nothing") + get("/small")
                    + request("HEAD", "/small") + get("/missing") + request("POST", "/text", "Content-Length: 3\r\n")
                    + "abc" + get("/small", "If-None-Match: *\r\n") + get("/text", "Connection: close\r\n")
                    + get("/text"));

            assertThat(client.read().body()).isEqualTo("proxied");
            assertThat(client.read("HEAD").status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(204);
            assertThat(client.read().body()).isEqualTo("small");
            assertThat(client.read("HEAD").status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(404);
            assertThat(client.read().body()).isEqualTo("text");
            assertThat(client.read().status()).isEqualTo(304);
            assertThat(client.read().body()).isEqualTo("text");
            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    @Test
    void keepalive_requests_counts_all_of_a_connection() throws IOException {
        try (RawConnection client = connect()) {
            client.send(get("/three").repeat(4));

            assertThat(client.read().field("Connection")).isEqualTo("keep-alive");
            assertThat(client.read().field("Connection")).isEqualTo("keep-alive");
            assertThat(client.read().field("Connection")).isEqualTo("close");
            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    @Test
    void input_after_a_bad_head_is_ignored_and_does_not_reset_the_response() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (RawConnection client = connect()) {
                client.send("GET / HTTP/1.1\r\nHost: localhost\r\nLong: " + "x".repeat(40_000)
                        + get("/text").repeat(2000));
                String all = client.readUntilEnd();

                assertThat(all).startsWith("HTTP/1.1 400").endsWith("</html>\r\n");
                assertThat(all.indexOf("HTTP/1.1", 1)).isNegative();
            }
        }
    }

    @Test
    void a_half_closed_client_gets_an_immediate_response() throws IOException {
        try (RawConnection client = connect()) {
            client.send(get("/small"));
            client.halfClose();

            assertThat(client.read().body()).isEqualTo("small");
            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    @Test
    void a_half_closed_client_counts_as_disconnected_for_a_proxy() throws IOException {
        upstream.respond(Script.noResponse());
        try (RawConnection client = connect()) {
            client.send(get("/proxied")).halfClose();

            assertThat(client.readUntilEnd()).isEmpty();
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void a_half_closed_client_is_served_where_the_proxy_ignores_that() throws IOException {
        CountDownLatch halfClosed = new CountDownLatch(1);
        upstream.respond((request, connection) -> {
            halfClosed.await();
            Script.body("ok").run(request, connection);
        });
        try (RawConnection client = connect()) {
            client.send(get("/patient")).halfClose();
            halfClosed.countDown();

            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void a_file_that_shrinks_while_it_is_sent_ends_the_connection() throws IOException {
        try (RawConnection client = connect()) {
            client.send(get("/large") + get("/small"));
            assertThat(client.readHead()).contains("Content-Length: " + LARGE);
            try (FileChannel file = FileChannel.open(site.dir().resolve("html/large"), StandardOpenOption.WRITE)) {
                file.truncate(10_000_000);
            }

            assertThat(client.readUntilEnd().length()).isLessThanOrEqualTo(10_000_000);
        }
    }

    @Test
    void an_http_1_0_client_keeps_its_connection_on_request() throws IOException {
        try (RawConnection client = connect()) {
            client.send("GET /small HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /small HTTP/1.0\r\n\r\n");

            assertThat(client.read().body()).isEqualTo("small");
            assertThat(client.read().body()).isEqualTo("small");
            assertThat(client.readUntilEnd()).isEmpty();
        }
    }
}
