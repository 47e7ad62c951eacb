package io.gangway.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console of {@code gangway dev}. */
class DevConsoleTest {
    private static final Pattern LINK = Pattern.compile("console: http://localhost:([0-9]+)/#token=([\\w-]{24})\\R");

    @TempDir
    private Path directory;

    @Test
    void its_link_is_printed_and_has_the_token_for_changes() throws Exception {
        try (RunningDev dev = RunningDev.start("--root", directory.toString())) {
            Matcher link = link(dev);
            int port = Integer.parseInt(link.group(1));

            assertThat(RawHttp.get(port, "/").body()).contains("<title>Gangway</title>");
            String change = RawHttp.request("DELETE", "/api/1/tunnels/1", "Authorization: Bearer " + link.group(2));
            assertThat(RawHttp.send(port, change).status()).isEqualTo(404);
            assertThat(RawHttp.send(port, RawHttp.request("DELETE", "/api/1/tunnels/1"))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void requests_to_it_are_not_printed() throws Exception {
        Files.writeString(directory.resolve("index.html"), "hello");
        try (RunningDev dev = RunningDev.start("--root", directory.toString())) {
            RawHttp.get(Integer.parseInt(link(dev).group(1)), "/api/1/tunnels");
            RawHttp.get(dev.port(), "/other");
            dev.awaitLine("GET     /other");

            assertThat(dev.output()).doesNotContain("/api/1/tunnels");
        }
    }

    @Test
    void messages_can_be_inspected() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(WebSocketPeer.echo());
                RunningDev dev = RunningDev.start("--ws", "/chat=ws://" + upstream.address());
                WebSocketPeer client = WebSocketPeer.connect(dev.port(), "/chat")) {
            int port = Integer.parseInt(link(dev).group(1));
            assertThat(client.send("hello").read()).isEqualTo(Frame.text("hello"));
            String tunnels = RawHttp.get(port, "/api/1/tunnels").body();
            Matcher id = Pattern.compile("\"id\":(\\d+)").matcher(tunnels);
            assertThat(id.find()).as(tunnels).isTrue();

            await().untilAsserted(() -> assertThat(messages(port, id.group(1)))
                    .contains("\"direction\":\"to_upstream\"", "\"direction\":\"to_client\"", "hello"));
            assertThat(dev.output()).as("the configuration that is printed").doesNotContain("websocket_inspect");
        }
    }

    @Test
    void a_file_that_says_something_else_about_inspection_is_obeyed() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(WebSocketPeer.echo())) {
            Path file = Files.writeString(directory.resolve("nginx.conf"), """
                    events { }
                    http {
                        #gangway websocket_inspect off;
                        server {
                            listen 127.0.0.1:80;
                            location / {
                                proxy_pass http://%s;
                                proxy_http_version 1.1;
                                proxy_set_header Upgrade $http_upgrade;
                                proxy_set_header Connection upgrade;
                            }
                        }
                    }
                    """.formatted(upstream.address()));
            try (RunningDev dev = RunningDev.start("--config", file.toString());
                    WebSocketPeer client = WebSocketPeer.connect(dev.port(), "/")) {
                client.send("hello").read();
                assertThat(RawHttp.get(Integer.parseInt(link(dev).group(1)), "/api/1/tunnels")
                                .body())
                        .contains("\"inspected\":false");
            }
        }
    }

    private static String messages(int port, String id) throws IOException {
        return RawHttp.get(port, "/api/1/tunnels/" + id + "/messages").body();
    }

    private static Matcher link(RunningDev dev) {
        Matcher link = LINK.matcher(dev.output());
        assertThat(link.find()).as(dev.output()).isTrue();
        return link;
    }
}
