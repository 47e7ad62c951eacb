package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevPageIT {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(/[^ `]*=http://backend[^`]*)` \\| ([^|]*) \\| ([^|]*) \\| ([^|]*) \\|$");

    @TempDir
    private Path empty;

    @Test
    void its_commands_do_what_it_says() throws Exception {
        try (ScriptedUpstream api = ScriptedUpstream.start(Script.body("orders"));
                ScriptedUpstream chat = ScriptedUpstream.start(WebSocketPeer.echo());
                ScriptedUpstream vite =
                        ScriptedUpstream.start(Script.onUpgrade(WebSocketPeer.echo(), Script.body("vite")));
                Walk page = Walk.along("docs/dev.md", empty)
                        .port(8080, api.port())
                        .port(8094, chat.port())
                        .port(5173, vite.port())) {
            frontEnd(page, api);
            inFrontOfVite(page);
            page.ends();
        }
    }

    private static void frontEnd(Walk page, ScriptedUpstream api) throws Exception {
        page.next("mkdir -p dist && echo '<h1>Hello</h1>' >dist/index.html").awaitExit();
        Running dev = page.next(
                "bin/gangway dev --root dist --ws /chat=ws://localhost:8094/ws --proxy /api=http://localhost:8080");
        int port = dev.port();
        assertThat(RawHttp.get(port, "/orders/7").body()).isEqualTo("<h1>Hello</h1>\n");
        dev.awaitOutput("GET     /orders/7  200  [0-9]+ ms");
        assertThat(RawHttp.get(port, "/main.js").status()).isEqualTo(404);
        assertThat(RawHttp.get(port, "/api/orders?page=2").body()).isEqualTo("orders");
        dev.awaitOutput("GET     /api/orders\\?page=2 -> 127.0.0.1:[0-9]+  200  [0-9]+ ms");
        try (WebSocketPeer client = WebSocketPeer.connect(port, "/chat")) {
            dev.awaitOutput("WS      /chat -> 127.0.0.1:[0-9]+  open");
            client.send("hello");
            assertThat(client.read().text()).isEqualTo("hello");
        }
        dev.awaitOutput("WS      /chat  ended without a close frame after .*, 1 messages in, 1 out");

        api.unbind();
        assertThat(RawHttp.get(port, "/api/orders").body()).contains("no response from http://localhost:" + api.port());
        dev.awaitOutput("127.0.0.1:[0-9]+: nothing listens there; is the backend running\\?");
        api.bind();

        Path logs = Path.of(dev.awaitOutput("logs: (/.*)").group(1));
        assertThat(logs).isDirectory().endsWith(Path.of(".cache/gangway/logs"));
        dev.stop();
    }

    private static void inFrontOfVite(Walk page) throws Exception {
        Running dev = page.next("bin/gangway dev --proxy /=http://localhost:5173 --proxy /api=http://localhost:8080");
        int port = dev.port();
        assertThat(RawHttp.get(port, "/src/main.js").body()).isEqualTo("vite");
        assertThat(RawHttp.get(port, "/api").body()).isEqualTo("orders");
        try (WebSocketPeer client = WebSocketPeer.connect(port, "/")) {
            client.send("hot");
            assertThat(client.read().text()).isEqualTo("hot");
        }
        dev.stop();
    }

    @Test
    void the_table_of_paths_is_true() throws Exception {
        String text = Files.readString(Path.of("docs/dev.md"));
        var rows = ROW.matcher(text).results().toList();
        assertThat(rows).hasSize(7);
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.body("there"));
                Walk page = Walk.along("docs/dev.md", empty)) {
            for (MatchResult row : rows) {
                String route = row.group(1).replace("//backend", "//" + backend.address());
                Running dev = page.run("bin/gangway dev --proxy " + route);
                int port = dev.port();
                for (int i = 0; i < 3; i++) {
                    String target = new String[] {"/api", "/api/orders?page=2", "/apiary"}[i];
                    check(row.group(2 + i), port, target, backend);
                }
                dev.stop();
            }
        }
    }

    private static void check(String said, int port, String target, ScriptedUpstream backend) throws Exception {
        int before = backend.requests().size();
        int status = RawHttp.get(port, target).status();
        if (said.equals("not passed")) {
            assertThat(status).isEqualTo(404);
            assertThat(backend.requests()).hasSize(before);
        } else if (said.startsWith("sent to")) {
            assertThat(status).isEqualTo(301);
            assertThat(backend.requests()).hasSize(before);
        } else {
            assertThat("`" + backend.lastRequest().target() + "`").isEqualTo(said);
        }
    }
}
