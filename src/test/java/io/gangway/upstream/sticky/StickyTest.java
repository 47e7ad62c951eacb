package io.gangway.upstream.sticky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedFastcgi;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StickyTest {
    private static final String FRAME = """
            error_log %{dir}/logs/error.log notice;
            events {}
            http {
                upstream u { zone u 64k; server %{backend:a} route=a; server %{backend:b} route=b; STICKY }
                map $http_upgrade $upgrade { default upgrade; '' ''; }
                server {
                    listen 127.0.0.1:%{port};
                    add_header X-Peer $upstream_addr always;
                    location / {
                        proxy_pass http://u;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection $upgrade;
                    }
                    location /api { api write=on; }
                }
            }
            """;
    private static final String LEARN =
            "sticky learn create=$upstream_cookie_sid lookup=$cookie_sid zone=z:1m timeout=10m";

    private ScriptedUpstream a;
    private ScriptedUpstream b;
    private Site site;
    private GangwayServer gangway;

    @BeforeEach
    void backends() throws IOException {
        a = ScriptedUpstream.start(backend("a"));
        b = ScriptedUpstream.start(backend("b"));
        site = Site.create().backend("a", a).backend("b", b);
    }

    /** A backend that answers with its name, upgrades, and begins a session at {@code /login}. */
    private static Script backend(String name) {
        Script plain = Script.response(200, name);
        Script login = Script.response(200, name, "Set-Cookie: own=1", "Set-Cookie: sid=" + name + "-session");
        Script http = (request, connection) ->
                (request.target().startsWith("/login") ? login : plain).run(request, connection);
        return Script.onUpgrade(WebSocketPeer.echo("Set-Cookie: sid=ws"), http);
    }

    @AfterEach
    void stop() throws IOException {
        try (ScriptedUpstream first = a;
                ScriptedUpstream second = b;
                Site directory = site;
                GangwayServer server = gangway) {
            gangway = null;
        }
    }

    private void start(String sticky) throws IOException {
        gangway = GangwayServer.start(site.config(FRAME.replace("STICKY", sticky + ";")));
    }

    private RawResponse get(String target, String... fields) throws IOException {
        return RawHttp.get(site.port(), target, fields);
    }

    private String log() throws IOException {
        return Files.readString(site.dir().resolve("logs/error.log"), StandardCharsets.ISO_8859_1);
    }

    /** The servers of several requests. */
    private String peers(int times, String target, String... fields) throws IOException {
        StringBuilder peers = new StringBuilder();
        for (int i = 0; i < times; i++) {
            peers.append(get(target, fields).body());
        }
        return peers.toString();
    }

    /** Drains the server b. */
    private RawResponse drain() throws IOException {
        return RawHttp.send(
                site.port(),
                "PATCH /api/9/http/upstreams/u/servers/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Length: 14\r\n\r\n{\"drain\":true}");
    }

    // ---- cookies

    @Test
    void the_cookie_comes_before_the_fields_of_the_response() throws IOException {
        start("sticky cookie srv path=/");
        RawResponse login = get("/login", "Cookie: srv=b");
        assertThat(login.fields().all("Set-Cookie")).containsExactly("srv=b; path=/", "own=1", "sid=b-session");
    }

    @Test
    void a_cookie_expires_by_the_clock_of_the_wall() throws IOException {
        start("sticky cookie srv expires=1h");
        assertThat(get("/", "Cookie: srv=a").field("Set-Cookie"))
                .matches(
                        "srv=a; expires=(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d-[A-Z][a-z]{2}-\\d\\d \\d\\d:\\d\\d:\\d\\d GMT; "
                                + "max-age=3600");
    }

    @Test
    void a_response_from_another_server_replaces_the_cookie() throws IOException {
        start("sticky cookie srv");
        b.unbind();
        RawResponse moved = get("/", "Cookie: srv=b");
        assertThat(moved.body()).isEqualTo("a");
        assertThat(moved.fields().all("Set-Cookie")).containsExactly("srv=a");
    }

    @Test
    void a_draining_server_keeps_its_sessions() throws IOException {
        start("sticky cookie srv");
        RawResponse drain = drain();
        assertThat(drain.status()).isEqualTo(200);
        assertThat(drain.body()).contains("\"route\":\"b\"", "\"drain\":true");
        assertThat(peers(4, "/")).isEqualTo("aaaa");
        assertThat(peers(4, "/", "Cookie: srv=b")).isEqualTo("bbbb");
        assertThat(log()).containsOnlyOnce("is draining, it was up: changed by the API");
    }

    // ---- WebSocket

    @Test
    void a_websocket_follows_the_cookie() throws IOException {
        start("sticky cookie srv");
        for (String server : new String[] {"a", "b", "b"}) {
            try (WebSocketPeer client = WebSocketPeer.connect(site.port(), "/ws", "Cookie: srv=" + server)) {
                assertThat(client.handshake().field("X-Peer")).endsWith(":" + (server.equals("a") ? a : b).port());
                client.send("hello");
                assertThat(client.read().text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void an_open_websocket_stays_with_a_server_that_drains() throws IOException {
        start("sticky cookie srv");
        try (WebSocketPeer client = WebSocketPeer.connect(site.port(), "/ws", "Cookie: srv=b")) {
            drain();
            client.send("hello");
            assertThat(client.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void the_101_sets_the_cookie() throws IOException {
        start("sticky cookie srv");
        try (WebSocketPeer client = WebSocketPeer.connect(site.port(), "/ws", "Cookie: srv=b")) {
            assertThat(client.handshake().status()).isEqualTo(101);
            assertThat(client.handshake().fields().all("Set-Cookie")).containsExactly("srv=b", "sid=ws");
        }
    }

    @Test
    void with_header_a_websocket_begins_a_session_at_once() throws IOException {
        start(LEARN + " header");
        try (WebSocketPeer client = WebSocketPeer.connect(site.port(), "/ws")) {
            String peer = client.handshake().field("X-Peer").endsWith(":" + a.port()) ? "a" : "b";
            assertThat(peers(4, "/", "Cookie: sid=ws")).isEqualTo(peer.repeat(4));
        }
    }

    @Test
    void without_header_a_websocket_begins_a_session_at_its_end() throws Exception {
        start(LEARN);
        String peer;
        try (WebSocketPeer client = WebSocketPeer.connect(site.port(), "/ws")) {
            peer = client.handshake().field("X-Peer").endsWith(":" + a.port()) ? "a" : "b";
            assertThat(peers(2, "/", "Cookie: sid=ws")).contains("a", "b");
            client.send(Frame.close(1000, ""));
            assertThat(client.read().opcode()).isEqualTo(Frame.CLOSE);
            client.readRemaining();
        }
        await().untilAsserted(() -> assertThat(peers(4, "/", "Cookie: sid=ws")).isEqualTo(peer.repeat(4)));
    }

    // ---- learned sessions

    @Test
    void a_login_begins_a_session_that_lasts_while_it_is_used() throws IOException {
        start(LEARN);
        String peer = get("/login").body();
        String cookie = "Cookie: sid=" + peer + "-session";
        for (int i = 0; i < 3; i++) {
            gangway.advance(Duration.ofMinutes(9));
            assertThat(get("/", cookie).body()).isEqualTo(peer);
        }
        gangway.advance(Duration.ofMinutes(11));
        assertThat(peers(4, "/", cookie)).contains("a", "b");
    }

    @Test
    void a_reload_keeps_the_sessions() throws IOException {
        start(LEARN);
        String peer = get("/login").body();
        for (int i = 0; i < 3; i++) {
            gangway.reload();
            assertThat(peers(3, "/", "Cookie: sid=" + peer + "-session")).isEqualTo(peer.repeat(3));
        }
    }

    @Test
    void a_tunnel_of_the_previous_generation_begins_a_session_of_the_next_one() throws Exception {
        start(LEARN);
        String peer;
        try (WebSocketPeer client = WebSocketPeer.connect(site.port(), "/ws")) {
            peer = client.handshake().field("X-Peer").endsWith(":" + a.port()) ? "a" : "b";
            gangway.reload();
            client.send("hello");
            assertThat(client.read().text()).isEqualTo("hello");
        }
        await().untilAsserted(() -> assertThat(peers(4, "/", "Cookie: sid=ws")).isEqualTo(peer.repeat(4)));
    }

    @Test
    void a_wall_clock_that_leaps_does_not_end_a_session() throws IOException {
        TestClock clock = TestClock.running();
        site.config(FRAME.replace("STICKY", LEARN + ";"));
        gangway = GangwayServer.start(site, clock);
        String peer = get("/login").body();
        for (Duration leap : List.of(Duration.ofDays(400), Duration.ofDays(-4000), Duration.ofDays(30))) {
            clock.adjustWallClock(leap);
            assertThat(peers(3, "/", "Cookie: sid=" + peer + "-session")).isEqualTo(peer.repeat(3));
        }
        clock.advance(Duration.ofMinutes(10));
        assertThat(peers(4, "/", "Cookie: sid=" + peer + "-session")).contains("a", "b");
    }

    @Test
    void a_zone_of_another_size_begins_without_sessions() throws IOException {
        start(LEARN);
        String peer = get("/login").body();
        site.config(FRAME.replace("STICKY", LEARN.replace("1m", "2m") + ";"));
        gangway.reload();
        assertThat(peers(4, "/", "Cookie: sid=" + peer + "-session")).contains("a", "b");
    }

    @Test
    void a_zone_cannot_move_to_another_upstream() throws IOException {
        start(LEARN);
        site.config(FRAME.replace("STICKY", LEARN + ";")
                .replace("upstream u", "upstream v")
                .replace("http://u", "http://v"));
        assertThatThrownBy(gangway::reload)
                .hasMessageContaining("sticky zone \"z\" is used in upstream \"v\" while previously it was used in "
                        + "upstream \"u\"");
        String peer = get("/login").body();
        assertThat(get("/", "Cookie: sid=" + peer + "-session").body()).isEqualTo(peer);
    }

    @Test
    void a_full_zone_is_logged_in_the_words_of_nginx() throws IOException {
        start("sticky learn create=$arg_id lookup=$arg_id zone=small:32k");
        for (int i = 0; i <= 80; i++) {
            get("/?id=" + i);
        }
        assertThat(log())
                .containsOnlyOnce(
                        "could not allocate node in sticky session zone \"small\", expiring least recently used "
                                + "session");
    }

    @Test
    void the_session_of_a_dead_server_moves_with_its_next_request() throws IOException {
        start(LEARN);
        String peer = get("/login").body();
        (peer.equals("a") ? a : b).unbind();
        String other = peer.equals("a") ? "b" : "a";
        assertThat(peers(3, "/", "Cookie: sid=" + peer + "-session")).isEqualTo(other.repeat(3));
        (peer.equals("a") ? a : b).bind();
        gangway.advance(Duration.ofSeconds(30));
        assertThat(peers(3, "/", "Cookie: sid=" + peer + "-session")).isEqualTo(other.repeat(3));
    }

    // ---- FastCGI

    @Test
    void fastcgi_follows_sticky() throws IOException {
        try (ScriptedFastcgi one = ScriptedFastcgi.start(ScriptedFastcgi.ok("one"));
                ScriptedFastcgi two = ScriptedFastcgi.start(ScriptedFastcgi.ok("two"))) {
            site.config("""
                    upstream php { server 127.0.0.1:%d route=1; server 127.0.0.1:%d route=2; sticky cookie srv; }
                    server { listen 127.0.0.1:%%{port}; location / { fastcgi_pass php; } }
                    """.formatted(one.port(), two.port()));
            gangway = GangwayServer.start(site);
            Set<String> bodies = new HashSet<>();
            for (int i = 0; i < 4; i++) {
                RawResponse response = get("/", "Cookie: srv=2");
                assertThat(response.field("Set-Cookie")).isEqualTo("srv=2");
                bodies.add(response.body());
            }
            assertThat(bodies).containsExactly("two");
        }
    }
}
