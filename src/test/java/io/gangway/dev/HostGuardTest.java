package io.gangway.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other sites cannot reach the backends of a developer. */
class HostGuardTest {
    @TempDir
    private Path directory;

    private ScriptedUpstream backend;

    @BeforeEach
    void start() throws IOException {
        backend = ScriptedUpstream.start(Script.onUpgrade(WebSocketPeer.echo(), Script.body("secret")));
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
    }

    private RunningDev dev(String... more) {
        List<String> options = new ArrayList<>(List.of("--proxy", "/=http://" + backend.address()));
        options.addAll(List.of(more));
        return RunningDev.start(options.toArray(String[]::new));
    }

    private static RawResponse get(RunningDev dev, String host) throws IOException {
        return RawHttp.send(dev.port(), "GET /a HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "shop.localhost", "127.0.0.1:8080", "127.8.9.10", "[::1]:8080"})
    void names_of_this_machine_are_served(String host) throws IOException {
        try (RunningDev dev = dev()) {
            assertThat(get(dev, host).body()).isEqualTo("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "localhost.evil.example", "evillocalhost", "127.0.0.1.evil.example", "10.0.0.1"})
    void a_foreign_name_gets_403_and_a_line_that_says_what_to_do(String host) throws IOException {
        try (RunningDev dev = dev()) {
            RawResponse refused = get(dev, host);

            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body())
                    .isEqualTo("403: Host \"" + host + "\" is not a name of this machine; \"gangway dev --allow-host "
                            + host + "\" allows it\n");
            dev.awaitLine("refused: Host \"" + host + "\" is not a name of this machine; .*");
            assertThat(backend.requests()).isEmpty();
        }
    }

    @Test
    void the_name_of_this_machine_is_served() throws IOException {
        AllowedHosts hosts = new AllowedHosts("127.0.0.1", List.of(), Runnable::run);
        String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);

        assertThat(hosts.contains(name)).isTrue();
        assertThat(hosts.contains(name + ".local")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "shop.test, shop.test, true",
        "SHOP.test, shop.test, true",
        "*.shop.test, a.b.shop.test, true",
        "*.shop.test, shop.test, false",
        "*.shop.test, evilshop.test, false",
        "*, anything, true",
    })
    void a_name_can_be_added(String added, String host, boolean allowed) {
        assertThat(new AllowedHosts("127.0.0.1", List.of(added), task -> {}).contains(host))
                .isEqualTo(allowed);
    }

    @Test
    void on_a_network_addresses_are_allowed_and_names_are_not() {
        AllowedHosts hosts = new AllowedHosts("0.0.0.0", List.of(), task -> {});

        assertThat(hosts.contains("192.168.1.5")).isTrue();
        assertThat(hosts.contains("[fe80::1]")).isTrue();
        assertThat(hosts.contains("evil.example")).isFalse();
        assertThat(new AllowedHosts("laptop.test", List.of(), task -> {}).contains("laptop.test"))
                .isTrue();
    }

    @Test
    void a_websocket_from_a_foreign_origin_or_name_is_refused() throws IOException {
        try (RunningDev dev = dev()) {
            for (String fields : new String[] {"Origin: https://evil.example:8080", "Origin: null"}) {
                String request = WebSocketPeer.upgradeRequest("/chat", fields);
                assertThat(RawHttp.send(dev.port(), request).status()).isEqualTo(403);
            }
            String foreign = WebSocketPeer.upgradeRequest("/chat").replaceFirst("Host: [^\r]*", "Host: evil.example");
            assertThat(RawHttp.send(dev.port(), foreign).status()).isEqualTo(403);
            assertThat(backend.requests()).isEmpty();

            String own = "Origin: http://localhost:5173";
            try (WebSocketPeer client = WebSocketPeer.connect(dev.port(), "/chat", own)) {
                client.send("hello");
                assertThat(client.read().text()).isEqualTo("hello");
            }
        }
        try (RunningDev dev = dev("--allow-host", "app.example");
                WebSocketPeer client = WebSocketPeer.connect(dev.port(), "/chat", "Origin: https://app.example")) {
            client.send("hello");
            assertThat(client.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void server_names_of_a_file_are_served_except_expressions() throws IOException {
        Path file = Files.writeString(
                directory.resolve("nginx.conf"),
                "events {} http { server { listen 127.0.0.1:80; server_name shop.test *.shop.test ~^.*$;"
                        + " location / { proxy_pass http://" + backend.address() + "; } } }");

        try (RunningDev dev = RunningDev.start("--config", file.toString())) {
            assertThat(RawHttp.send(dev.port(), "GET / HTTP/1.0\r\n\r\n").status())
                    .isEqualTo(200);
            assertThat(get(dev, "shop.test").status()).isEqualTo(200);
            assertThat(get(dev, "a.shop.test").status()).isEqualTo(200);
            assertThat(get(dev, "localhost").status()).isEqualTo(200);
            assertThat(get(dev, "evil.example").status()).isEqualTo(403);
        }
    }
}
