package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.SmallDisk;
import io.gangway.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A full disk fails only the requests that need a temporary file. Where nothing can be mounted, {@code FailuresIT} tests
 * the same with a limit on the size of files.
 */
class FullDiskTest extends BackendTest {
    private SmallDisk disk;

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.mount(site.dir().resolve("disk"), 256);
        assumeTrue(disk != null, "nothing can be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        if (server != null) {
            server.close();
            server = null;
        }
        if (disk != null) {
            disk.close();
        }
    }

    private static RawResponse post(int port, int size) throws Exception {
        return RawHttp.send(
                port,
                "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + size + "\r\n\r\n"
                        + "x".repeat(size));
    }

    @Test
    void a_request_body_gets_500_and_its_space_is_freed() throws Exception {
        int port = start("proxy_pass http://%{backend}; client_body_temp_path disk/body;");
        assertThat(post(port, 500_000).status()).isEqualTo(500);
        assertThat(errorLog())
                .containsPattern(
                        "\\[crit] .* pwrite\\(\\) \"" + site.dir()
                                + "/disk/body/\\d{10}\" failed \\(28: No space left on device\\), client: 127.0.0.1, server: s,");
        assertThat(post(port, 1000).status()).isEqualTo(200);
        assertThat(post(port, 200_000).status()).isEqualTo(200);
        assertThat(backend.requests()).hasSize(2);
    }

    @Test
    void a_response_is_cut_off_and_its_space_is_freed() throws Exception {
        String body = "0123456789".repeat(1_600_000);
        backend.respond((request, connection) ->
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n", body));
        clock = TestClock.stopped();
        int port = start("proxy_pass http://%{backend}; proxy_temp_path disk/responses;");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await().until(() -> {
                // Longer than the server waits for the client before it creates a file; later clients are not slow.
                clock.advance(51);
                return errorLog().contains("[crit]") && backend.openConnections() == 0;
            });
            client.readHead();
            String got = client.readUntilEnd();
            assertThat(got.length()).isBetween(256 << 10, body.length() - 1);
            assertThat(body).startsWith(got);
        }
        assertThat(errorLog())
                .containsPattern("pwrite\\(\\) \"" + site.dir() + "/disk/responses/\\d{10}\" failed"
                        + " \\(28: No space left on device\\) while reading upstream, client: 127.0.0.1,");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo(body);
    }
}
