package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Ending;
import io.gangway.testing.Frame;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a tunnel ends, both legs end, and what was said before is delivered. */
class TunnelClosingTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String ACCEPT =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n";
    private static final String REQUEST = WebSocketPeer.upgradeRequest("/chat");

    @ParameterizedTest
    @CsvSource({
        "1000,bye",
        "1001,''",
        "1012,restart",
        "1014,bad gateway",
        "3000,three",
        "4401,unauthorised",
        "4999,last",
        "0,''"
    })
    void code_and_reason_of_a_close_pass_both_ways(int code, String reason) throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo());
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(code, reason));

            assertThat(client.read()).isEqualTo(Frame.close(code, reason));
            assertThat(client.ending(SOON)).isEqualTo(Ending.CLOSED);
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void after_both_close_frames_the_first_end_of_stream_ends_both_legs(boolean upstreamEnds) throws IOException {
        BackendPeer backend = new BackendPeer();
        try (TunnelSite site = TunnelSite.start(
                        backend.script(), "access_log %{dir}/access.log;", "websocket_close_timeout 1h;");
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(1000, "bye"));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1000);
            backend.peer().send(Frame.close(1000, "bye"));
            assertThat(client.read()).isEqualTo(Frame.close(1000, "bye"));

            if (upstreamEnds) {
                backend.leave();
                assertThat(client.read()).isNull();
            } else {
                client.close();
                assertThat(backend.peer().read()).isNull();
            }

            await().untilAsserted(() -> assertThat(site.log("access.log")).contains("101"));
        }
    }

    @Test
    void a_reason_of_123_bytes_passes() throws IOException {
        Frame close = Frame.close(4000, "x".repeat(123));
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo());
                WebSocketPeer client = site.connect()) {
            client.send(close);

            assertThat(client.read()).isEqualTo(close);
        }
    }

    @Test
    void a_client_that_has_said_all_still_hears_the_answer() throws IOException {
        Script script = (request, connection) -> {
            connection.send(ACCEPT);
            String said = connection.readUntilEnd();
            connection.send("you said " + said);
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();

            client.send("all of it");
            client.halfClose();

            assertThat(client.readUntilEnd()).isEqualTo("you said all of it");
            await().until(() -> site.upstream().open() == 0);
        }
    }

    @Test
    void a_backend_that_has_said_all_still_hears_the_client() throws IOException {
        CompletableFuture<String> heard = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(ACCEPT, "all of it");
            connection.halfClose();
            heard.complete(connection.readUntilEnd());
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();
            assertThat(client.readUntilEnd()).isEqualTo("all of it");

            client.send("thank you");
            client.halfClose();

            assertThat(heard.join()).isEqualTo("thank you");
            await().until(() -> site.upstream().open() == 0);
        }
    }

    @Test
    void a_large_last_message_is_delivered_before_the_end() throws IOException {
        String last = "z".repeat(8 << 20);
        Script script = (request, connection) -> {
            connection.send(ACCEPT, last);
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();

            assertThat(client.readUntilEnd()).isEqualTo(last);
        }
    }

    @Test
    void a_reset_by_the_backend_is_an_end_of_stream_for_the_client() throws IOException {
        CompletableFuture<UpstreamConnection> accepted = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(ACCEPT, "so far");
            accepted.complete(connection);
            connection.readLine();
            connection.reset();
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();
            assertThat(client.readExactly(6)).isEqualTo("so far");

            client.send("go\n");

            assertThat(client.ending(SOON)).isEqualTo(Ending.CLOSED);
        }
    }

    @Test
    void a_reset_by_the_client_is_an_end_of_stream_for_the_backend() throws IOException {
        CompletableFuture<String> heard = new CompletableFuture<>();
        CompletableFuture<Ending> ending = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(ACCEPT);
            heard.complete(connection.readExactly(6));
            ending.complete(connection.ending(SOON));
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            client.read();
            client.send("so far");
            assertThat(heard.join()).isEqualTo("so far");

            client.reset();

            assertThat(ending.join()).isEqualTo(Ending.CLOSED);
        }
    }

    @Test
    void a_backend_that_goes_on_talking_to_a_client_that_is_gone_is_ended_with_fin() throws IOException {
        CompletableFuture<Ending> ending = new CompletableFuture<>();
        CompletableFuture<Void> go = new CompletableFuture<>();
        Script script = (request, connection) -> {
            connection.send(ACCEPT);
            go.join();
            for (int i = 0; i < 100; i++) {
                connection.send("are you still there? ".repeat(1000));
            }
            ending.complete(connection.ending(SOON));
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(script)) {
            RawConnection client = site.raw();
            client.send(REQUEST);
            client.read();
            client.close();
            go.complete(null);

            assertThat(ending.join()).isEqualTo(Ending.CLOSED);
            await().until(() -> site.upstream().open() == 0);
        }
    }

    @Test
    void simultaneous_closes_end_both_legs() throws IOException {
        Script script = (request, connection) -> {
            try (WebSocketPeer peer = WebSocketPeer.accept(request, connection)) {
                peer.send(Frame.close(1001, "from the backend"));
                assertThat(peer.read().closeCode()).isEqualTo(1000);
            }
        };
        try (TunnelSite site = TunnelSite.start(script);
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(1000, "from the client"));

            assertThat(client.read().closeCode()).isEqualTo(1001);
            assertThat(client.ending(SOON)).isEqualTo(Ending.CLOSED);
            assertThat(site.upstream().failures()).isEmpty();
        }
    }
}
