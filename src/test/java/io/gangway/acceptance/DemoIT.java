package io.gangway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/gangway} without arguments, as in the README. */
class DemoIT {
    private static final int[] PORTS = {8080, 8094, 8095, 8096};

    @TempDir
    private Path directory;

    @Test
    void the_demo_prints_its_url_and_nothing_else() throws Exception {
        assumePortsAreFree();
        Path said = directory.resolve("said");
        Process gangway = new ProcessBuilder(
                        Path.of("bin/gangway").toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> !gangway.isAlive() || Files.size(said) > 0);
            assertThat(said).hasContent("http://localhost:8080/");

            RawResponse page = RawHttp.get(8080, "/");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(page.body()).contains("<div id=\"app\">");
            assertThat(RawHttp.get(8080, "/vendor/vue.esm-browser.prod.js").status())
                    .isEqualTo(200);
            assertThat(RawHttp.get(8080, "/api/contest").body()).contains("lotus", "Harbour");
            assertThat(RawHttp.get(8080, "/api/backends").body()).contains("8094", "8095");
            try (WebSocketPeer judge = WebSocketPeer.connect(8080, "/chat?team=Harbour&judge=Anna")) {
                assertThat(judge.read().text()).contains("\"type\":\"welcome\"");
            }

            quit(gangway);
            assertThat(gangway.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(gangway.exitValue()).isZero();
            assertThat(said).hasContent("http://localhost:8080/");
            for (int port : PORTS) {
                assertThat(isFree(port)).as("port %s is free again", port).isTrue();
            }
        } finally {
            gangway.descendants().forEach(ProcessHandle::destroyForcibly);
            gangway.destroyForcibly();
        }
    }

    private static void quit(Process process) throws Exception {
        new ProcessBuilder("/bin/sh", "-c", "kill -s QUIT " + process.pid())
                .start()
                .waitFor();
    }

    private static void assumePortsAreFree() {
        for (int port : PORTS) {
            Assumptions.assumeTrue(isFree(port), "port " + port + " is taken: the demo is not started");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
