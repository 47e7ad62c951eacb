package io.gangway.server.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.OpenFiles;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request body that the response does not wait for, a large one, and one whose client disconnects. */
class RequestBodyTest {
    private ScriptedUpstream upstream;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.start(Script.echoRequest());
        site = Site.create().backend(upstream).file("html/small", "small");
        site.config("""
                client_max_body_size 100m;
                server {
                    listen %{port};
                    root html;
                    location /refused { return 403 no; }
                    location /denied { deny all; }
                    location /proxied { proxy_pass http://%{backend}; }
                    location /streamed {
                        proxy_pass http://%{backend};
                        proxy_http_version 1.1;
                        proxy_request_buffering off;
                    }
                    location /fallback {
                        proxy_pass http://127.0.0.1:%{dead};
                        error_page 502 = @other;
                    }
                    location @other { proxy_pass http://%{backend}; }
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

    private static String post(String target, int length, String... fields) {
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n"
                + String.join("", fields) + "\r\n";
    }

    @Test
    void a_disconnect_after_a_late_body_is_noticed() throws IOException {
        upstream.respond(Script.noResponse());
        for (String target : new String[] {"/proxied", "/streamed"}) {
            upstream.clearRequests();
            try (RawConnection client = connect()) {
                client.send(post(target, 4));
                await().pollDelay(Duration.ofMillis(50)).until(() -> true);
                client.send("body");
                await().until(() -> upstream.requests().size() == 1);
            }
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void an_error_page_gets_the_body_again() throws IOException {
        RawResponse response = RawHttp.send(server.port(), post("/fallback", 4, "Connection: close\r\n") + "body");

        assertThat(response.status()).isEqualTo(200);
        assertThat(upstream.lastRequest().body()).isEqualTo("body");
    }

    @Test
    void a_rejected_body_is_discarded_before_the_next_request() throws IOException {
        try (RawConnection client = connect()) {
            client.send(post("/refused", 40) + "GET /smuggled HTTP/1.1\r\nHost: local\r\n\r\n\r\n");
            client.send("GET /small HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(client.read().status()).isEqualTo(403);
            assertThat(client.read().body()).isEqualTo("small");
            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    @Test
    void a_rejected_client_that_expects_100_may_send_its_body_and_continue() throws IOException {
        try (RawConnection client = connect()) {
            client.send(post("/denied", 4, "Expect: 100-continue\r\n"));
            RawResponse refusal = client.read();
            client.send("bodyGET /small HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(refusal.status()).isEqualTo(403);
            assertThat(client.read().body()).isEqualTo("small");
        }
    }

    @Test
    void no_100_interrupts_an_early_response() throws IOException {
        upstream.leaveBodiesUnread().respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nearly");
            connection.close();
        });
        try (RawConnection client = connect()) {
            client.send("POST /streamed HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                    + "Expect: 100-continue\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            assertThat(client.read().body()).isEqualTo("early");
            assertThat(client.send("4\r\nbody\r\n0\r\n\r\n").readUntilEnd()).isEmpty();
        }
    }

    @Test
    void an_early_response_of_an_upstream_that_closes_is_passed_on() throws IOException {
        upstream.leaveBodiesUnread().respond((request, connection) -> {
            connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmuch");
            connection.halfClose();
            connection.readUntilEnd();
            connection.close();
        });
        try (RawConnection client = connect()) {
            int size = 5_000_000;
            client.send(post("/streamed", size));
            client.send("x".repeat(size / 2));
            RawResponse response = client.read();

            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).isEqualTo("much");
        }
    }

    @Test
    void a_large_upload_is_buffered_in_a_file_that_is_deleted_afterwards() throws IOException {
        int size = 50_000_000;
        String block = "0123456789".repeat(100_000);
        upstream.respond((request, connection) -> {
            String length = String.valueOf(request.body().length());
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + length.length() + "\r\n\r\n" + length);
        });
        try (RawConnection client = connect()) {
            client.send(post("/proxied", size, "Connection: close\r\n"));
            for (int sent = 0; sent < size; sent += block.length()) {
                client.send(block);
            }
            assertThat(client.read().body()).isEqualTo(String.valueOf(size));
        }
        await().untilAsserted(() -> assertThat(temporaryFiles()).isZero());
    }

    @Test
    void an_aborted_upload_leaves_no_file() throws IOException {
        try (RawConnection client = connect()) {
            client.send(post("/proxied", 1_000_000), "x".repeat(500_000));
            await().untilAsserted(() -> assertThat(temporaryFiles()).isEqualTo(1));
            client.reset();
        }
        await().untilAsserted(() -> assertThat(temporaryFiles()).isZero());
    }

    /** Temporary files that this process has open, including deleted ones. */
    private long temporaryFiles() throws IOException {
        return OpenFiles.below(site.dir().resolve("client_body_temp")).size();
    }
}
