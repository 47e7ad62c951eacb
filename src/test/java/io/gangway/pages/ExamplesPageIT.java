package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.FreePorts;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesPageIT {
    private final int port = FreePorts.next();

    @TempDir
    private Path empty;

    @Test
    void its_commands_do_what_it_says() throws Exception {
        try (ScriptedUpstream chat = ScriptedUpstream.start(WebSocketPeer.echo());
                Walk page = Walk.along("etc/examples/README.md", empty)) {
            Path file = page.directory().resolve("etc/examples/cluster.conf");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace("listen       80;", "listen " + port + ";")
                            .replace("127.0.0.1:8080", chat.address()));

            assertThat(page.next("bin/gangway -p . -t -c etc/examples/cluster.conf")
                            .awaitExit())
                    .endsWith("test is successful\n");
            Running server = page.next("bin/gangway -p . -c etc/examples/cluster.conf");
            page.awaitPort(port);
            try (WebSocketPeer client = WebSocketPeer.connect(port, "/")) {
                client.send("hello");
                assertThat(client.read().text()).isEqualTo("hello");
            }
            assertThat(page.directory().resolve("logs/error.log")).exists();
            server.stop();
            page.ends();
        }
    }
}
