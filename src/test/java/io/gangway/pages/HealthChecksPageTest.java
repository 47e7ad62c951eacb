package io.gangway.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedDns;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The configurations of docs/health-checks.md, with the addresses of backends and a DNS server of the test. The other
 * claims are the tests of {@code upstream.health} and {@code ResolvedServersTest}.
 */
class HealthChecksPageTest {
    private final List<String> blocks = blocks();
    private ScriptedUpstream first;
    private ScriptedUpstream second;
    private ScriptedDns dns;
    private Site site;
    private GangwayServer server;

    private static List<String> blocks() {
        try {
            return Page.read("docs/health-checks.md").blocks().stream()
                    .filter(block -> block.language().equals("nginx"))
                    .map(Page.Block::text)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void open() throws Exception {
        first = ScriptedUpstream.start(Script.body("first"));
        second = ScriptedUpstream.start(Script.body("second"));
        dns = ScriptedDns.start();
        site = Site.create();
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        dns.close();
        first.close();
        second.close();
        site.close();
    }

    private void start(String config) throws Exception {
        site.config("error_log %{dir}/error.log notice;\n"
                + config.replace("listen 80;", "listen 127.0.0.1:%{port};")
                        .replaceAll("10\\.0\\.0\\.[12]1:[89]0[08]0", first.address())
                        .replaceAll("10\\.0\\.0\\.[12]2:[89]0[08]0", second.address())
                        .replaceAll("resolver [^ ]+", "resolver " + dns.address() + " ipv6=off"));
        server = GangwayServer.start(site);
    }

    private RawResponse get() throws IOException {
        return RawHttp.get(server.port(), "/");
    }

    private String log() throws IOException {
        return Files.readString(site.dir().resolve("error.log"), ISO_8859_1);
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion);
    }

    private static long count(ScriptedUpstream backend, String path) {
        return backend.requests().stream()
                .filter(request -> request.target().equals(path))
                .count();
    }

    @Test
    void the_first_example_takes_a_server_out_after_two_failed_checks() throws Exception {
        second.respond(Script.response(503, ""));
        start(blocks.get(0));
        eventually(() -> assertThat(count(second, "/health")).isEqualTo(1));
        server.advance(Duration.ofSeconds(6));
        String line =
                "upstream \"app\": peer 10.0.0.12:8080 is unhealthy, it was up: the health check of /health failed: "
                        + "the status is 503";
        assertThat(Files.readString(Path.of("docs/health-checks.md"))).contains(line);
        eventually(() -> assertThat(log()).contains(line.replace("10.0.0.12:8080", second.address())));
        second.clearRequests();
        for (int i = 0; i < 4; i++) {
            assertThat(get().body()).isEqualTo("first");
        }
        second.respond(Script.body("second"));
        server.advance(Duration.ofSeconds(6));
        eventually(() -> assertThat(count(second, "/health")).isEqualTo(1));
        server.advance(Duration.ofSeconds(6));
        eventually(() -> assertThat(log()).contains("is up, it was unhealthy"));
    }

    @Test
    void a_location_for_checks_only_has_its_own_timeouts() throws Exception {
        second.respond(Script.noResponse());
        start(blocks.get(1));
        eventually(() -> assertThat(count(second, "/health")).isEqualTo(1));
        eventually(() -> assertThat(get().body()).isEqualTo("first"));
        server.advance(Duration.ofSeconds(4));
        eventually(() -> assertThat(log()).contains("is unhealthy, it was checking"));
    }

    @Test
    void the_conditions_can_be_read() throws Exception {
        first.respond(Script.response(200, "{\"status\": \"UP\"}", "Content-Type: application/json"));
        second.respond(Script.response(200, "{\"status\": \"DOWN\"}", "Content-Type: application/json"));
        start(blocks.get(2) + blocks.get(0).replace("fails=2 passes=2", "match=ready"));
        eventually(() -> assertThat(log()).contains("peer " + second.address() + " is unhealthy"));
        assertThat(log()).doesNotContain("peer " + first.address());
    }

    @Test
    void the_websocket_example_makes_a_handshake() throws Exception {
        start(blocks.get(3));
        eventually(() -> assertThat(count(first, "/ws")).isEqualTo(1));
        assertThat(first.lastRequest().field("Upgrade")).isEqualTo("websocket");
        eventually(() -> assertThat(log()).contains("failed: the status is 200"));
    }

    @Test
    void names_are_resolved_in_the_background_and_may_vanish() throws Exception {
        dns.rcode("api.default.svc.cluster.local", 3).records("fallback.example.com", "127.0.0.1");
        start(blocks.get(4).replace(":8080", ":" + second.port())
                + "server { listen 80; location / { proxy_pass http://api; } }");
        assertThat(get().body()).isEqualTo("second");
        assertThat(dns.questions())
                .containsExactlyInAnyOrder("api.default.svc.cluster.local A", "fallback.example.com A");
    }

    @Test
    void hosts_and_ports_of_a_service_come_from_its_records() throws Exception {
        dns.records("_shop._tcp.service.consul", "SRV 1 1 " + first.port() + " one.node.consul")
                .records("one.node.consul", "127.0.0.1");
        start(blocks.get(5) + "server { listen 80; location / { proxy_pass http://shop; } }");
        assertThat(get().body()).isEqualTo("first");
        assertThat(dns.questions()).containsExactly("_shop._tcp.service.consul SRV", "one.node.consul A");
    }
}
