package io.gangway.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that gets no buffer ends; the others and the port do not, and its other buffers are released. */
class NoBufferTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static Site site(String listen, String location) throws Exception {
        return Site.create()
                .config("error_log error.log; worker_processes 1; events {}\nhttp { server { listen 127.0.0.1:%{port}"
                        + listen + " location / { " + location + " } } }");
    }

    private static void awaitEnd(RawConnection client) throws IOException {
        try {
            assertThat(client.readUntilEnd()).isEmpty();
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void the_port_stays_open_when_a_new_connection_gets_no_buffer() throws Exception {
        try (Site site = site(";", "return 200 ok;");
                GangwayServer server = GangwayServer.start(site)) {
            server.failAllocations(1);
            try (RawConnection client = RawHttp.connect(server.port())) {
                awaitEnd(client);
            }
            assertThat(RawHttp.get(server.port(), "/").body()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"; http2 on;", " proxy_protocol;"})
    void the_first_bytes_are_released_when_the_next_stage_gets_no_buffer(String listen) throws Exception {
        try (Site site = site(listen, "return 200 ok;");
                GangwayServer server = GangwayServer.start(site)) {
            String header = listen.contains("proxy") ? "PROXY UNKNOWN\r\n" : "";
            for (int i = 0; i < 2; i++) {
                try (RawConnection client = RawHttp.connect(server.port())) {
                    await().until(() -> server.buffersInUse() == 0);
                    if (i == 0) {
                        server.failAllocations(1, 1);
                        client.send(header + GET);
                        awaitEnd(client);
                    } else {
                        assertThat(client.send(header + GET).read().body()).isEqualTo("ok");
                    }
                }
                await().until(() -> server.buffersInUse() == 0);
            }
        }
    }

    @Test
    void the_body_is_released_when_the_head_gets_no_buffer() throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        try (ScriptedUpstream backend = ScriptedUpstream.start((request, connection) -> {
                    ready.await();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                Site site = site(";", "proxy_pass http://" + backend.address() + ";");
                GangwayServer server = GangwayServer.start(site);
                RawConnection client = RawHttp.connect(server.port())) {
            client.send(GET);
            await().until(() -> backend.requests().size() == 1 && server.buffersInUse() == 0);
            server.failAllocations(1, 1);
            ready.countDown();
            awaitEnd(client);
            await().until(() -> server.buffersInUse() == 0);
        }
    }
}
