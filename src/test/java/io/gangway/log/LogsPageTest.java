package io.gangway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.Gangway;
import io.gangway.testing.Frame;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code docs/logs.md} says about the format {@code json}. */
class LogsPageTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern ROW = Pattern.compile("\\| (`[^|]*) \\|.*");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");
    private static final Pattern OBJECT = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    @Test
    void the_example_and_the_table_have_the_fields_of_a_tunnel() throws IOException {
        String page = Files.readString(Path.of("docs/logs.md"));
        JsonNode line = tunnel();

        assertThat(fieldsOfTable(page)).containsExactlyElementsOf(line.propertyNames());
        Matcher example = OBJECT.matcher(page);
        assertThat(example.find()).isTrue();
        JsonNode shown = JSON.readTree(example.group(1));
        assertThat(shown.propertyNames()).containsExactlyElementsOf(line.propertyNames());
        assertThat(shown.get("upstream").get(0).propertyNames())
                .containsExactlyElementsOf(line.get("upstream").get(0).propertyNames());
        for (String same : List.of(
                "client", "user", "uri", "status", "request_length", "bytes_sent", "body_bytes_sent", "location")) {
            assertThat(shown.get(same)).as(same).isEqualTo(line.get(same));
        }
        for (String name : shown.propertyNames()) {
            if (name.startsWith("websocket_") && !name.equals("websocket_age")) {
                assertThat(shown.get(name)).as(name).isEqualTo(line.get(name));
            }
        }
    }

    private static List<String> fieldsOfTable(String page) {
        List<String> fields = new ArrayList<>();
        for (String line : page.split("\n")) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                NAME.matcher(row.group(1)).results().forEach(name -> fields.add(name.group(1)));
            }
        }
        return fields;
    }

    /** The line of a tunnel through which one message was echoed, and which the client closed. */
    private static JsonNode tunnel() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.upgrade(peer -> {
                    peer.send(peer.read());
                    peer.read();
                }));
                Site site = Site.of("events {}\nhttp { server_tokens off; access_log logs/access.json json; server {"
                                + " listen 127.0.0.1:%{port}; server_name chat.example.com; location /chat {"
                                + " proxy_pass http://127.0.0.1:" + backend.port() + "; proxy_http_version 1.1;"
                                + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; } } }")
                        .file("logs/here", "");
                Gangway gangway = Gangway.read(site.conf()).start()) {
            try (WebSocketPeer client = WebSocketPeer.connect(
                    gangway.port(),
                    "/chat?room=1",
                    "Authorization: Basic YWxpY2U6c2VjcmV0",
                    "Referer: http://localhost/",
                    "User-Agent: test/1")) {
                client.send("hey");
                assertThat(client.read().text()).isEqualTo("hey");
                client.send(Frame.close(4401, "nope"));
                assertThat(client.read()).isNull();
            }
            Path log = site.dir().resolve("logs/access.json");
            await().until(() -> Files.size(log) > 0);
            return JSON.readTree(Files.readString(log));
        }
    }
}
