package io.gangway.upstream.sticky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The files of {@code docs/sticky.md} do what the page says. */
class StickyPageTest {
    private static final Pattern FILE = Pattern.compile("(?s)```nginx\n(.*?)```");
    private static final Pattern ADDRESS = Pattern.compile("10\\.0\\.0\\.\\d([12]):8080");

    private ScriptedUpstream one;
    private ScriptedUpstream two;
    private Site site;
    private GangwayServer gangway;

    @BeforeEach
    void backends() throws IOException {
        one = ScriptedUpstream.start(backend("1"));
        two = ScriptedUpstream.start(backend("2"));
        site = Site.create().backend("b1", one).backend("b2", two);
    }

    private static Script backend(String name) {
        Script http = Script.response(200, name, "Set-Cookie: session=of-" + name);
        return Script.onUpgrade(WebSocketPeer.echo("Set-Cookie: session=ws"), http);
    }

    @AfterEach
    void stop() throws IOException {
        try (ScriptedUpstream first = one;
                ScriptedUpstream second = two;
                Site directory = site;
                GangwayServer server = gangway) {
            gangway = null;
        }
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/sticky.md"), StandardCharsets.UTF_8);
    }

    private static String file(int index) throws IOException {
        return FILE.matcher(page())
                .results()
                .map(match -> match.group(1))
                .toList()
                .get(index);
    }

    /** Starts a file of the page, with a change. */
    private void start(int index, String text, String change) throws IOException {
        String file = ADDRESS.matcher(file(index)).replaceAll("%{backend:b$1}");
        assertThat(file).contains(text);
        gangway = GangwayServer.start(site.config(
                """
                error_log %{dir}/logs/error.log notice;
                events {}
                http {
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection $http_connection;
                """ + file.replace(text, change).replace("listen 80;", "listen 127.0.0.1:%{port};") + "}\n"));
    }

    private void start(int index) throws IOException {
        start(index, "listen", "listen");
    }

    private RawResponse get(String cookie) throws IOException {
        return RawHttp.get(site.port(), "/", "Cookie: " + cookie);
    }

    private String bodies(String cookie) throws IOException {
        return get(cookie).body()
                + get(cookie).body()
                + get(cookie).body()
                + get(cookie).body();
    }

    private static String cookie(RawResponse response) {
        return response.fields().all("Set-Cookie").stream()
                .filter(value -> value.startsWith("srv_id="))
                .findFirst()
                .orElse("none")
                .split(";")[0];
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(site.dir().resolve("logs/error.log"), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.contains(" it was "))
                .toList();
    }

    @Test
    void a_cookie_survives_a_restart() throws IOException {
        start(0);
        RawResponse first = get("a=b");
        assertThat(cookie(first)).matches("srv_id=[0-9a-f]{32}");
        gangway.close();
        gangway = GangwayServer.start(site);
        assertThat(bodies(cookie(first))).isEqualTo(first.body().repeat(4));
        assertThat(one.requests())
                .allSatisfy(request -> assertThat(request.field("Cookie")).isNotNull());
    }

    @Test
    void an_error_page_sets_the_cookie() throws IOException {
        start(0);
        one.unbind();
        two.unbind();
        RawResponse error = get("a=b");
        assertThat(error.status()).isEqualTo(502);
        assertThat(cookie(error)).matches("srv_id=[0-9a-f]{32}");
    }

    @Test
    void a_cookie_changes_when_its_server_is_full() throws IOException {
        start(0, "10.0.0.11:8080;".replace("10.0.0.11:8080", "%{backend:b1}"), "%{backend:b1} route=x max_conns=1;");
        try (WebSocketPeer client = WebSocketPeer.connect(site.port(), "/", "Cookie: srv_id=x")) {
            assertThat(cookie(client.handshake())).isEqualTo("srv_id=x");
            RawResponse other = get("srv_id=x");
            assertThat(other.body()).isEqualTo("2");
            assertThat(cookie(other)).isNotEqualTo("srv_id=x");
        }
        await().untilAsserted(() -> assertThat(get("srv_id=x").body()).isEqualTo("1"));
    }

    @Test
    void a_route_comes_from_a_cookie_or_the_uri() throws IOException {
        start(1);
        assertThat(bodies("JSESSIONID=0123.jvm2")).isEqualTo("2222");
        assertThat(RawHttp.get(site.port(), "/a;jsessionid=0123.jvm1").body()).isEqualTo("1");
        assertThat(RawHttp.get(site.port(), "/a;jsessionid=0123.jvm1").body()).isEqualTo("1");
        assertThat(bodies("JSESSIONID=0123.jvm7")).contains("1", "2");
        assertThat(bodies("a=b")).contains("1", "2");
    }

    @Test
    void a_learned_session_ends_when_it_was_not_used() throws IOException {
        start(2);
        String first = get("a=b").body();
        gangway.advance(Duration.ofMinutes(29));
        assertThat(bodies("session=of-" + first)).isEqualTo(first.repeat(4));
        gangway.advance(Duration.ofMinutes(30));
        // The next one is balanced, and begins a session of its own.
        String next = get("session=of-" + first).body() + get("session=other").body();
        assertThat(next).contains("1", "2");
    }

    @Test
    void a_websocket_begins_a_session_at_its_handshake() throws IOException {
        start(2);
        try (WebSocketPeer client = WebSocketPeer.connect(site.port(), "/")) {
            String server = client.handshake().status() == 101 && one.requests().isEmpty() ? "2" : "1";
            assertThat(bodies("session=ws")).isEqualTo(server.repeat(4));
        }
    }

    @Test
    void a_session_of_an_open_websocket_ends_too() throws IOException {
        start(2);
        try (WebSocketPeer client = WebSocketPeer.connect(site.port(), "/", "Cookie: session=unknown")) {
            gangway.advance(Duration.ofSeconds(30 * 60));
            // Each response begins a session of its own and does not touch this one.
            assertThat(get("session=ws").body() + get("session=ws").body()).contains("1", "2");
            assertThat(client.handshake().status()).isEqualTo(101);
        }
    }

    @Test
    void a_server_that_fails_and_comes_back_is_logged_in_two_lines() throws IOException {
        start(0);
        one.unbind();
        for (int i = 0; i < 6; i++) {
            assertThat(get("a=b").body()).isEqualTo("2");
            gangway.advance(Duration.ofSeconds(11));
        }
        assertThat(log()).hasSize(1).allMatch(line -> line.contains("[warn]"));
        one.bind();
        assertThat(bodies("a=b")).contains("1");
        assertThat(log()).hasSize(2).last().asString().contains("[notice]");
        List<String> shown = page().lines()
                .filter(line -> line.startsWith("upstream \"app\": peer"))
                .map(line -> line.replace("10.0.0.11:8080", one.address()))
                .toList();
        assertThat(shown).hasSize(3);
        for (int i = 0; i < 2; i++) {
            assertThat(log().get(i)).endsWith(shown.get(i));
        }
    }
}
