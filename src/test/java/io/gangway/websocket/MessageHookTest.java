package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.Gangway;
import io.gangway.conf.ConfException;
import io.gangway.testing.Frame;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An application inspects the messages of a location, and forwards, changes, drops or answers them. */
class MessageHookTest {
    private final BackendPeer backend = new BackendPeer();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final MessageHooks hooks = new MessageHooks().add("test", exchange -> new MessageHook() {
        @Override
        public Verdict message(Message message) {
            seen.add(exchange.head().target() + " " + message.from() + " " + message.string());
            return verdict(message);
        }

        @Override
        public void closed() {
            seen.add("closed");
        }
    });

    private ScriptedUpstream upstream;
    private Site site;
    private Gangway gangway;

    private static Verdict verdict(Message message) {
        return switch (message.string()) {
            case "drop" -> Verdict.drop();
            case "change" -> Verdict.pass(message.with("changed"));
            case "answer" -> Verdict.respond(message.with("answered"));
            case "answer much" -> Verdict.respond(message.with("x".repeat(50_000)));
            case "grow" -> Verdict.pass(message.with("g".repeat(300_000)));
            case "fail" -> throw new IllegalStateException("on purpose");
            default -> Verdict.pass(message);
        };
    }

    private WebSocketPeer connect(String directives, String... fields) throws IOException {
        upstream = ScriptedUpstream.start(backend.script());
        site = Site.create().backend(upstream).config("""
                server {
                    listen 127.0.0.1:%%{port};
                    location / {
                        proxy_pass http://%%{backend};
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection "upgrade";
                        %s
                    }
                }
                """.formatted(directives));
        gangway = Gangway.builder().file(site.conf()).module(hooks).start();
        return WebSocketPeer.connect(site.port(), "/room", fields);
    }

    @AfterEach
    void stop() throws IOException {
        backend.closeAll();
        if (gangway != null) {
            gangway.close();
        }
        if (upstream != null) {
            upstream.close();
            site.close();
        }
    }

    @Test
    void a_hook_changes_drops_and_answers_messages_in_both_directions() throws IOException {
        try (WebSocketPeer client = connect("websocket_hook test;")) {
            client.send(
                    Frame.text("in ").unfinished(),
                    Frame.of(Frame.PING, new byte[1]),
                    Frame.of(Frame.CONTINUATION, "parts".getBytes(StandardCharsets.UTF_8)),
                    Frame.text("drop"),
                    Frame.text("change"),
                    Frame.text("answer"),
                    Frame.of(Frame.BINARY, new byte[] {'b'}));
            assertThat(backend.peer().read().opcode()).isEqualTo(Frame.PING);
            assertThat(backend.peer().read().text()).isEqualTo("in parts");
            assertThat(backend.peer().read().text()).isEqualTo("changed");
            assertThat(backend.peer().read().opcode()).isEqualTo(Frame.BINARY);
            assertThat(client.read()).isEqualTo(Frame.text("answered"));

            backend.peer().send(Frame.text("answer"), Frame.text("down"));
            assertThat(client.read()).isEqualTo(Frame.text("down"));
            assertThat(backend.peer().read().text()).isEqualTo("answered");

            client.send(Frame.close(1000, ""));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1000);
        }
        backend.closeAll();
        await().untilAsserted(() -> assertThat(seen)
                .containsExactly(
                        "/room CLIENT in parts",
                        "/room CLIENT drop",
                        "/room CLIENT change",
                        "/room CLIENT answer",
                        "/room CLIENT b",
                        "/room UPSTREAM answer",
                        "/room UPSTREAM down",
                        "closed"));
    }

    @Test
    void hooks_work_with_compression() throws IOException {
        try (WebSocketPeer client = connect(
                        "websocket_hook test; websocket_compression client;",
                        "Sec-WebSocket-Extensions: permessage-deflate");
                DeflatePeer deflate = new DeflatePeer(false)) {
            client.send(
                    Frame.of(Frame.TEXT, deflate.deflate(Wires.bytes("grow"))).rsv(4));
            assertThat(backend.peer().read().text()).isEqualTo("g".repeat(300_000));

            backend.peer().send("grow");
            Frame heard = client.readMessage();
            assertThat(heard.rsv()).isEqualTo(4);
            assertThat(deflate.inflate(heard.payload())).hasSize(300_000);
        }
    }

    @Test
    void a_sender_that_does_not_read_its_replies_is_not_read() throws Exception {
        int count = 2000;
        try (WebSocketPeer client = connect("websocket_hook test;")) {
            Frame[] frames = new Frame[count];
            java.util.Arrays.fill(frames, Frame.text("answer much"));
            var sending = BridgeTest.sending(client, frames);
            backend.peer().send("first come");
            await().during(Duration.ofMillis(300)).until(() -> seen.size() > 1 && seen.size() < count);
            int responses = 0;
            boolean other = false;
            while (responses < count || !other) {
                Frame frame = client.read();
                other |= frame.text().equals("first come");
                responses += frame.payload().length == 50_000 ? 1 : 0;
            }
            sending.join();
            client.send("still there");
            assertThat(backend.peer().read().text()).isEqualTo("still there");
        }
    }

    @Test
    void a_hook_that_throws_ends_both_sides_with_1011() throws IOException {
        try (WebSocketPeer client = connect("websocket_hook test; error_log %{dir}/error.log;")) {
            client.send("fail");

            assertThat(client.read()).isEqualTo(Frame.close(1011, ""));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1011);
        }
    }

    @Test
    void a_message_above_the_default_limit_is_refused() throws IOException {
        try (WebSocketPeer client = connect("websocket_hook test;")) {
            byte[] half = new byte[600_000];
            BridgeTest.sending(client, Frame.of(Frame.BINARY, half).unfinished(), Frame.of(Frame.CONTINUATION, half));

            assertThat(client.read()).isEqualTo(Frame.close(1009, "message larger than 1048576 bytes"));
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void an_unregistered_name_is_an_error_at_its_line() throws IOException {
        assertThatThrownBy(() -> connect("websocket_hook other;"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("unknown \"websocket_hook\" \"other\"")
                .hasMessageMatching("(?s).*nginx.conf:\\d+.*");
        assertThatThrownBy(() -> hooks.add("test", exchange -> Verdict::pass))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void off_overrides_an_outer_level() throws IOException {
        try (WebSocketPeer client = connect("if ($arg_x) { } websocket_hook off;")) {
            client.send("drop");
            assertThat(backend.peer().read().text()).isEqualTo("drop");
        }
    }
}
