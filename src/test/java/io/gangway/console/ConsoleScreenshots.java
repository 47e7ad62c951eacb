package io.gangway.console;

import io.gangway.foreign.Chromium;
import io.gangway.testing.Frame;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the pictures of docs/console.md, with {@code -Dscreenshots.write=yes}: a real server with real tunnels, whose
 * clients have addresses of the documentation (RFC 5737) by {@code X-Forwarded-For}.
 */
@EnabledIfSystemProperty(named = "screenshots.write", matches = "yes")
class ConsoleScreenshots {
    private static final Path IMAGES = Path.of("docs/images");
    private static final long SECONDS_OF_TRAFFIC = 110;
    private static final String QUESTION =
            "{\"type\":\"score\",\"team\":\"Harbour\",\"contestant\":\"lotus\",\"points\":%.1f}";

    private final Random random = new Random(12);
    private final List<WebSocketPeer> clients = new ArrayList<>();
    private volatile boolean stopped;

    @TempDir
    private Path profile;

    @Test
    void all() throws Exception {
        Chromium.assume();
        Script script = (request, connection) -> answer(request, connection);
        try (ScriptedUpstream one = ScriptedUpstream.start(script);
                ScriptedUpstream two = ScriptedUpstream.start(script);
                Site site = Site.create().backend("one", one).backend("two", two);
                GangwayServer server = GangwayServer.start(configure(site))) {
            for (int i = 0; i < 34; i++) {
                open(site);
            }
            server.reload();
            for (int i = 0; i < 23; i++) {
                open(site);
            }
            Thread traffic = new Thread(() -> traffic(site), "traffic");
            traffic.start();
            try (ConsoleWindow page = new ConsoleWindow(profile)) {
                shoot(page, site);
            } finally {
                stopped = true;
                traffic.join();
            }
            for (WebSocketPeer client : clients) {
                client.close();
            }
        }
    }

    private static Site configure(Site site) throws IOException {
        return site.config("""
                worker_processes 4;
                error_log error.log;

                events { }

                http {
                    # Where the addresses of the clients come from.
                    set_real_ip_from 127.0.0.1;
                    real_ip_header X-Forwarded-For;

                    upstream chat {
                        zone chat 64k;
                        server %{backend:one} max_fails=1 fail_timeout=1h;
                        server %{backend:two} max_fails=1 fail_timeout=1h;
                        server 127.0.0.1:%{dead} max_fails=1 fail_timeout=1h;
                    }

                    upstream scores {
                        zone scores 64k;
                        least_conn;
                        server %{backend:one} weight=2;
                        server %{backend:two} backup;
                    }

                    map $http_upgrade $connection_upgrade {
                        default upgrade;
                        ''      close;
                    }

                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection $connection_upgrade;

                    server {
                        listen 127.0.0.1:%{port};
                        server_name judge.example.com;

                        location / {
                            return 200 "hello\\n";
                        }

                        # Judges talk here; what they say can be inspected.
                        location /chat {
                            proxy_pass http://chat;
                            websocket_inspect on;
                        }

                        location /scores {
                            proxy_pass http://scores;
                            proxy_read_timeout 1h;
                        }
                    }

                    server {
                        listen 127.0.0.1:%{port:public};
                        server_name www.example.com;

                        location /live/ {
                            proxy_pass http://scores;
                            proxy_read_timeout 1h;
                        }
                    }

                    server {
                        listen 127.0.0.1:%{port:console};
                        server_name localhost;

                        location / {
                            gangway_console write=on token=secret;
                        }
                    }
                }
                """);
    }

    /** Accepts, echoes, and adds news of its own; closes with 1011 when asked to fail. */
    private void answer(RecordedRequest request, UpstreamConnection connection) throws Exception {
        String protocol = request.field("Sec-WebSocket-Protocol");
        String[] fields = protocol == null ? new String[0] : new String[] {"Sec-WebSocket-Protocol: " + protocol};
        try (WebSocketPeer peer = WebSocketPeer.accept(request, connection, fields)) {
            peer.timeout(Duration.ofHours(1));
            for (Frame frame = peer.read(); frame != null; frame = peer.read()) {
                if (frame.opcode() == Frame.TEXT && frame.text().equals("fail")) {
                    peer.send(Frame.close(1011, "the database is away"));
                } else if (frame.opcode() == Frame.TEXT) {
                    peer.send(
                            frame,
                            Frame.text("{\"type\":\"average\",\"contestant\":{\"id\":\"lotus\",\"name\":\"Lotus\"},"
                                    + "\"scores\":[9.5,8,7.5,null],\"final\":false}"));
                } else {
                    peer.send(frame);
                }
                if (frame.opcode() == Frame.CLOSE) {
                    return;
                }
            }
        }
    }

    private WebSocketPeer open(Site site) throws IOException {
        String client = "X-Forwarded-For: 203.0.113." + (1 + random.nextInt(250));
        WebSocketPeer peer = switch (random.nextInt(5)) {
            case 0, 1 ->
                WebSocketPeer.connect(
                        site.port(),
                        "/chat?room=harbour&n=" + random.nextInt(50),
                        client,
                        "Sec-WebSocket-Protocol: chat.v2");
            case 2, 3 -> WebSocketPeer.connect(site.port(), "/scores?team=harbour", client);
            default -> WebSocketPeer.connect(site.port("public"), "/live/scores", client);
        };
        clients.add(peer.timeout(Duration.ofHours(1)));
        return peer;
    }

    /** Reads whatever comes, sends at different rates, opens and closes. */
    private void traffic(Site site) {
        try {
            for (WebSocketPeer peer : List.copyOf(clients)) {
                drain(peer);
            }
            for (long round = 0; !stopped; round++) {
                for (int i = 0; i < clients.size(); i++) {
                    if (random.nextInt(2 + i % 17) == 0 && i % 4 != 3) {
                        ask(i);
                    }
                }
                for (int i = (int) (14 + 10 * Math.sin(round / 30.0)) + random.nextInt(6); i > 0; i--) {
                    RawHttp.get(site.port(), "/");
                }
                if (round % 25 == 12) {
                    end(clients.remove(random.nextInt(clients.size())), (int) (round / 25));
                    drain(open(site));
                }
                LockSupport.parkNanos(200_000_000);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A tunnel that has ended meanwhile gets no more questions. */
    private void ask(int index) {
        try {
            clients.get(index).send(String.format(QUESTION, random.nextInt(20) / 2.0));
        } catch (IOException e) {
            clients.remove(index);
        }
    }

    private static void end(WebSocketPeer peer, int how) throws IOException {
        switch (how % 6) {
            case 1 -> peer.send("fail");
            case 3 -> peer.send(Frame.close(1001, "page closed"));
            case 5 -> peer.close();
            default -> peer.send(Frame.close(1000, "done"));
        }
    }

    private static void drain(WebSocketPeer peer) {
        Thread reader = new Thread(() -> {
            try {
                while (peer.read() != null) {}
            } catch (IOException | RuntimeException e) {
                return; // closed
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    private void shoot(ConsoleWindow page, Site site) throws IOException {
        page.size(1280, 800, false);
        page.prefer("light");
        page.open("http://localhost:" + site.port("console") + "/#token=secret");
        LockSupport.parkNanos(SECONDS_OF_TRAFFIC * 1_000_000_000);
        picture(page, "overview");
        page.prefer("dark");
        picture(page, "overview-dark");
        page.view("tunnels");
        settle();
        picture(page, "tunnels-dark");
        page.prefer("light");
        page.type(".bar input", "location:/chat");
        settle();
        page.press("\uE004"); // Tab
        page.pressEscape();
        page.press("j", "j", "j");
        page.pressEnter();
        page.press("d");
        settle();
        settle();
        picture(page, "tunnel");
        page.press("m");
        settle();
        settle();
        page.press("p");
        page.waitFor(".messages .grid-body .row");
        page.script("[...document.querySelectorAll('.messages .grid-body .row')]"
                + ".filter((row) => row.innerText.includes('average')).at(-1).click()");
        settle();
        picture(page, "messages");
        page.prefer("dark");
        picture(page, "messages-dark");
        page.prefer("light");
        page.view("closes");
        settle();
        picture(page, "closes");
        page.script("fetch('api/1/upstreams/scores/peers/1', { method: 'PATCH', body: '{\"state\":\"drain\"}',"
                + " headers: { Authorization: 'Bearer secret', 'Content-Type': 'application/json' } })");
        page.view("upstreams");
        settle();
        picture(page, "upstreams");
        page.view("generations");
        settle();
        picture(page, "generations");
        page.prefer("dark");
        page.script("location.hash = '#/configuration'");
        page.waitFor(".outline li a");
        page.script("[...document.querySelectorAll('.outline li a')].find((a) => a.innerText === '/chat').click()");
        settle();
        picture(page, "configuration-dark");
        page.phone();
        page.view("overview");
        settle();
        picture(page, "phone-overview-dark");
        page.prefer("light");
        page.view("tunnels");
        page.script("const f = document.querySelector('.bar input'); f.value = '';"
                + "f.dispatchEvent(new Event('input'))");
        settle();
        picture(page, "phone-tunnels");
        page.view("upstreams");
        settle();
        picture(page, "phone-upstreams");
    }

    /** Lets a few rounds of events come: pictures are for people. */
    private static void settle() {
        LockSupport.parkNanos(2_500_000_000L);
    }

    @SuppressWarnings("unchecked")
    private static void picture(ConsoleWindow page, String name) throws IOException {
        settle();
        Map<String, Object> result =
                (Map<String, Object>) page.command("Page.captureScreenshot", Map.of("format", "webp", "quality", 82));
        Files.write(
                IMAGES.resolve("console-" + name + ".webp"), Base64.getDecoder().decode((String) result.get("data")));
    }
}
