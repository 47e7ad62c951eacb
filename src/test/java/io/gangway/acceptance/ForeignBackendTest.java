package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Ending;
import io.gangway.testing.Frame;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A WebSocket server that nobody here wrote, node's ws, behind {@code etc/examples/websocket-location.conf}. */
class ForeignBackendTest {
    private NodeScript node;
    private RunningExample run;

    @BeforeEach
    void start() throws Exception {
        NodeScript.assumeWs();
        node = new NodeScript("echo-server.js");
        String port = node.await("port ").substring("port ".length());
        run = new RunningExample();
        run.start(Example.of("examples/websocket-location.conf")
                .with("listen       80;", "listen %{port};")
                .with("localhost:3000", "localhost:" + port)
                .with("location /websocket", "location /")
                .with("192.168.3.1:3000;", "127.0.0.1:" + port + ";"));
    }

    @AfterEach
    void stop() throws IOException {
        if (run != null) {
            run.close();
            node.close();
        }
    }

    private String url(String path) {
        return "ws://127.0.0.1:" + run.port() + path;
    }

    @ParameterizedTest
    @CsvSource({"10, 1000", "1000, 3000", "70000, 4321", "1048576, 4999"})
    void its_own_client_finds_everything_negotiated(int length, int code) throws Exception {
        try (NodeScript client =
                new NodeScript("echo-client.js", url("/websocket"), Integer.toString(length), Integer.toString(code))) {
            assertThat(client.finished().lines())
                    .containsExactly(
                            "extensions permessage-deflate",
                            "protocol v2.score",
                            "binary " + length + " true",
                            "text plain text \u00fc",
                            "close " + code + " done");
        }
        assertThat(node.await("open ")).isEqualTo("open /websocket protocol=v2.score extensions=permessage-deflate");
        assertThat(node.await("close ")).isEqualTo("close " + code + " done");
    }

    @Test
    void the_jdk_s_client_exchanges_a_megabyte() throws Exception {
        TextCollector heard = new TextCollector();
        WebSocket client = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("v2.score")
                .buildAsync(URI.create(url("/websocket")), heard)
                .get(30, TimeUnit.SECONDS);
        assertThat(client.getSubprotocol()).isEqualTo("v2.score");

        String text = "score ".repeat((1 << 20) / 6);
        client.sendText(text, true).get(30, TimeUnit.SECONDS);
        assertThat(heard.message.get(30, TimeUnit.SECONDS)).isEqualTo(text);

        client.sendClose(4000, "bye").get(30, TimeUnit.SECONDS);
        assertThat(heard.closed.get(30, TimeUnit.SECONDS)).isEqualTo(4000);
        assertThat(node.await("close ")).isEqualTo("close 4000 bye");
    }

    @ParameterizedTest
    @CsvSource({"1000, ", "1001, going away", "1011, failed", "4444, our own"})
    void a_close_of_the_server_reaches_the_client(int code, String reason) throws IOException {
        String words = reason == null ? "" : reason;
        try (WebSocketPeer client = run.connect("/websocket")) {
            Frame close = client.send("close " + code + " " + words).read();
            assertThat(close).isEqualTo(Frame.close(code, words));

            client.send(Frame.close(code, words));
            assertThat(client.ending(PATIENCE)).isEqualTo(Ending.CLOSED);
        }
        assertThat(node.await("close ").strip()).isEqualTo(("close " + code + " " + words).strip());
    }

    @Test
    void a_client_that_leaves_without_a_word_is_missed_at_the_server() throws IOException {
        try (WebSocketPeer client = run.connect("/websocket")) {
            client.send("hello").read();
        }
        assertThat(node.await("close ").strip()).isEqualTo("close 1006");
    }

    @Test
    void a_server_that_breaks_off_is_missed_at_the_client() throws IOException {
        try (WebSocketPeer client = run.connect("/websocket")) {
            client.send("hello").read();
            client.send("terminate");
            assertThat(client.ending(PATIENCE)).isNotEqualTo(Ending.OPEN);
        }
    }

    @Test
    void pings_of_the_server_reach_the_client() throws IOException {
        try (WebSocketPeer client = run.connect("/websocket")) {
            Frame ping = client.send("ping").read();
            assertThat(ping).isEqualTo(Frame.of(Frame.PING, "are you there".getBytes(StandardCharsets.US_ASCII)));
            client.send(Frame.of(Frame.PONG, ping.payload()));
            assertThat(client.read().text()).isEqualTo("pong are you there");
        }
    }

    @Test
    void its_refusals_pass_through() throws IOException {
        RawResponse refused = RawHttp.send(run.port(), WebSocketPeer.upgradeRequest("/forbidden"));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.body()).isEqualTo("who are you");

        RawResponse ordinary = run.get("/websocket");
        assertThat(ordinary.status()).isEqualTo(426);
        assertThat(ordinary.body()).isEqualTo("Upgrade Required");
    }

    /** The first text, its parts joined, and the close code. */
    private static final class TextCollector implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<String> message = new CompletableFuture<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                message.complete(text.toString());
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            message.completeExceptionally(error);
            closed.completeExceptionally(error);
        }
    }
}
