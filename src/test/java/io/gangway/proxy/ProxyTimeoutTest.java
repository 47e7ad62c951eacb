package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.TestClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Timeouts of slow backends. */
class ProxyTimeoutTest extends BackendTest {
    @Test
    void a_connect_timeout_gives_504() throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            var address = new InetSocketAddress(full.getInetAddress(), full.getLocalPort());
            // Nothing accepts: once the queue is full, further connections have to wait.
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                waiting.add(channel);
                channel.configureBlocking(false);
                channel.connect(address);
            }
            int port = start("proxy_pass http://127.0.0.1:" + full.getLocalPort() + "; proxy_connect_timeout 200ms;");
            assertThat(RawHttp.get(port, "/").status()).isEqualTo(504);
            assertThat(errorLog())
                    .contains("upstream timed out (110: Connection timed out) while connecting to upstream");
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @Test
    void a_backend_that_stops_during_its_head_gives_504() throws Exception {
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nX-Half: ");
            Script.noResponse().run(request, connection);
        });
        int port = start("proxy_pass http://%{backend}; proxy_read_timeout 200ms;");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(504);
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void a_backend_that_stops_during_its_body_aborts_the_response() throws Exception {
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            Script.noResponse().run(request, connection);
        });
        int port = start("proxy_pass http://%{backend};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").readHead();
            assertThat(client.readExactly(4)).isEqualTo("half");
            server.advance(Duration.ofSeconds(61));
            assertThat(client.readUntilEnd()).isEmpty();
        }
        assertThat(errorLog()).contains("upstream timed out (110: Connection timed out) while reading upstream");
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void a_backend_that_does_not_read_the_request_gives_504() throws Exception {
        backend.leaveBodiesUnread();
        backend.respond((request, connection) -> {
            await().until(() -> errorLog().contains("timed out"));
            connection.close();
        });
        int size = 32 << 20;
        int port = start("proxy_pass http://%{backend}; proxy_send_timeout 200ms; client_max_body_size 64m;");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + size + "\r\n\r\n");
            client.send("x".repeat(size));
            assertThat(client.read().status()).isEqualTo(504);
        }
        assertThat(errorLog())
                .contains("upstream timed out (110: Connection timed out) while sending request to upstream");
    }

    @Test
    void each_read_restarts_the_timeout() throws Exception {
        BlockingQueue<String> signs = new LinkedBlockingQueue<>();
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nx");
            for (int i = 1; i < 8; i++) {
                connection.send(signs.take());
            }
        });
        clock = TestClock.stopped();
        int port = start("proxy_pass http://%{backend};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").readHead();
            assertThat(client.readExactly(1)).isEqualTo("x");
            for (int i = 1; i < 8; i++) {
                clock.advance(59_999);
                signs.add("x");
                assertThat(client.readExactly(1)).isEqualTo("x");
            }
        }
    }
}
