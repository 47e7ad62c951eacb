package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests are repeated after a failure, and with which body. */
class RetryTest extends BackendTest {
    private ScriptedUpstream second;

    @BeforeEach
    void openSecond() throws Exception {
        backend.respond(Script.close());
        second = ScriptedUpstream.start(Script.echoRequest());
        site.backend("second", second);
    }

    @AfterEach
    void closeSecond() throws Exception {
        second.close();
    }

    private int two(String first, String... directives) throws Exception {
        return startHttp("upstream u { server " + first + "; server %{backend:second} backup; } "
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; "
                + String.join(" ", directives) + " } }");
    }

    private static RawResponse send(int port, String method, String body) throws Exception {
        return RawHttp.send(
                port,
                method + " / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
    }

    @ParameterizedTest
    @CsvSource({"GET, 200", "PUT, 200", "DELETE, 200", "OPTIONS, 200", "POST, 502", "LOCK, 502", "PATCH, 502"})
    void post_lock_and_patch_are_not_repeated_after_the_request_was_sent(String method, int status) throws Exception {
        int port = two("%{backend}");
        assertThat(send(port, method, "body").status()).isEqualTo(status);
        assertThat(backend.requests()).hasSize(1);
        assertThat(second.requests()).hasSize(status == 200 ? 1 : 0);
    }

    @Test
    void a_post_is_repeated_if_configured() throws Exception {
        int port = two("%{backend}", "proxy_next_upstream error timeout non_idempotent;");
        assertThat(send(port, "POST", "body").body()).endsWith("\r\n\r\nbody");
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void a_post_goes_to_the_next_server_if_nothing_was_sent() throws Exception {
        int port = two("127.0.0.1:%{dead}");
        assertThat(send(port, "POST", "body").body()).endsWith("\r\n\r\nbody");
    }

    @Test
    void a_post_is_not_repeated_after_a_timeout() throws Exception {
        backend.respond(Script.noResponse());
        int port = two("%{backend}", "proxy_read_timeout 200ms;");
        assertThat(send(port, "POST", "body").status()).isEqualTo(504);
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void a_streamed_body_is_not_sent_again() throws Exception {
        int port = two("%{backend}", "proxy_request_buffering off;");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbo");
            await().until(() -> backend.acceptedConnections() == 1);
            assertThat(client.send("dy").read().status()).isEqualTo(502);
        }
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void a_complete_body_is_sent_again() throws Exception {
        int port = two("%{backend}", "proxy_request_buffering off;");
        assertThat(send(port, "PUT", "body").body()).endsWith("\r\n\r\nbody");
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void a_streamed_body_goes_to_the_next_server_if_nothing_was_sent() throws Exception {
        int port = two("127.0.0.1:%{dead}", "proxy_request_buffering off;");
        assertThat(send(port, "PUT", "body").body()).endsWith("\r\n\r\nbody");
    }

    @Test
    void a_body_in_a_file_is_sent_again_from_its_start() throws Exception {
        int port = two("%{backend}", "client_body_buffer_size 1k;");
        String body = "0123456789".repeat(30_000);
        assertThat(send(port, "PUT", body).status()).isEqualTo(200);
        assertThat(backend.lastRequest().body()).isEqualTo(body);
        assertThat(second.lastRequest().body()).isEqualTo(body);
    }

    @Test
    void a_request_is_not_repeated_after_its_response_body_has_begun() throws Exception {
        backend.respond(Script.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
        int port = two("%{backend}");
        try (var client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readUntilEnd()).endsWith("\r\n\r\nhalf");
        }
        assertThat(second.requests()).isEmpty();
    }
}
