package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeIT {
    private final int port = FreePorts.next();

    @TempDir
    private Path empty;

    @Test
    void its_commands_do_what_it_says() throws Exception {
        walk(Walk.along("README.md", empty));
    }

    @Test
    void the_chinese_page_has_the_same_commands() throws Exception {
        walk(Walk.along("README.zh-CN.md", empty));
    }

    private void walk(Walk walk) throws Exception {
        try (ScriptedUpstream api = ScriptedUpstream.start(Script.body("orders"));
                ScriptedUpstream chat = ScriptedUpstream.start(WebSocketPeer.echo());
                Walk page = walk.port(8088, port).port(8080, api.port()).port(8094, chat.port())) {
            demo(page);
            ownFile(page);
            jar(page);
            dev(page, api, chat);
            page.ends();
        }
    }

    @Test
    void the_demo_runs_in_a_read_only_directory() throws Exception {
        try (Walk page = Walk.along("README.md", empty)) {
            Files.createFile(page.directory().resolve("logs"));
            demo(page);
            assertThat(page.home().resolve(".cache/gangway/demo/access.log"))
                    .content()
                    .contains("GET /api/contest");
        }
    }

    @Test
    void the_demo_uses_the_next_free_ports() throws Exception {
        List<ServerSocket> taken = new ArrayList<>();
        try (Walk page = Walk.along("README.md", empty)) {
            for (int port : new int[] {8080, 8094, 8095, 8096}) {
                ServerSocket socket = new ServerSocket();
                taken.add(socket);
                take(socket, port);
            }
            demo(page);
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
        }
    }

    private static void take(ServerSocket socket, int port) throws IOException {
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (BindException e) {
            // Already in use, which is just as good.
            assertThat(socket.isBound()).isFalse();
        }
    }

    private static void demo(Walk page) throws Exception {
        Running demo = page.next("bin/gangway");
        int port = demo.port();
        assertThat(RawHttp.get(port, "/").body()).contains("<title>");
        assertThat(RawHttp.get(port, "/api/contest").status()).isEqualTo(200);
        assertThat(RawHttp.get(port, "/api/backends").status()).isEqualTo(200);
        demo.stop();
    }

    private void ownFile(Walk page) throws Exception {
        page.next("mkdir -p site/html").awaitExit();
        page.next("echo 'Hello' >site/html/index.html").awaitExit();
        page.next("cat >site/nginx.conf <<'END'").awaitExit();
        assertThat(page.next("bin/gangway -p site -c nginx.conf -t").awaitExit())
                .endsWith("test is successful\n");

        Running server = page.next("bin/gangway -p site -c nginx.conf");
        page.awaitPort(port);
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("Hello\n");

        Path file = page.directory().resolve("site/nginx.conf");
        Files.writeString(file, Files.readString(file).replace("root html;", "return 200 changed;"));
        assertThat(page.next("bin/gangway -p site -c nginx.conf -s reload").awaitExit())
                .isEmpty();
        page.await(() -> RawHttp.get(port, "/").body().equals("changed"));
        assertThat(page.next("bin/gangway -p site -c nginx.conf -s quit").awaitExit())
                .isEmpty();
        assertThat(server.awaitExit()).isEmpty();
    }

    private void jar(Walk page) throws Exception {
        Running server = page.next("java -jar target/gangway.jar -p site -c nginx.conf");
        page.awaitPort(port);
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("changed");
        server.stop();
    }

    private static void dev(Walk page, ScriptedUpstream api, ScriptedUpstream chat) throws Exception {
        page.next("mkdir -p dist && echo '<h1>Hello</h1>' >dist/index.html").awaitExit();

        Running dev = page.next(
                "bin/gangway dev --root dist --ws /chat=ws://localhost:8094/ws --proxy /api=http://localhost:8080");
        int port = dev.port();
        assertThat(port).isNotIn(api.port(), chat.port());
        assertThat(RawHttp.get(port, "/orders/7").body()).isEqualTo("<h1>Hello</h1>\n");
        assertThat(RawHttp.get(port, "/api/orders").body()).isEqualTo("orders");
        dev.awaitOutput("GET     /api/orders -> .*  200");
        try (WebSocketPeer client = WebSocketPeer.connect(port, "/chat")) {
            client.send("hello");
            assertThat(client.read().text()).isEqualTo("hello");
        }
        assertThat(chat.lastRequest().target()).isEqualTo("/ws");
        dev.stop();
    }
}
