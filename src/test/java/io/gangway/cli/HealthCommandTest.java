package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.Gangway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthCommandTest {
    private static final String SITE = """
            events { }
            http {
                server {
                    listen 127.0.0.1:0 name=site;
                    location = /ready { return 204; }
                    location = /moved { return 301 /; }
                    location = /full { return 503; }
                    location = /silent { return 444; }
                }
            }
            """;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_url_is_healthy_below_400() throws IOException {
        try (Gangway gangway = site(SITE)) {
            String site = "http://127.0.0.1:" + gangway.port("site");

            assertThat(health(site + "/ready")).isZero();
            assertThat(health(site + "/moved?x=1")).isZero();
            assertThat(health(site)).isEqualTo(1);
            assertThat(health(site + "/full")).isEqualTo(1);
            assertThat(health(site + "/silent")).isEqualTo(1);

            assertThat(text(out).lines().map(line -> line.substring(line.lastIndexOf(": ") + 2)))
                    .containsExactly("status 204", "status 301", "status 404", "status 503", "no HTTP response");
        }
    }

    @Test
    void a_configuration_is_healthy_with_any_response() throws IOException {
        for (String response : new String[] {"return 503;", "return 444;", "deny all;"}) {
            try (Gangway gangway = site("""
                    events { }
                    http { server { listen 127.0.0.1:0 name=site; location / { %s } } }
                    """.formatted(response))) {
                assertThat(listening("listen " + gangway.port("site") + ";")).isZero();
                assertThat(text(out)).endsWith(": responds\n");
            }
        }
    }

    @Test
    void a_unix_socket_is_asked() throws IOException {
        Path socket = directory.resolve("s");
        try (Gangway gangway =
                site("events { } http { server { listen unix:" + socket + "; location / { return 200; } } }")) {
            assertThat(listening("listen unix:" + socket + ";")).isZero();
        }

        assertThat(listening("listen unix:" + socket + ";")).isEqualTo(1);
    }

    @Test
    void nobody_listens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(health("http://127.0.0.1:" + port + "/")).isEqualTo(1);
        assertThat(listening("listen *:" + port + ";")).isEqualTo(1);
        assertThat(text(out).lines()).allMatch(line -> line.endsWith(": 111: Connection refused"));
    }

    @Test
    void a_plain_address_is_preferred() throws IOException {
        assertThat(listen("listen 443 ssl; listen [::]:8080 default_server; listen 80;"))
                .isEqualTo(new HealthAddress("[::]:8080", true));
        assertThat(listen("listen 443 ssl; listen 8443 ssl;")).isEqualTo(new HealthAddress("443", false));
        assertThat(listen("server_name a;")).isEqualTo(new HealthAddress("*:80", true));
    }

    @Test
    void addresses_are_those_of_this_machine() {
        assertThat(new HealthAddress("8080", true).socket()).hasToString("/127.0.0.1:8080");
        assertThat(new HealthAddress("*:81", true).socket()).hasToString("/127.0.0.1:81");
        assertThat(new HealthAddress("127.0.0.2", true).socket()).hasToString("/127.0.0.2:80");
        assertThat(new HealthAddress("[::]:8080", true).socket()).hasToString("/[0:0:0:0:0:0:0:1]:8080");
    }

    @Test
    void a_silent_server_is_not_healthy() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String port = "127.0.0.1:" + silent.getLocalPort();

            assertThat(listening("listen " + port + " ssl;")).isZero();
            assertThat(health("http://" + port + "/")).isEqualTo(1);

            assertThat(text(out)).endsWith(": timed out\n");
        }
    }

    @Test
    void a_wrong_command_line_or_file_is_an_error() throws IOException {
        assertThatThrownBy(() -> health("-x")).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> health("https://localhost/")).hasMessageContaining("http://");
        assertThatThrownBy(() -> health("http://a b/")).hasMessageContaining("invalid URL");
        assertThat(health("-c", directory.resolve("missing").toString())).isEqualTo(1);
        assertThat(health("http://no-such-host.invalid/")).isEqualTo(1);
        Path empty = Files.writeString(directory.resolve("empty.conf"), "events { }");
        assertThat(health("-c", empty.toString())).isEqualTo(1);

        assertThat(text(err)).contains("No such file or directory", "no \"server\" is defined");
        assertThat(health("--help")).isZero();
    }

    private Gangway site(String configuration) throws IOException {
        Path file = Files.writeString(directory.resolve("site.conf"), configuration);
        return Gangway.builder().file(file).start();
    }

    private HealthAddress listen(String server) throws IOException {
        return HealthAddress.first(file(server).toString());
    }

    private Path file(String server) throws IOException {
        return Files.writeString(
                directory.resolve("nginx.conf"),
                "include missing.conf; http { include none/*.conf; server { " + server + " } }");
    }

    private int listening(String server) throws IOException {
        return health("-c", file(server).toString());
    }

    private int health(String... args) {
        return new HealthCommand(print(out), print(err)).run(args);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream from) {
        return from.toString(StandardCharsets.UTF_8);
    }
}
