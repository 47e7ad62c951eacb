package io.gangway.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port and address of {@code dev}. */
class DevPortTest {
    @TempDir
    private Path directory;

    @Test
    void a_port_in_use_is_skipped() throws IOException {
        int first = FreePorts.next();
        try (ServerSocket taken = new ServerSocket(first, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(taken.isBound()).isTrue();
            assertThat(FreePort.from(first, port -> false)).isGreaterThan(first);
        }
        assertThat(FreePort.from(first, port -> false)).isEqualTo(first);
        assertThat(FreePort.from(first, port -> port == first)).isGreaterThan(first);
    }

    @Test
    void the_port_of_a_backend_is_never_used() {
        String backend = "/api=http://localhost:" + DevOptions.STANDARD_PORT;
        try (RunningDev dev = RunningDev.startAnywhere("--proxy", backend)) {
            assertThat(dev.port()).isGreaterThan(DevOptions.STANDARD_PORT);
            dev.awaitLine("port 8080 belongs to a backend: using " + dev.port());
        }
    }

    @Test
    void a_requested_port_is_not_replaced() throws IOException {
        try (ScriptedUpstream other = ScriptedUpstream.start(Script.body("other"))) {
            String port = String.valueOf(other.port());
            assertThatThrownBy(() -> RunningDev.start("--root", directory.toString(), "--port", port))
                    .isInstanceOf(DevUsageException.class)
                    .hasMessage("bind() to 127.0.0.1:" + port + " failed (98: Address already in use): another process"
                            + " listens on port " + port + "; without --port, dev uses the next free one");
        }
    }

    @Test
    void dev_cannot_be_its_own_backend() throws IOException {
        String port = String.valueOf(FreePorts.next());
        String machine = InetAddress.getLocalHost().getHostAddress();

        for (String host : new String[] {"localhost", "127.0.0.1", "127.1.2.3", "[::1]", machine}) {
            String route = "/api=http://" + host + ":" + port;
            assertThatThrownBy(() -> DevOptions.parse("--port", port, "--proxy", route))
                    .isInstanceOf(DevUsageException.class)
                    .hasMessage("\"--proxy " + route + "\": dev itself listens there; choose another --port");
        }
        assertThat(DevOptions.parse("--port", port, "--proxy", "/api=http://localhost:1").routes)
                .hasSize(1);
    }

    @Test
    void a_host_can_be_chosen() throws IOException {
        Files.writeString(directory.resolve("index.html"), "front");
        try (RunningDev dev = RunningDev.start("--root", directory.toString(), "--host", "0.0.0.0")) {
            assertThat(dev.output()).contains("listen 0.0.0.0:" + dev.port() + ";");
            NetworkAddresses.find().forEach(address -> {
                assertThat(dev.output()).contains("serving http://" + address + ":" + dev.port() + "/");
            });
            assertThat(RawHttp.get(dev.port(), "/").body()).isEqualTo("front");
        }
        assertThat(DevOptions.parse("--root", directory.toString(), "--host", "::1").host)
                .isEqualTo("[::1]");
    }

    @Test
    void a_requested_port_replaces_that_of_a_file() throws IOException {
        int port = FreePorts.next();
        Path file = Files.writeString(
                directory.resolve("nginx.conf"),
                "events {} http { access_log /nowhere/a.log; server { listen 127.0.0.1:80; return 200 a; }"
                        + " server { server_name b; listen 127.0.0.1:80; return 200 b; } }");

        try (RunningDev dev = RunningDev.start("--config", file.toString(), "--port", String.valueOf(port))) {
            assertThat(dev.port()).isEqualTo(port);
            assertThat(RawHttp.get(port, "/").body()).isEqualTo("a");
        }
    }
}
