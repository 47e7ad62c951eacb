package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code etc/examples/README.md}. */
class ExamplesPageIT {
    @TempDir
    private Path empty;

    @Test
    void an_example_is_checked_and_run() throws Exception {
        int port = FreePorts.next();
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.body("hello"));
                Walk page = Walk.along("etc/examples/README.md", empty)) {
            // what belongs to this machine
            Path file = page.folder().resolve("etc/examples/cluster.conf");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace("listen       80;", "listen 127.0.0.1:" + port + ";")
                            .replace("127.0.0.1:8080", backend.address())
                            .replace("127.0.0.1:8081", backend.address()));

            assertThat(page.next("bin/gangway -p . -t -c etc/examples/cluster.conf")
                            .ends())
                    .contains("test is successful");
            Running running = page.next("bin/gangway -p . -c etc/examples/cluster.conf");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.exists(page.folder().resolve("logs/nginx.pid")));
            assertThat(RawHttp.get(port, "/").body()).isEqualTo("hello");
            running.stop();
            page.ends();
        }
    }
}
