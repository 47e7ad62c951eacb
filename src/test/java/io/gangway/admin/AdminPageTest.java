package io.gangway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Frame;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code docs/admin.md}: its configuration runs, and its requests get responses of the same form. */
@Timeout(60)
class AdminPageTest {
    private static final Path PAGE = Path.of("docs/admin.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern ERROR = Pattern.compile("(?m)^\\| (\\d{3}) \\| `(\\w+)` \\|");

    private ScriptedUpstream upstream;
    private Site site;
    private GangwayServer gangway;
    private String page;

    @BeforeEach
    void start() throws Exception {
        page = Files.readString(PAGE);
        upstream = ScriptedUpstream.start(WebSocketPeer.echo());
        site = Site.create().backend(upstream).file("admin.token", "page-token\n");
        site.config(blocks("nginx")
                .get(0)
                .replace("127.0.0.1:8080", "127.0.0.1:%{port}")
                .replace("127.0.0.1:9001", "%{backend}")
                .replace("127.0.0.1:9002", "127.0.0.1:%{dead}"));
        gangway = GangwayServer.start(site);
    }

    @AfterEach
    void stop() throws Exception {
        gangway.close();
        upstream.close();
        site.close();
    }

    private List<String> blocks(String language) {
        return BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** A request of the page and the response that follows it. */
    private record Example(String request, String language, String response) {}

    private List<Example> examples() {
        List<MatchResult> blocks = BLOCK.matcher(page).results().toList();
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i + 1 < blocks.size(); i++) {
            if (blocks.get(i).group(1).equals("http")) {
                MatchResult response = blocks.get(i + 1);
                examples.add(new Example(blocks.get(i).group(2).strip(), response.group(1), response.group(2)));
            }
        }
        return examples;
    }

    @Test
    void requests_get_the_responses_of_the_page() throws Exception {
        try (WebSocketPeer ended = WebSocketPeer.connect(site.port(), "/chat?room=1")) {
            ended.send(Frame.close(1000, "done")).read();
        }
        try (WebSocketPeer one = WebSocketPeer.connect(site.port(), "/chat?room=7");
                WebSocketPeer other = WebSocketPeer.connect(site.port(), "/chat?room=8")) {
            one.send("hello").read();
            other.send("x").read();
            List<Example> examples = examples();

            assertThat(examples).hasSizeGreaterThan(8);
            for (Example example : examples) {
                if (example.language().equals("text")) {
                    checkEvents(example, one);
                } else {
                    check(example);
                }
            }
        }
    }

    private void check(Example example) throws Exception {
        String[] lines = example.request().split("\n", -1);
        String target = target(example);
        RawResponse response = RawHttp.send(site.port(), request(lines));
        assertThat(response.status()).as(example.request()).isLessThan(300);
        String body = example.response().lines().findFirst().orElse("");
        if (target.endsWith("/messages")) {
            assertSameForm(
                    example,
                    AdminSite.parse(body),
                    AdminSite.parse(response.body().lines().findFirst().orElseThrow()));
        } else {
            assertSameForm(example, AdminSite.parse(example.response()), AdminSite.parse(response.body()));
        }
    }

    private void checkEvents(Example example, WebSocketPeer client) throws Exception {
        String data = example.response()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .findFirst()
                .orElseThrow();
        try (EventReader events = EventReader.open(site.port(), target(example))) {
            events.next("state");
            client.send("hello").read();
            EventReader.Event state = events.next("state");
            while (((Object[]) state.object("tunnels").get("changed")).length == 0) {
                state = events.next("state");
            }
            assertSameForm(example, AdminSite.parse(data.substring(6)), state.data());
        }
    }

    private static String target(Example example) {
        return example.request().split("\\s", -1)[1];
    }

    private static String request(String... lines) {
        StringBuilder head = new StringBuilder(lines[0] + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        String body = "";
        for (int i = 1; i < lines.length; i++) {
            if (lines[i].isEmpty()) {
                body = lines[i + 1];
                break;
            }
            head.append(lines[i].replace("$TOKEN", "page-token")).append("\r\n");
        }
        return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static void assertSameForm(Example example, Object shown, Object real) {
        assertThat(form("", real)).as(example.request()).isEqualTo(form("", shown));
    }

    /** The paths of all members with the kinds of their values; of an array only the first element counts. */
    private static Map<String, String> form(String path, Object value) {
        Map<String, String> form = new TreeMap<>();
        if (value instanceof Map<?, ?> members) {
            members.forEach((name, member) -> form.putAll(form(path + "." + name, member)));
        } else if (value instanceof Object[] array) {
            form.put(path, "array");
            if (array.length > 0) {
                form.putAll(form(path + "[]", array[0]));
            }
        } else {
            form.put(
                    path,
                    value instanceof Number
                            ? "number"
                            : value == null ? "null" : value.getClass().getSimpleName());
        }
        return form;
    }

    @Test
    void a_tunnel_is_ended_as_the_page_says() throws Exception {
        assertThat(page).contains("DELETE /admin/1/tunnels/3?code=4000&reason=maintenance");
        for (int i = 0; i < 2; i++) {
            WebSocketPeer.connect(site.port(), "/chat").close();
        }
        try (WebSocketPeer client = WebSocketPeer.connect(site.port(), "/chat")) {
            client.send("x").read();
            RawResponse response = RawHttp.send(
                    site.port(),
                    request("DELETE /admin/1/tunnels/3?code=4000&reason=maintenance", "Authorization: Bearer $TOKEN"));

            assertThat(response.status()).isEqualTo(204);
            assertThat(client.read()).isEqualTo(Frame.close(4000, "maintenance"));
        }
    }

    @Test
    void the_page_names_all_errors() throws Exception {
        StringBuilder sources = new StringBuilder();
        try (var files = Files.list(Path.of("src/main/java/io/gangway/admin"))) {
            for (Path file : files.toList()) {
                sources.append(Files.readString(file));
            }
        }
        Set<String> shown = Set.copyOf(
                ERROR.matcher(page).results().map(error -> error.group(2)).toList());
        Set<String> used = Set.copyOf(
                Pattern.compile("(?s)(?:Refusal|refuse)\\(\\s*\\w+(?: \\? \\d+ : \\d+)?,\\s*(?:\\w+ \\? )?\"(\\w+)\"")
                        .matcher(sources)
                        .results()
                        .map(code -> code.group(1))
                        .toList());

        assertThat(used).isNotEmpty();
        assertThat(shown).containsAll(used);
    }
}
