package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsolePageIT {
    @TempDir
    private Path empty;

    @Test
    void its_command_serves_the_console_and_prints_the_link() throws Exception {
        int admin = FreePorts.next();
        try (Walk page = Walk.along("docs/console.md", empty).word("9180", String.valueOf(admin))) {
            Files.writeString(
                    page.directory().resolve("nginx.conf"),
                    "events { } http { server { listen 127.0.0.1:" + FreePorts.next() + "; } }");
            Running gangway = page.next("bin/gangway -c nginx.conf --admin 9180");

            String token = gangway.awaitOutput(
                            "(?m)^gangway: console: http://localhost:" + admin + "/#token=(\\S{24})$")
                    .group(1);
            assertThat(RawHttp.get(admin, "/").body()).contains("<title>Gangway</title>");
            String change = RawHttp.request("DELETE", "/api/1/tunnels/1", "Authorization: Bearer " + token);
            assertThat(RawHttp.send(admin, change).body()).contains("TunnelNotFound");
            assertThat(RawHttp.get(admin, "/metrics").body()).contains("nginx_up 1");
            assertThat(RawHttp.get(admin, "/ready").status()).isEqualTo(200);
            assertThat(RawHttp.get(admin, "/plus/9/nginx").status()).isEqualTo(200);
            page.ends();
        }
    }
}
