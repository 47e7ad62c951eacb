package io.gangway.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.FreePorts;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.TrustAll;
import io.gangway.testing.WebSocketPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final int port = FreePorts.next();
    private Dev dev;

    @AfterEach
    void stop() {
        if (dev != null) {
            dev.close();
        }
    }

    private void start(String... options) {
        List<String> all = new ArrayList<>(List.of("--port", String.valueOf(port)));
        all.addAll(List.of(options));
        dev = Dev.start(new PrintStream(out, true, StandardCharsets.UTF_8), all.toArray(String[]::new));
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void awaitLine(String pattern) {
        await().untilAsserted(() -> assertThat(output().lines()).anyMatch(line -> line.matches(".*" + pattern + ".*")));
    }

    @Test
    void a_single_page_application_gets_its_index_for_every_path() throws IOException {
        Files.writeString(directory.resolve("index.html"), "<div id=app></div>");
        Files.writeString(directory.resolve("main.js"), "run()");
        start("--root", directory.toString());

        assertThat(RawHttp.get(port, "/").body()).isEqualTo("<div id=app></div>");
        assertThat(RawHttp.get(port, "/orders/7").body()).isEqualTo("<div id=app></div>");
        assertThat(RawHttp.get(port, "/main.js").field("Content-Type")).isEqualTo("text/javascript");
        awaitLine("GET     /orders/7  200  [0-9]+ ms");
    }

    @Test
    void the_printed_configuration_is_valid_nginx() throws IOException {
        try (ScriptedUpstream api = ScriptedUpstream.start(Script.body("api"))) {
            start("--proxy", "/api=http://" + api.address(), "--ws", "/chat=ws://" + api.address() + "/ws");

            assertThat(output())
                    .contains("        location = /api {\n            set $backend http://" + api.address()
                            + ";\n            proxy_pass http://" + api.address() + ";\n")
                    .contains("            proxy_pass http://" + api.address() + "/ws;\n")
                    .contains("serving http://localhost:" + port + "/");
            assertThat(RawHttp.get(port, "/api/a?b").body()).isEqualTo("api");
            assertThat(api.lastRequest().target()).isEqualTo("/api/a?b");
            assertThat(api.lastRequest().field("Host")).isEqualTo("localhost");
            awaitLine("GET     /api/a\\?b -> " + api.address() + "  200  [0-9]+ ms");
        }
    }

    @Test
    void a_tunnel_prints_a_line_when_it_opens_and_when_it_ends() throws IOException {
        try (ScriptedUpstream chat = ScriptedUpstream.start(WebSocketPeer.echo())) {
            start("--ws", "/chat=ws://" + chat.address() + "/ws");
            try (WebSocketPeer client = WebSocketPeer.connect(port, "/chat")) {
                awaitLine("WS      /chat -> " + chat.address() + "  open");
                client.send("hello");
                client.read();
                client.send(Frame.close(4001, "enough"));
                client.read();
            }

            awaitLine("WS      /chat  closed by client, 4001 \"enough\" after .*, 1 messages in, 1 out");
            assertThat(chat.lastRequest().target()).isEqualTo("/ws");
        }
    }

    @Test
    void a_backend_that_is_down_is_explained() throws IOException {
        int nobody = FreePorts.next();
        start("--proxy", "/api=http://127.0.0.1:" + nobody);

        assertThat(RawHttp.get(port, "/api").status()).isEqualTo(502);
        awaitLine("127.0.0.1:" + nobody + ": nothing listens there; is the backend running\\?");
    }

    @Test
    void messages_are_shown() throws IOException {
        try (ScriptedUpstream chat = ScriptedUpstream.start(WebSocketPeer.echo())) {
            start("--ws", "/chat=ws://" + chat.address(), "--see", "/chat");
            try (WebSocketPeer client = WebSocketPeer.connect(port, "/chat")) {
                client.send("hello\tyou");
                assertThat(client.read().text()).isEqualTo("hello\tyou");
                client.send(Frame.of(Frame.BINARY, new byte[300]));
                client.read();
            }

            awaitLine("-->  /chat  hello·you");
            awaitLine("<--  /chat  hello·you");
            awaitLine("<--  /chat  300 bytes");
        }
    }

    @Test
    void responses_of_a_backend_are_recorded_and_replayed() throws IOException {
        Path record = directory.resolve("chat.record");
        try (ScriptedUpstream chat = ScriptedUpstream.start(WebSocketPeer.echo())) {
            start("--ws", "/chat=ws://" + chat.address(), "--record", record.toString());
            try (WebSocketPeer client = WebSocketPeer.connect(port, "/chat")) {
                client.send("one\ntwo \\ three");
                client.read();
                client.send(Frame.of(Frame.BINARY, new byte[] {1, 2, 3}));
                client.read();
            }
            await().untilAsserted(() -> assertThat(record).content().hasLineCount(4));
            dev.close();
        }

        start("--ws", "/chat=ws://127.0.0.1:1", "--replay", record.toString());
        try (WebSocketPeer client = WebSocketPeer.connect(port, "/chat")) {
            assertThat(client.read().text()).isEqualTo("one\ntwo \\ three");
            assertThat(client.read().payload()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_connection_can_be_delayed() throws IOException {
        try (ScriptedUpstream api = ScriptedUpstream.start(Script.body("late"))) {
            start("--proxy", "/api=http://" + api.address(), "--delay", "150ms");

            long before = System.nanoTime();
            assertThat(RawHttp.get(port, "/api").body()).isEqualTo("late");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(300));
        }
    }

    @Test
    void a_connection_can_be_broken() throws IOException {
        try (ScriptedUpstream chat = ScriptedUpstream.start(WebSocketPeer.echo())) {
            start("--ws", "/chat=ws://" + chat.address(), "--cut-after", "2s");
            try (WebSocketPeer client = WebSocketPeer.connect(port, "/chat")) {
                assertThat(client.read().closeCode()).isEqualTo(1014);
                assertThat(client.awaitClose(Duration.ofSeconds(10))).isEqualTo(ConnectionState.CLOSED);
            }
            awaitLine("WS      /chat  closed by gangway, 1014 after .* \\(cut by --cut-after\\)");
        }
    }

    @Test
    void messages_can_be_dropped() throws IOException {
        try (ScriptedUpstream chat = ScriptedUpstream.start(WebSocketPeer.upgrade(peer -> {
            peer.send("lost");
            peer.send(Frame.close(1000, "end"));
            peer.read();
        }))) {
            start("--ws", "/chat=ws://" + chat.address(), "--drop", "100");
            try (WebSocketPeer client = WebSocketPeer.connect(port, "/chat")) {
                assertThat(client.read().closeCode()).isEqualTo(1000);
            }
        }
    }

    @Test
    void a_changed_file_is_reloaded_and_an_error_in_it_is_printed() throws IOException {
        Path file = directory.resolve("nginx.conf");
        Files.writeString(directory.resolve("index.html"), "first");
        start("--root", directory.toString(), "--write", file.toString());
        String written = Files.readString(file);

        Files.writeString(file, written.replace("listen", "lissten"));
        awaitLine("configuration not reloaded: unknown directive \"lissten\" in .*nginx.conf:[0-9]+");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("first");

        Files.writeString(file, written.replace("try_files $uri $uri/ /index.html =404", "return 200 second"));
        awaitLine("configuration reloaded");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("second");
    }

    @Test
    void https_uses_a_generated_certificate() throws Exception {
        Files.writeString(directory.resolve("index.html"), "secret");
        LocalCertificate made = LocalCertificate.in(directory.resolve("cache"));
        assertThat(LocalCertificate.in(directory.resolve("cache"))).isEqualTo(made);
        DevOptions options =
                DevOptions.parse("--root", directory.toString(), "--port", String.valueOf(port), "--https");
        Path file = Files.writeString(
                directory.resolve("nginx.conf"),
                new DevConfiguration(options, port, made).block().toString());

        start("--config", file.toString());

        assertThat(output()).contains("serving https://localhost:" + port + "/");
        try (RawConnection client = RawHttp.connect(port, TrustAll.context(), "localhost")) {
            assertThat(client.send(RawHttp.request("GET", "/")).read().body()).isEqualTo("secret");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--root . --what              | unknown option \"--what\"; gangway dev --help lists them",
                "--proxy /api                 | \"--proxy /api\": expected PATH=URL, for example /api=http://localhost:8080",
                "--ws chat=ws://localhost     | \"--ws chat=ws://localhost\": expected PATH=URL, for example /chat=ws://localhost:8094/ws",
                "--ws /chat=gopher://x        | \"--ws /chat=gopher://x\": expected PATH=URL, for example /chat=ws://localhost:8094/ws",
                "--root                       | option \"--root\" needs a value",
                "--root . --port 70000        | --port 70000: expected a number up to 65535",
                "--root . --delay soon        | --delay soon: expected a time such as 200ms or 5s",
                "--root . --see /chat         | --see /chat: there is no --ws or --proxy for that path",
                "--open                       | nothing to serve: give --root, --proxy, --ws or --config"
            })
    void a_wrong_option_is_an_error(String options, String message) {
        assertThatThrownBy(() -> DevOptions.parse(options.split(" ")))
                .isInstanceOf(DevUsageException.class)
                .hasMessage(message);
    }

    @Test
    void help_and_the_page_list_the_same_options() throws IOException {
        assertThat(Dev.start(new PrintStream(out, true, StandardCharsets.UTF_8), "--help"))
                .isNull();
        assertThat(output()).contains("--root DIR", "--cut-after TIME");

        String page = Files.readString(Path.of("docs/dev.md"));
        assertThat(output().lines()
                        .filter(line -> line.startsWith("  --"))
                        .map(line -> line.strip().replaceAll("  .*", "")))
                .hasSizeGreaterThan(15)
                .allSatisfy(option -> assertThat(page).contains("| `" + option + "` |"));
    }
}
