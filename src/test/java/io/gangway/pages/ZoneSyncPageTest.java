package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import io.gangway.testing.FreePorts;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The section of {@code docs/fleet.md} on limits that nodes share. */
class ZoneSyncPageTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern METRIC = Pattern.compile("`(gangway_zone_sync_\\w+)`");

    private static List<String> examples() throws Exception {
        return Page.read("docs/fleet.md").blocks("nginx").stream()
                .map(Page.Block::text)
                .filter(text -> text.contains("zone_sync;"))
                .toList();
    }

    @Test
    void its_examples_are_valid() throws Exception {
        SelfSigned node = SelfSigned.of("node");
        assertThat(examples()).hasSize(3);
        for (String example : examples()) {
            try (Site site = Site.create()) {
                site.file("node.pem", node.certificatePem())
                        .file("node.key", node.keyPem())
                        .file("nodes-ca.pem", node.certificatePem());
                Path file = site.dir().resolve("nginx.conf");
                Files.writeString(file, "events {}\n" + example, StandardCharsets.ISO_8859_1);
                Configuration.Loaded loaded =
                        Configuration.ofModules().withoutNames().load(new Environment(site.dir(), file, null, ""));
                loaded.generation().close();

                boolean verifies = example.contains("zone_sync_ssl_verify on");
                boolean loopback = example.contains("listen 127.0.0.1:12345");
                if (verifies || loopback) {
                    assertThat(loaded.warnings()).isEmpty();
                }
            }
        }
    }

    @Test
    void the_nodes_of_its_first_example_share_their_limits() throws Exception {
        String example = examples().get(0);
        int[] ports = {FreePorts.next(), FreePorts.next(), FreePorts.next()};
        for (int i = 0; i < ports.length; i++) {
            example = example.replace(
                    "zone_sync_server 127.0.0.1:" + (12345 + i), "zone_sync_server 127.0.0.1:" + ports[i]);
        }
        example = "error_log %{dir}/logs/error.log;\nevents {}\n"
                + example.replace(
                                "listen 80;",
                                "listen 127.0.0.1:%{port};\nlocation = /metrics { gangway_metrics; }\n"
                                        + "location = /count { limit_req zone=requests; empty_gif; }")
                        .replace("rate=100r/s", "rate=1r/m");
        String listen = "listen 127.0.0.1:12345";
        try (Site first = Site.create().config(example.replace(listen, "listen 127.0.0.1:" + ports[0]));
                Site second = Site.create().config(example.replace(listen, "listen 127.0.0.1:" + ports[1]));
                GangwayServer one = GangwayServer.start(first);
                GangwayServer two = GangwayServer.start(second)) {
            await().atMost(SOON)
                    .until(() -> RawHttp.get(two.port(), "/api/9/stream/zone_sync")
                            .body()
                            .contains("\"nodes_online\":1"));
            assertThat(RawHttp.get(one.port(), "/count").status()).isEqualTo(200);
            await().atMost(SOON)
                    .until(() -> RawHttp.get(two.port(), "/api/9/stream/zone_sync")
                            .body()
                            .contains("\"requests\":{\"records_pending\":0,\"records_total\":1}"));
            assertThat(RawHttp.get(two.port(), "/count").status()).isEqualTo(503);

            String metrics = RawHttp.get(one.port(), "/metrics").body();
            Matcher names = METRIC.matcher(Files.readString(Path.of("docs/fleet.md")));
            assertThat(names.results().map(name -> name.group(1)))
                    .hasSize(6)
                    .allSatisfy(name -> assertThat(metrics).contains("# TYPE " + name.replaceFirst("_total$", "")));
        }
    }
}
